"""What webhooks use of the server that they run in: the way out, the key, the courier."""

from collections.abc import Sequence
from threading import Lock
from typing import cast

from flask import current_app

from salesforce_lite import __name__ as server_name
from salesforce_lite import __version__
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.outbound import Client, networks_from
from salesforce_lite.plugin import Sealer
from salesforce_lite.web import App
from salesforce_lite.webhooks.courier import Courier
from salesforce_lite.webhooks.model import LONGEST_ANSWER
from salesforce_lite.webhooks.noting import call_next_sender, note_outcomes
from salesforce_lite.webhooks.parcels import Outcome
from salesforce_lite.webhooks.service import Outside

_COURIER = "webhook_courier"
_making = Lock()


def outside() -> Outside:
    """Of the server of this request or job."""
    app = cast(App, current_app)
    settings = cast(Settings, app.extensions["settings"])
    client = Client(networks_from(settings.outbound_networks), most=LONGEST_ANSWER * 4)
    sealer = Sealer(settings.secret_key, "webhook secrets")
    return Outside(client, sealer, (server_name, *app.snapshot.packages))


def courier() -> Courier:
    """The one of this process; it begins with the first delivery."""
    app = cast(App, current_app)._get_current_object()  # type: ignore[attr-defined]
    with _making:
        if _COURIER not in app.extensions:
            app.extensions[_COURIER] = _courier_of(app, outside())
    return cast(Courier, app.extensions[_COURIER])


def _courier_of(app: App, site: Outside) -> Courier:
    def note_late(outcomes: Sequence[Outcome]) -> None:
        reactions = app.contributions.reactions
        with unit_of_work(
            app.make_session, system_actor("webhooks"), surface="job", reactions=reactions
        ) as uow:
            note_outcomes(uow, outcomes)
            call_next_sender(uow)

    return Courier(site.client, note_late, agent=f"Salesforce-Lite/{__version__}")
