"""Programs, members and purchases for tests: what people and other plugins would do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from salesforce_lite.kernel.money import Money
from salesforce_lite.purchases import PurchaseLine, PurchaseMade, PurchaseReturned
from salesforce_lite.testing import Trial

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
BASE = {"key": "base", "kind": "amount", "rate": "1"}


def eur(amount: Any) -> Money:
    return Money.of(str(amount), "EUR")


class Shop:
    """A program with its members on the server of a trial."""

    def __init__(self, plugin: Trial, **rules: Any) -> None:
        self.plugin = plugin
        self.of = plugin.module
        with plugin.working("admin") as uow:
            fields = self.of("programs").ProgramFields(
                name="Club", currency="EUR", zone=rules.pop("zone", "Europe/Madrid")
            )
            for name in ("negative_policy", "restore_days", "approve_above", "enrols_buyers"):
                if name in rules:
                    fields = replace(fields, **{name: rules.pop(name)})
            self.program_id = self.of("programs").make_program(uow, "club", fields).id
        self.publish(**rules)

    def publish(self, **rules: Any) -> None:
        content = {"rules": [BASE], "expiry": "never", **rules}
        definition = self.of("definition").Definition.from_json(content)
        with self.plugin.working("admin") as uow:
            self.of("programs").publish_rules(uow, self.program_id, definition)

    def customer(self, **fields: Any) -> UUID:
        made: UUID = self.plugin.records.customer(**fields).id
        return made

    def member(self, customer_id: UUID | None = None, **said: Any) -> UUID:
        customer_id = customer_id or self.customer()
        with self.plugin.working("rep") as uow:
            made: UUID = self.of("joining").enrol(uow, self.program_id, customer_id, **said).id
            return made

    def buys(
        self,
        customer_id: UUID,
        amount: Any = 100,
        *,
        at: datetime | None = None,
        purchase_id: UUID | None = None,
        lines: tuple[PurchaseLine, ...] = (),
        by: str = "rep",
        net: Money | None = None,
    ) -> UUID:
        """A purchase that another plugin records; answers its id."""
        with self.plugin.working(by) as uow:
            fact = PurchaseMade(
                purchase_id=purchase_id or uuid4(),
                source="orders",
                number="A-1",
                customer_id=customer_id,
                made_at=at or uow.now,
                net=net or eur(amount),
                tax=eur(21),
                lines=lines,
            )
            uow.record(fact)
        return fact.purchase_id

    def returns(
        self,
        customer_id: UUID,
        purchase_id: UUID,
        amount: Any = 100,
        *,
        return_id: UUID | None = None,
        lines: tuple[PurchaseLine, ...] = (),
    ) -> UUID:
        with self.plugin.working("rep") as uow:
            fact = PurchaseReturned(
                return_id=return_id or uuid4(),
                purchase_id=purchase_id,
                source="orders",
                customer_id=customer_id,
                returned_at=uow.now,
                net=eur(amount),
                tax=eur(0),
                lines=lines,
            )
            uow.record(fact)
        return fact.return_id

    def redeems(self, account_id: UUID, points: int | None = None, **said: Any) -> UUID:
        with self.plugin.working("rep") as uow:
            made: UUID = self.of("redeeming").redeem(uow, account_id, points=points, **said).id
            return made

    def cancels(self, redemption_id: UUID) -> None:
        with self.plugin.working("rep") as uow:
            self.of("redeeming").cancel_redemption(uow, redemption_id)

    def adjusts(self, account_id: UUID, points: int, by: str = "admin", **said: Any) -> UUID:
        with self.plugin.working(by) as uow:
            made: UUID = (
                self.of("adjusting").adjust(uow, account_id, points, "A mistake", **said).id
            )
            return made

    def account(self, account_id: UUID) -> Any:
        """As it stands in the database."""
        model = self.of("model").Account
        with self.plugin.reading() as uow:
            found = uow.session.get(model, account_id)
            uow.session.expunge(found)
            return found

    def account_of(self, customer_id: UUID) -> Any:
        with self.plugin.reading() as uow:
            found = self.of("members").accounts_of(uow, self.program_id, [customer_id])
            account = found.get(customer_id)
            if account is not None:
                uow.session.expunge(account)
            return account

    def standing(self, account_id: UUID) -> Any:
        with self.plugin.reading() as uow:
            account = uow.session.get(self.of("model").Account, account_id)
            return self.of("members").standing_of(uow, [account])[account_id]

    def work_off(self) -> None:
        """What the hourly job would do, step by step."""
        payload: Mapping[str, Any] = {}
        for _ in range(1000):
            with self.plugin.operating() as uow:
                goes_on = self.of("due").work_off_due(uow, payload)
            if goes_on is None:
                return
            payload = goes_on.payload
        raise AssertionError("the job does not end")

    def rows(self, module: str, name: str) -> list[Any]:
        model = getattr(self.of(module), name)
        with self.plugin.reading() as uow:
            found = list(uow.session.scalars(select(model)))
            uow.session.expunge_all()
            return found

    def movements(self) -> list[tuple[str, int]]:
        """(kind, points) of all transactions, in the order in which they were posted."""
        rows = self.rows("journal_model", "Transaction")
        return [(one.kind, one.points) for one in sorted(rows, key=lambda one: one.id)]

    def faults(self) -> list[str]:
        with self.plugin.reading() as uow:
            found: list[str] = self.of("verifying").faults_of_ledger(uow)
            return found

    def agrees(self) -> None:
        """Everything that is kept agrees with the journal."""
        assert self.faults() == []


def line(amount: Any, code: str = "A", category: str = "", **said: Any) -> PurchaseLine:
    return PurchaseLine(
        line_id=uuid4(),
        product_code=code,
        category=category,
        quantity=Decimal(said.pop("quantity", 1)),
        net=eur(amount),
        tax=eur(0),
        **said,
    )
