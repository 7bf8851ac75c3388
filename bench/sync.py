"""What a phone waits for: its first priming, a queue of a day without signal, a pull of nothing."""

import json
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, update

from bench import goals
from bench.browser import Browser
from bench.seed import REP, fill
from bench.servers import real_server
from salesforce_lite.access import find_user
from salesforce_lite.activities import Activity
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.customers import ContactLink, Customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.tokens import known_scopes, make_token
from salesforce_lite.web import App

_CUSTOMERS, _QUEUED, _PULLS = 2_000, 1_000, 60
_KEY = "bench " * 8
_PLENTY = 2_000_000_000


def measure_sync(folder: Path) -> None:
    """One rep who owns all customers of a small company, on SQLite."""
    url = f"sqlite:///{folder / 'salesforce_lite.db'}"
    app = create_app(Settings(instance=folder, database_url=url, secret_key=_KEY))
    upgrade_database(app.engine)
    prepare_instance(app)
    fill(app, _CUSTOMERS)
    secret = _rep_who_owns_all(app)
    app.engine.dispose()
    settings = {"SFL_API_RATE": "1000000", "SFL_SECRET_KEY": _KEY}
    print(f"\nsync: a rep with {_CUSTOMERS:,} customers, SQLite")
    with real_server(url, folder, **settings) as (port, _, _):
        phone = _Phone(Browser(port, token=secret, takes_gzip=True))
        phone.pull()  # once to warm up
        phone.cursor = ""
        seconds, received, records = phone.prime()
        print(f"{'records primed':<28}{records:>14,}")
        print(goals.PRIMING.line(seconds))
        print(goals.PRIMING_SIZE.line(received / 1_000_000))
        took = [phone.pull()[0] for _ in range(_PULLS)]
        print(goals.PULL.line(statistics.median(took) * 1000))
        print(goals.PUSH.line(phone.push(_QUEUED)))


class _Phone:
    """Speaks as one device."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._device = str(uuid4())
        self._customers: list[str] = []
        self.cursor = ""

    def pull(self) -> tuple[float, str]:
        """(seconds, the answer) of one page."""
        path = f"/api/v1/sync/pull?cursor={self.cursor}&device_id={self._device}"
        seconds, status, body = self._browser.get(path)
        if status != 200:
            raise SystemExit(f"pull answered {status}: {body[:300]}")
        return seconds, body

    def prime(self) -> tuple[float, int, int]:
        """(seconds, bytes received, records) until everything is there."""
        seconds, records, before = 0.0, 0, self._browser.received
        while True:
            took, body = self.pull()
            page = json.loads(body)
            seconds += took
            records += len(page["items"])
            self._customers += [one["id"] for one in page["items"] if one["kind"] == "customer"]
            self.cursor = page["next_cursor"]
            if not page["is_more"]:
                return seconds, self._browser.received - before, records

    def push(self, count: int) -> float:
        """Seconds until so many visits are taken."""
        now = datetime.now(UTC)
        waiting = [self._visit(number, now) for number in range(count)]
        began = time.perf_counter()
        while waiting:
            body = {
                "device_id": self._device,
                "device_now": datetime.now(UTC).isoformat(),
                "commands": waiting,
            }
            _, status, answer = self._browser.send("/api/v1/sync/push", body)
            if status != 200:
                raise SystemExit(f"push answered {status}: {answer[:300]}")
            results = json.loads(answer)["results"]
            wrong = [one for one in results if one["status"] != "applied"]
            if wrong:
                raise SystemExit(f"not applied: {wrong[0]}")
            waiting = waiting[len(results) :]
        return time.perf_counter() - began

    def _visit(self, number: int, now: datetime) -> dict[str, Any]:
        return {
            "op_id": str(uuid4()),
            "seq": number,
            "command": "activities.create_activity",
            "payload": {
                "kind": "visit",
                "customer_id": self._customers[number % len(self._customers)],
                "outcome": "interested",
                "note": "Wants a sample of line B.",
                "completed_at": (now - timedelta(minutes=number)).isoformat(),
            },
        }


def _rep_who_owns_all(app: App) -> str:
    """The secret of a rep to whom everything belongs."""
    with app.app_context():
        scopes = known_scopes()
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        rep = find_user(uow, REP)
        if rep is None:
            raise SystemExit(f"there is no {REP}")
        _, secret = make_token(
            uow, user_id=rep.id, name="phone", scopes=scopes, known_scopes=scopes
        )
        _give(uow.session, rep.id)
    return secret


def _give(session: Any, owner_id: UUID) -> None:
    for kind in (Customer, Opportunity, Activity):
        session.execute(update(_table(kind)).values(owner_id=owner_id, scope_owner_id=owner_id))
    session.execute(update(_table(ContactLink)).values(scope_owner_id=owner_id))


def _table(kind: Any) -> Table:
    return cast(Table, kind.__table__)
