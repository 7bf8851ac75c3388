"""Times what programs ask for most against the floor: one record, fifty, a new activity."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import update

from bench import goals
from bench.browser import Browser
from bench.pages import HEAD, Case, Result, asked_for, landmarks
from bench.seed import ADMIN
from bench.servers import floor_server, processor_seconds, real_server
from bench.turns import in_turns
from salesforce_lite.access import find_user
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.tokens import ApiToken, known_scopes, make_token
from salesforce_lite.web import App

_PLENTY = 2_000_000_000


def measure_api(app: App, url: str, instance: Path) -> None:
    """The API beside the floor's bare JSON on a filled database."""
    secret, at = _token(app), landmarks(app)
    app.engine.dispose()
    with (
        real_server(url, instance, SFL_API_RATE="1000000") as (port, process, _),
        floor_server(url) as (floor_port, floor_process),
    ):
        ours, floor = Browser(port, token=secret), Browser(floor_port)
        visit = {
            "kind": "visit",
            "customer_id": at.customer_id,
            "outcome": "interested",
            "note": "Wants a sample of line B.",
            "completed_at": "2026-11-20T10:00:00Z",
        }
        cases = [
            Case(
                "API: one customer",
                asked_for(ours, f"/api/v1/customers/{at.customer_id}"),
                asked_for(floor, f"/json/customers/{at.customer_id}"),
            ),
            Case(
                "API: a list of 50",
                asked_for(ours, "/api/v1/customers?limit=50"),
                asked_for(floor, "/json/customers"),
            ),
            Case(
                "API: create activity",
                _sent(ours, "/api/v1/activities", visit),
                _sent(floor, "/json/activities", visit | {"owner": at.admin_id}),
            ),
        ]
        used = (partial(processor_seconds, process), partial(processor_seconds, floor_process))
        print(HEAD)
        for case in cases:
            result = Result(case.name, *in_turns([case.ours, case.floor], used), goals.API_RATIO)
            print(result.line())


def _token(app: App) -> str:
    """One that may read as much as is asked for."""
    with app.app_context():
        scopes = known_scopes()
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        owner = find_user(uow, ADMIN)
        if owner is None:
            raise SystemExit(f"there is no {ADMIN}")
        # Those of runs before are in the way of the most that somebody may have.
        uow.session.execute(update(ApiToken).values(revoked_at=uow.now))
        token, secret = make_token(
            uow, user_id=owner.id, name="bench", scopes=scopes, known_scopes=scopes
        )
        token.rows_per_hour = token.rows_per_day = _PLENTY
    return secret


def _sent(browser: Browser, path: str, body: dict[str, str]) -> Callable[[], float]:
    def ask() -> float:
        seconds, status, answer = browser.send(path, body)
        if status != 201:
            raise SystemExit(f"POST {path} answered {status}: {answer[:500]}")
        return seconds

    return ask
