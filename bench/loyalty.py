"""How long points take: earning, redeeming among many, the card of a member, the expiry of all."""

import gc
import random
import shutil
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from bench import goals
from bench.browser import Browser
from bench.pages import asked_for
from bench.seed import ADMIN, PASSWORD, fill
from bench.servers import processor_seconds, real_server
from bench.turns import in_turns
from salesforce_lite.activities import log_activity
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.customers import Customer
from salesforce_lite.customers.timelines import PAGE_SIZE
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.web import App

# Of an accrual without a multiplier; a member of many years has so many lots.
ENTRIES_OF_ONE, LOTS_OF_ONE = 2, 50
TOGETHER, REDEMPTIONS = 1_000, 200
_SPACE = UUID("6b1de6a4-26b3-4d50-9a5e-8a3b6f3f3b0d")
_RULES = {
    "rules": [{"key": "base", "kind": "amount", "rate": "1"}],
    "tiers": [{"code": "gold", "name": "Gold", "achieve": 10**9, "retain": 1, "multiplier": "2"}],
    "expiry": "fixed",
    "expiry_months": 24,
}


class StoppedError(Exception):
    """Thrown in the middle of a step, as a process that is killed would leave it."""


@dataclass(frozen=True)
class _Club:
    """A server with a program, and the modules of the plugin."""

    app: App
    program_id: UUID
    customers: list[UUID]

    def unit(self) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(self.app.make_session, system_actor("bench"), surface="bench")

    def of(self, module: str) -> Any:
        return import_module(f"{_package(self.app)}.{module}")


def measure_loyalty(folder: Path, entries: int) -> None:
    """On a new SQLite file: so many entries of the ledger, with and without the plugin."""
    lots = entries // ENTRIES_OF_ONE
    app = _site(folder / "full")
    fill(app, max(100, lots // LOTS_OF_ONE))
    _visit_often(app)
    app.engine.dispose()
    # As servers and workers do when they begin.
    gc.freeze()
    (folder / "bare").mkdir()
    shutil.copyfile(_database(folder / "full"), _database(folder / "bare"))
    club = _club(app)
    print(f"\n{entries:,} entries of the ledger, {len(club.customers):,} members")
    print(f"{'purchases a second':<28}{lots / _earn(club, lots):>14,.0f}")
    print(goals.LOYALTY_REDEEM.line(_redeem(club) * 1000))
    app.engine.dispose()
    _card(folder, club.customers[0])
    before = process_time()
    seconds, steps = _expire(club)
    used = process_time() - before
    print(f"{'steps of the expiry':<28}{len(steps):>14,}, the longest {max(steps) * 1000:,.0f} ms")
    print(goals.LOYALTY_EXPIRY.line(seconds / lots * 1_000_000))
    print(f"{'of the processor':<28}{used / lots * 1_000_000:>14.0f} s")
    with club.unit() as uow:
        faults = club.of("verifying").faults_of_ledger(uow)
    print(f"{'faults of the ledger':<28}{len(faults):>14,}")


def _site(instance: Path) -> App:
    instance.mkdir(exist_ok=True)
    url = f"sqlite:///{_database(instance)}"
    app = create_app(Settings(instance=instance, database_url=url, secret_key="bench"))
    upgrade_database(app.engine)
    prepare_instance(app)
    return app


def _visit_often(app: App) -> None:
    """The first customer has a page of the timeline that is full without the plugin too: both
    servers draw as many entries, whoever they are of."""
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        first = uow.session.scalars(select(Customer.id).order_by(Customer.id).limit(1)).one()
        for _ in range(2 * PAGE_SIZE):
            log_activity(uow, {"kind": "note", "customer_id": first, "note": "Asked for a quote."})


def _database(instance: Path) -> Path:
    return instance / "salesforce_lite.db"


def _package(app: App) -> str:
    return app.plugins.installation.plugins["loyalty"].package


def _club(app: App) -> _Club:
    """Switched on, with a program as an administrator would save it."""
    app.plugins.migrate("loyalty")
    programs = import_module(f"{_package(app)}.programs")
    definition = import_module(f"{_package(app)}.definition").Definition.from_json(_RULES)
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        app.plugins.enable(uow, "loyalty")
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        fields = programs.ProgramFields(name="Club", currency="EUR", zone="Europe/Madrid")
        program = programs.make_program(uow, "club", fields)
        programs.publish_rules(uow, program.id, definition)
        customers = list(uow.session.scalars(select(Customer.id).order_by(Customer.id)))
        return _Club(app, program.id, customers)


def _earn(club: _Club, lots: int) -> float:
    """Purchases of a year and a half, so many in each transaction; seconds in all."""
    rng, now = random.Random(1), datetime.now(UTC)
    sale, accrue = club.of("sales").Sale, club.of("accruing").accrue_sales
    seconds = 0.0
    for first in range(0, lots, TOGETHER):
        made = [
            sale(
                source="bench",
                reference=str(uuid5(_SPACE, str(number))),
                customer_id=club.customers[number % len(club.customers)],
                made_at=now - timedelta(minutes=rng.randint(1, 500 * 24 * 60)),
                net=Money(rng.randint(1_000, 20_000), "EUR"),
            )
            for number in range(first, min(lots, first + TOGETHER))
        ]
        started = perf_counter()
        with club.unit() as uow:
            accrue(uow, uow.session.get(club.of("model").Program, club.program_id), made)
        seconds += perf_counter() - started
    return seconds


def _redeem(club: _Club) -> float:
    """The median of redemptions by members all over the table, each with its transaction."""
    redeem, find = club.of("redeeming").redeem, club.of("members").find_member
    rng, taken = random.Random(2), []
    for customer_id in rng.choices(club.customers[1:], k=REDEMPTIONS):
        started = perf_counter()
        with club.unit() as uow:
            redeem(uow, find(uow, club.program_id, customer_id).id, points=5)
        taken.append(perf_counter() - started)
    return statistics.median(taken)


def _card(folder: Path, customer_id: UUID) -> None:
    """The page of a member beside that of a server that does not know the plugin."""
    with (
        _served(folder / "full") as (port, process, _),
        _served(folder / "bare") as (bare_port, bare_process, _),
    ):
        pages: list[Callable[[], float]] = []
        for each in (port, bare_port):
            browser = Browser(each)
            browser.sign_in(ADMIN, PASSWORD)
            pages.append(asked_for(browser, f"/customers/{customer_id}"))
        full, bare = in_turns(
            pages, [partial(processor_seconds, process), partial(processor_seconds, bare_process)]
        )
    print(goals.LOYALTY_CARD.line((full.median - bare.median) * 1000))
    added = (full.processor - bare.processor) * 1000
    print(f"{'of the processor':<28}{added:>14.2f} ms")


def _served(instance: Path) -> Any:
    return real_server(f"sqlite:///{_database(instance)}", instance)


def _expire(club: _Club) -> tuple[float, list[float]]:
    """Seconds of all steps until nothing is due, one of them stopped before it ended."""
    later = datetime.now(UTC) + timedelta(days=1_000)
    payload: Any = {}
    steps: list[float] = []
    while payload is not None:
        started = perf_counter()
        with suppress(StoppedError):
            payload = _step(club, payload, later, stops=len(steps) == 1)
        steps.append(perf_counter() - started)
    return sum(steps), steps


def _step(club: _Club, payload: Any, now: datetime, *, stops: bool) -> Any:
    with club.unit() as uow:
        uow.now = now
        goes_on = club.of("due").work_off_due(uow, payload)
        if stops:
            raise StoppedError
        return None if goes_on is None else goes_on.payload
