"""A server with the plugin `call_center` on, an exchange that signs, and lists to call."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import time as hour
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser

from salesforce_lite.access import find_user
from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App
from tests.browser.desk import OpenDesk, windows
from tests.browser.site import Site, furnished, serve
from tests.conftest import Template, make_app

PLUGIN = Path(__file__).parents[2] / "plugins" / "call_center"
PAGES = "/x/call_center"
SECRET = "whsec_c2VjcmV0IG9mIHRoZSBleGNoYW5nZQ=="
SCRIPT = """# greeting
Buenos días, ¿es buen momento?
- yes: Sí -> offer
- no: No

# offer
¿Quiere recibir el catálogo?
- yes: Sí
- no: No"""


def module(app: App, name: str) -> Any:
    package = app.plugins.installation.plugin("call_center").package
    return __import__(f"{package}.{name}", fromlist=["_"])


def working(app: App) -> Any:
    return unit_of_work(
        app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=app.contributions.reactions,
    )


@pytest.fixture(scope="module")
def calling_site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The plugin is on, its door has a secret, and calls are made at every hour of the week."""
    folder = tmp_path_factory.mktemp("calling")
    app = make_app(folder, template.copy(folder), plugins=[PLUGIN])
    app.config["TESTING"] = False
    app.plugins.migrate("call_center")
    with working(app) as uow:
        app.plugins.enable(uow, "call_center")
        app.plugins.configure(uow, "call_center", {"generic_secret": SECRET})
    permitting, rules = module(app, "permitting"), module(app, "calling_rules")
    every_hour = [rules.Window(day, hour(0), hour.max) for day in range(7)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(permitting, "own_hours", lambda _uow: every_hour)
        server = serve(app)
        yield Site(app, f"http://127.0.0.1:{server.server_port}", furnished(app))
        server.shutdown()
        server.server_close()
    app.engine.dispose()


@pytest.fixture
def open_calling(browser: Browser, calling_site: Site) -> Iterator[OpenDesk]:
    """`open_calling(person)` – a window on that server; none may complain."""
    with windows(browser, calling_site) as open_window:
        yield open_window


def give_line(site: Site, login: str, extension: str) -> None:
    with working(site.app) as uow:
        user = find_user(uow, f"{login}@example.com")
        module(site.app, "lines").set_extension(uow, extension, user.id)


def make_campaign(site: Site, name: str, customer_ids: Sequence[UUID]) -> UUID:
    campaigns = module(site.app, "campaigns")
    with working(site.app) as uow:
        campaign = campaigns.add_campaign(uow, name=name, purpose="service")
        for place, customer_id in enumerate(customer_ids, 1):
            campaigns.add_members(uow, campaign.id, [customer_id], priority=place)
        module(site.app, "scripts").save_script(uow, campaign.id, SCRIPT)
        found: UUID = campaign.id
    return found


def calls_of(site: Site, customer_ids: Sequence[UUID]) -> list[Any]:
    """Each with its answers, in the order of the customers."""
    seeing, scripts = module(site.app, "seeing"), module(site.app, "scripts")
    found = []
    with working(site.app) as uow:
        for customer_id in customer_ids:
            [call] = seeing.list_calls(uow, customer_id=customer_id).items
            answers = {one.step: one.code for one in scripts.answers_of(uow, call.id)}
            found.append((call.disposition, answers))
    return found


def last_call(site: Site) -> UUID:
    with working(site.app) as uow:
        [call] = module(site.app, "seeing").list_calls(uow, limit=1).items
        found: UUID = call.id
    return found


def ring(site: Site, number: str, extension: str) -> str:
    """The exchange tells, signed, that somebody calls; answers what it calls the call."""
    call = str(uuid4())
    moment = now().isoformat()
    said = {"call_id": call, "timestamp": moment, "direction": "in"}
    events = [
        {**said, "id": f"{call}.1", "type": "offered", "customer_number": number},
        {**said, "id": f"{call}.2", "type": "ringing", "extension": extension, "leg_id": "desk"},
    ]
    _send(site, events)
    return call


def pick_up(site: Site, call: str, extension: str) -> None:
    """At that line, where it rings."""
    said = {"call_id": call, "timestamp": now().isoformat(), "leg_id": "desk"}
    _send(site, [{**said, "id": f"{call}.3", "type": "answered", "extension": extension}])


def hang_up(site: Site, call: str) -> None:
    moment = now().isoformat()
    _send(site, [{"call_id": call, "timestamp": moment, "id": f"{call}.9", "type": "ended"}])


def _send(site: Site, events: list[dict[str, str]]) -> None:
    body = json.dumps(events).encode()
    stamp, event_id = str(int(time.time())), str(uuid4())
    sign = module(site.app, "signatures").sign
    signature = sign(SECRET, event_id=event_id, timestamp=stamp, body=body)
    headers = {
        "Webhook-Id": event_id,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": signature,
        "Content-Type": "application/json",
    }
    sent = Request(f"{site.address}{PAGES}/events/generic", data=body, headers=headers)
    with urlopen(sent) as answer:
        assert answer.status == 204


def work_off(site: Site) -> None:
    """What a worker would do now."""
    Worker(site_of(site.app), "tests").work_off(most=200)
