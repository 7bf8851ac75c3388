"""Random histories of a program: what members and clerks do, each deed told twice now and then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.testing import Trial

from .points import NOW, eur

Deed = Callable[[UnitOfWork], Any]
BALANCES = (
    *("available", "pending", "debt", "issued", "redeemed", "expired", "reversed", "adjusted"),
)
CONTENT = {
    "rules": [
        {"key": "base", "kind": "amount", "rate": "1.37", "caps": {"month": 900}},
        {"key": "line", "kind": "amount", "rate": "0.5", "per": "line", "least": "20"},
        {"key": "hi", "kind": "welcome", "points": 40},
        {"key": "visit", "kind": "visit", "points": 7, "caps": {"day": 7}},
    ],
    "tiers": [
        {"code": "silver", "name": "S", "achieve": 200, "retain": 150, "multiplier": "1.25"},
        {"code": "gold", "name": "G", "achieve": 900, "retain": 500, "multiplier": "2"},
    ],
    "campaigns": [
        {"key": "sale", "begins": "2026-06-01", "ends": "2026-07-15", "multiplier": "1.5"}
    ],
}


@dataclass
class History:
    """One program with some members; `deeds` are done in their order, the clock only goes on."""

    plugin: Trial
    rng: Random
    customers: list[UUID]
    hold: Callable[[datetime], None]
    clock: datetime = NOW
    program_id: UUID | None = None
    members: list[UUID] = field(default_factory=list)
    purchases: list[tuple[str, UUID, int]] = field(default_factory=list)
    redemptions: list[UUID] = field(default_factory=list)
    merged: bool = False

    def of(self, module: str, name: str) -> Any:
        return getattr(self.plugin.module(module), name)

    def begin(self) -> None:
        rng = self.rng
        self.hold(self.clock)
        content = CONTENT | {
            "expiry": rng.choice(("never", "fixed", "activity")),
            "expiry_months": rng.randint(1, 4),
            "pending_days": rng.choice((0, 0, 14)),
        }
        with self.plugin.operating() as uow:
            fields = self.of("programs", "ProgramFields")(
                name="Club",
                currency="EUR",
                zone=rng.choice(("Europe/Madrid", "America/Santiago", "Pacific/Auckland")),
                negative_policy=rng.choice(("debt", "debt", "refuse")),
                restore_days=rng.choice((0, 20)),
                approve_above=10**9,
            )
            code = f"p-{rng.getrandbits(60):x}"
            program = self.of("programs", "make_program")(uow, code, fields)
            self.program_id = program.id
            definition = self.of("definition", "Definition").from_json(content)
            self.of("programs", "publish_rules")(uow, program.id, definition)
            for customer in self.customers:
                joined = self.of("joining", "enrol")(uow, program.id, customer)
                self.members.append(joined.id)

    def do(self, deed: Deed) -> bool:
        """Whether it was done; what is refused changes nothing."""
        try:
            with self.plugin.operating() as uow:
                deed(uow)
        except DomainError:
            return False
        return True

    def step(self) -> Deed:
        """Something that somebody does next; it can be done again."""
        rng = self.rng
        kinds = (
            *(self._buy,) * 4,
            *(self._give_back,) * 3,
            *(self._redeem,) * 3,
            *(self._cancel,) * 2,
            *(self._adjust, self._visit, self._work),
        )
        if rng.random() < 0.3:
            self.clock += timedelta(days=rng.choice((1, 10, 40, 200)))
            self.hold(self.clock)
        if not self.merged and rng.random() < 0.04:
            return self._merge()
        return rng.choice(kinds)()

    def balances(self) -> dict[UUID, tuple[Any, ...]]:
        model = self.of("model", "Account")
        with self.plugin.reading() as uow:
            found = [uow.session.get(model, key) for key in self.members]
            return {one.id: tuple(getattr(one, name) for name in BALANCES) for one in found if one}

    def journal(self) -> int:
        """How many transactions there are."""
        model = self.of("journal_model", "Transaction")
        with self.plugin.reading() as uow:
            query = select(func.count()).where(model.program_id == self.program_id)
            return uow.session.scalar(query) or 0

    def _program(self, uow: UnitOfWork) -> Any:
        return uow.session.get(self.of("model", "Program"), self.program_id)

    def _buy(self) -> Deed:
        rng = self.rng
        lines = [rng.randint(1, 20000) for _ in range(rng.randint(1, 3))]
        line, sale = self.of("sales", "SaleLine"), self.of("sales", "Sale")
        at = self.clock - timedelta(days=rng.choice((0, 0, 0, 30)))
        customer = rng.choice(self.customers)
        reference = f"{rng.getrandbits(80):x}"
        self.purchases.append((reference, customer, sum(lines)))
        made = sale(
            source="orders",
            reference=reference,
            customer_id=customer,
            made_at=at,
            net=eur(Decimal(sum(lines)) / 100),
            lines=tuple(line(net=eur(Decimal(one) / 100)) for one in lines),
        )
        return lambda uow: self.of("accruing", "accrue_sales")(uow, self._program(uow), [made])

    def _give_back(self) -> Deed:
        if not self.purchases:
            return self._buy()
        rng = self.rng
        reference, _, whole = rng.choice(self.purchases)
        share = whole if rng.random() < 0.5 else rng.randint(1, whole)
        made = self.of("sales", "SaleReturn")(
            source="orders",
            reference=f"{rng.getrandbits(80):x}",
            sale_reference=reference,
            returned_at=self.clock,
            net=eur(Decimal(share) / 100),
        )
        return lambda uow: self.of("returning", "take_back")(uow, self._program(uow), [made])

    def _redeem(self) -> Deed:
        rng = self.rng
        made, member = UUID(int=rng.getrandbits(128)), rng.choice(self.members)
        points = rng.randint(1, 400)
        self.redemptions.append(made)
        return lambda uow: self.of("redeeming", "redeem")(
            uow, member, points=points, redemption_id=made
        )

    def _cancel(self) -> Deed:
        if not self.redemptions:
            return self._redeem()
        chosen = self.rng.choice(self.redemptions)
        return lambda uow: self.of("redeeming", "cancel_redemption")(uow, chosen)

    def _adjust(self) -> Deed:
        rng = self.rng
        made, member = UUID(int=rng.getrandbits(128)), rng.choice(self.members)
        points = rng.choice((-120, -3, 5, 250))
        return lambda uow: self.of("adjusting", "adjust")(
            uow, member, points, "By hand", request_id=made
        )

    def _visit(self) -> Deed:
        rng = self.rng
        happening = self.of("accruing", "Happening")(
            "visit", rng.choice(self.members), "activities", f"{rng.getrandbits(80):x}", self.clock
        )
        return lambda uow: self.of("accruing", "accrue_happenings")(
            uow, self._program(uow), [happening]
        )

    def _work(self) -> Deed:
        def work(uow: UnitOfWork) -> None:
            payload: Any = {}
            while payload is not None:
                goes_on = self.of("due", "work_off_due")(uow, payload)
                payload = None if goes_on is None else goes_on.payload

        return work

    def _merge(self) -> Deed:
        self.merged = True
        going, stays = self.members[0], self.members[1]
        return lambda uow: self.of("merging", "transfer")(uow, going, stays)
