"""Times each page of the real server against the floor, in turns, and prints both and the ratio."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench import goals
from bench.browser import Browser, token_in
from bench.seed import ADMIN, PASSWORD, REP
from bench.servers import floor_server, memory_of_worker, processor_seconds, real_server
from bench.turns import Timed, in_turns
from salesforce_lite.access import User
from salesforce_lite.customers import Customer, list_customers
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit
from salesforce_lite.web import App

DEEP_PAGE = 3_000
FIRST, DEEP = "customer list, page 1", f"customer list, page {DEEP_PAGE}"


@dataclass(frozen=True)
class Case:
    """One page: how the real server is asked, and how the floor is."""

    name: str
    ours: Callable[[], float]
    floor: Callable[[], float]


@dataclass(frozen=True)
class Result:
    """One page on both servers."""

    name: str
    ours: Timed
    floor: Timed
    goal: goals.Goal = goals.RATIO

    @property
    def ratio(self) -> float:
        return self.ours.median / self.floor.median

    def line(self) -> str:
        ours, floor = self.ours.seconds, self.floor.seconds
        return (
            f"{self.name:<28}{_rate(ours):>7}{_ms(ours, 50):>8}{_ms(ours, 95):>8}"
            f"{_rate(floor):>9}{_ms(floor, 50):>8}{_ms(floor, 95):>8}"
            f"{self.ratio:>8.2f}{self.ours.processor * 1000:>9.1f}"
            f"{self.ours.processor / self.floor.processor:>7.2f} {self.goal.verdict(self.ratio)}"
        )


HEAD = (
    f"{'page':<28}{'req/s':>7}{'p50 ms':>8}{'p95 ms':>8}"
    f"{'floor/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'ratio':>8}{'cpu ms':>9}{'ratio':>7}"
)


@dataclass(frozen=True)
class Running:
    """Both servers on one database: how each page is asked, and what they use."""

    cases: list[Case]
    # Seconds of the processor so far: ours, the floor's.
    used: tuple[Callable[[], float], Callable[[], float]]
    started: float
    memory: Callable[[], float]


@contextmanager
def both_servers(app: App, url: str, instance: Path) -> Iterator[Running]:
    """Start both servers on a filled database and sign in."""
    app.engine.dispose()
    with (
        real_server(url, instance) as (port, process, seconds),
        floor_server(url) as (floor_port, floor_process),
    ):
        ours, floor, rep = Browser(port), Browser(floor_port), Browser(port)
        ours.sign_in(ADMIN, PASSWORD)
        rep.sign_in(REP, PASSWORD)
        yield Running(
            _cases(app, ours, floor, rep),
            (partial(processor_seconds, process), partial(processor_seconds, floor_process)),
            seconds,
            partial(memory_of_worker, process),
        )


def measure_pages(app: App, url: str, instance: Path) -> None:
    """Time every page."""
    with both_servers(app, url, instance) as running:
        results = [
            Result(case.name, *in_turns([case.ours, case.floor], running.used))
            for case in running.cases
        ]
        memory = running.memory()
    print(HEAD)
    for result in results:
        print(result.line())
    median = {result.name: result.ours.median for result in results}
    print(goals.DEEP_PAGE.line(median[DEEP] / median[FIRST]))
    print(goals.START.line(running.started))
    print(goals.WORKER.line(memory))


def _cases(app: App, ours: Browser, floor: Browser, rep: Browser) -> list[Case]:
    """Pages as who sees everything gets them; Today as a rep, for whom it is full."""
    at = landmarks(app)
    _, _, page = ours.get("/activities/new")
    token = token_in(page)
    visit = {
        "csrf_token": token, "kind": "visit", "customer_id": at.customer_id,
        "outcome": "interested", "note": "Wants a sample of line B.",
    }  # fmt: skip
    return [
        Case(FIRST, asked_for(ours, "/customers"), asked_for(floor, "/customers")),
        Case(
            DEEP,
            asked_for(ours, f"/customers?cursor={at.cursor}"),
            asked_for(floor, f"/customers?name={at.sort_name}&id={at.row_id}".replace(" ", "%20")),
        ),
        Case("customer page", asked_for(ours, f"/customers/{at.customer_id}"),
             asked_for(floor, f"/customers/{at.customer_id}")),
        Case("board", asked_for(ours, "/opportunities?view=board"), asked_for(floor, "/board")),
        Case("Today", asked_for(rep, "/today"), asked_for(floor, f"/today?owner={at.rep_id}")),
        Case("name search", asked_for(ours, "/search?q=Ferreter%C3%ADa%20Sol"),
             asked_for(floor, "/search?q=ferreteria%20sol")),
        Case("log an activity", _post(ours, "/activities/new", visit),
             _post(floor, "/activities", visit | {"owner": at.admin_id})),
    ]  # fmt: skip


@dataclass(frozen=True)
class Landmarks:
    """Whom and what the pages are asked for."""

    admin_id: str
    rep_id: str
    customer_id: str
    # The row before page 3,000, as the floor is told it, and the cursor as we are.
    sort_name: str
    row_id: str
    cursor: str


def landmarks(app: App) -> Landmarks:
    with reading_unit(app.make_session, system_actor("bench"), surface="bench") as uow:
        names = select(Customer.sort_name, Customer.id).order_by(Customer.sort_name, Customer.id)
        # Few customers have no page 3,000: then the last page but one stands for it.
        count = uow.session.scalar(select(func.count()).select_from(Customer)) or 0
        deep = min(25 * (DEEP_PAGE - 1), max(count - 50, 1))
        row = uow.session.execute(names.offset(deep - 1).limit(1)).one()
        first = list_customers(uow, limit=1)
        return Landmarks(
            admin_id=str(uow.session.scalar(select(User.id).where(User.email == ADMIN))),
            rep_id=str(uow.session.scalar(select(User.id).where(User.email == REP))),
            customer_id=str(row.id),
            sort_name=row.sort_name,
            row_id=str(row.id),
            cursor=_cursor_like(first.next_cursor or "", row.sort_name, str(row.id)),
        )


def _cursor_like(cursor: str, *values: str) -> str:
    name, backwards, _ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    document = json.dumps([name, backwards, values], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def asked_for(browser: Browser, path: str) -> Callable[[], float]:
    """Ask for the page and answer the seconds; what is no page ends the measurement."""

    def ask() -> float:
        seconds, status, body = browser.get(path)
        if status != 200:
            raise SystemExit(f"GET {path} answered {status}: {body[:500]}")
        return seconds

    return ask


def _post(browser: Browser, path: str, form: dict[str, str]) -> Callable[[], float]:
    def ask() -> float:
        seconds, status, body = browser.post(path, form)
        if status not in (200, 204, 302, 303):
            raise SystemExit(f"POST {path} answered {status}: {body[:2000]}")
        return seconds

    return ask


def _ms(seconds: list[float], percentile: int) -> str:
    ordered = sorted(seconds)
    return f"{ordered[min(len(ordered) - 1, len(ordered) * percentile // 100)] * 1000:.1f}"


def _rate(seconds: list[float]) -> str:
    return f"{len(seconds) / sum(seconds):.0f}"
