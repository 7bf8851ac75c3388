"""Reads a log of purchases as research and old tills write it, and saves it as orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from salesforce_lite.customers import Customer, CustomerDraft, save_customers
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.uow import UnitOfWork

from .drafts import LineDraft, OrderDraft
from .order_model import Order
from .orders import save_orders

NAMES = ("customer", "date", "quantity", "amount", "-")
_NEEDED = {"customer", "date", "amount"}


class LogError(DomainError):
    code = "orders_wrong_log"
    sentence = N_("Line %(line)s of the log is not as the columns say: %(text)s")


class LogColumnsError(DomainError):
    code = "orders_wrong_columns"
    sentence = N_("Say where customer, date and amount stand: customer,-,date,quantity,amount")


@dataclass(frozen=True, slots=True)
class Purchase:
    """One line of the log."""

    line: int
    customer: str
    on: date
    quantity: Decimal
    amount: Decimal


def read_log(path: Path, columns: Sequence[str]) -> Iterator[Purchase]:
    """Line by line; raises LogError for one that is not as the columns say."""
    if not set(columns) >= _NEEDED or set(columns) - set(NAMES):
        raise LogColumnsError
    with path.open(encoding="ascii", errors="replace") as lines:
        for number, text in enumerate(lines, 1):
            cells = text.split()
            if not cells:
                continue
            try:
                values = dict(zip(columns, cells, strict=True))
                on = datetime.strptime(values["date"], "%Y%m%d").replace(tzinfo=UTC).date()
                quantity = Decimal(values.get("quantity", "1"))
                purchase = Purchase(
                    number, values["customer"], on, quantity, Decimal(values["amount"])
                )
            except (ValueError, InvalidOperation):
                raise LogError(line=number, text=text.strip()[:80]) from None
            yield purchase


def save_log(
    uow: UnitOfWork, purchases: Sequence[Purchase], *, source: str, currency: str = ""
) -> int:
    """Save these lines, each as an order under its number; answers how many are new."""
    customers = _customers(uow, purchases, source)
    numbers = [str(one.line) for one in purchases]
    known = set(
        uow.session.scalars(
            select(Order.external_number).where(
                Order.source == source, Order.external_number.in_(numbers)
            )
        )
    )
    drafts = [
        OrderDraft(
            customer_id=customers[one.customer],
            lines=(_line(one),),
            currency=currency,
            ordered_at=datetime(one.on.year, one.on.month, one.on.day, 12, tzinfo=UTC),
            source=source,
            external_number=str(one.line),
            is_placed=True,
        )
        for one in purchases
    ]
    save_orders(uow, drafts)
    return len(set(numbers) - known)


def _line(one: Purchase) -> LineDraft:
    """What was paid is the amount of the line, whatever it comes to for one piece."""
    return LineDraft(
        quantity=Decimal(1),
        description=f"{one.quantity:f} ×",
        price=one.amount,
        taxes=(),
    )


def _customers(uow: UnitOfWork, purchases: Sequence[Purchase], source: str) -> dict[str, UUID]:
    """Number in the log → our customer; those who are not there yet are made."""
    ids = {one.customer: uuid5(NAMESPACE_URL, f"{source}:{one.customer}") for one in purchases}
    there = set(uow.session.scalars(select(Customer.id).where(Customer.id.in_(ids.values()))))
    missing = sorted(name for name, key in ids.items() if key not in there)
    save_customers(
        uow,
        [
            CustomerDraft.of({"name": f"{source} {name}", "kind": "person"}, new_id=ids[name])
            for name in missing
        ],
    )
    return ids
