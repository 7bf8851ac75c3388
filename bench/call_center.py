"""How many events of a telephone exchange a server takes, and how soon it knows who is calling."""

import json
import statistics
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from bench import goals
from bench.seed import ADMIN, REP
from bench.servers import real_server
from salesforce_lite.access import find_user
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.team import load_actor
from salesforce_lite.web import App

_SECRET, _KEY = "bench of an exchange", "bench " * 8
_CALLS, _AT_ONCE, _POPS = 200, 24, 300
# (kind, seconds after the first, leg, what it says) of an ordinary call.
_CALL: tuple[tuple[str, int, str, dict[str, str]], ...] = (
    ("offered", 0, "caller", {"direction": "in"}),
    ("queued", 1, "caller", {"queue": "ventas"}),
    ("ringing", 2, "desk", {"extension": "204"}),
    ("answered", 8, "desk", {"extension": "204"}),
    ("left", 60, "desk", {}),
    ("ended", 60, "caller", {}),
)


def measure_events(folder: Path) -> None:
    """Signed messages to a real server on a new SQLite file: of some events each, and of one."""
    url = f"sqlite:///{folder / 'salesforce_lite.db'}"
    app = create_app(Settings(instance=folder, database_url=url, secret_key=_KEY))
    upgrade_database(app.engine)
    prepare_instance(app)
    app.plugins.migrate("call_center")
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        app.plugins.enable(uow, "call_center")
        app.plugins.configure(uow, "call_center", {"generic_secret": _SECRET})
    sign = _module(app, "signatures").sign
    app.engine.dispose()
    print(f"\nevents of an exchange, {len(_CALL)} to a call, SQLite")
    with real_server(url, folder, SFL_SECRET_KEY=_KEY) as (port, _, _):
        door = _Door(port, sign)
        door.send(_events(10)[:_AT_ONCE])  # once to warm up
        some, each = _events(_CALLS), _events(_CALLS // 4)
        print(goals.CALL_EVENTS.line(len(some) / door.send_all(some, _AT_ONCE)))
        print(f"{'each in its own message':<28}{len(each) / door.send_all(each, 1):>14,.0f}")


def measure_pops(app: App, customers: int) -> None:
    """Who has a number, asked by one who sees everybody and by a rep; nothing is written."""
    find_holders = _module(app, "numbers").find_holders
    chance = Random(7)
    print(f"\nwho has a number, {customers:,} customers")
    for who in (ADMIN, REP):
        with reading_unit(app.make_session, system_actor("bench"), surface="bench") as uow:
            user = find_user(uow, who)
            if user is None:
                raise SystemExit(who)
            actor = load_actor(uow.session, user)
        took = []
        for _ in range(_POPS):
            number = f"+34{600000000 + chance.randrange(customers)}"
            with reading_unit(app.make_session, actor, surface="bench") as uow:
                started = time.perf_counter()
                find_holders(uow, number)
                took.append((time.perf_counter() - started) * 1000)
        print(goals.SCREEN_POP.line(statistics.median(took)))
        print(f"{'the slowest of twenty':<28}{statistics.quantiles(took, n=20)[-1]:>11,.2f} ms")


class _Door:
    """The door of signed webhooks, through one connection that stays open."""

    def __init__(self, port: int, sign: Any) -> None:
        self._connection, self._sign = HTTPConnection("127.0.0.1", port), sign

    def send_all(self, events: list[dict[str, Any]], at_once: int) -> float:
        """Seconds until all were taken."""
        started = time.perf_counter()
        for start in range(0, len(events), at_once):
            self.send(events[start : start + at_once])
        return time.perf_counter() - started

    def send(self, events: list[dict[str, Any]]) -> None:
        body, stamp, event_id = json.dumps(events).encode(), str(int(time.time())), str(uuid4())
        headers = {
            "Content-Type": "application/json",
            "Webhook-Id": event_id,
            "Webhook-Timestamp": stamp,
            "Webhook-Signature": self._sign(_SECRET, event_id=event_id, timestamp=stamp, body=body),
        }
        self._connection.request("POST", "/x/call_center/events/generic", body, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != 204:
            raise SystemExit(f"the door answered {answer.status}: {said[:300]!r}")


def _events(calls: int) -> list[dict[str, Any]]:
    """Of all of them, as they come in: many calls go on at once."""
    begun = datetime.now(UTC) - timedelta(minutes=2)
    names = [str(uuid4()) for _ in range(calls)]
    return [
        {
            "id": f"{name}.{kind}.{leg}",
            "call_id": name,
            "leg_id": f"{name}.{leg}",
            "type": kind,
            "timestamp": (begun + timedelta(seconds=after)).isoformat(),
            "customer_number": f"+3491{1000000 + place}" if kind == "offered" else "",
            **said,
        }
        for kind, after, leg, said in _CALL
        for place, name in enumerate(names)
    ]


def _module(app: App, name: str) -> Any:
    return import_module(f"{app.plugins.installation.plugins['call_center'].package}.{name}")
