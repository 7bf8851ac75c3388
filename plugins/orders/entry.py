"""What lines come to while somebody types them: worked out as saving them does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .catalogue_model import Stock
from .company_days import CompanyDays
from .drafts import MOST_LINES, LineDraft
from .facts import stock_of
from .lines import LineSource, WorkedOut
from .order_model import Order, OrderLine
from .orders import visible_orders
from .permissions import EDIT
from .quote_model import Quote, QuoteLine, QuoteVersion
from .quotes import visible_quotes
from .standing_lines import StandingLine, with_what_stands


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The columns that a line would have, or its problems; and what there is of its product."""

    columns: Mapping[str, Any]
    problems: Mapping[str, str]
    currency: str
    stock: Stock | None


@dataclass(frozen=True, slots=True)
class TypedLines:
    """Each line in its order, and what those that are right come to together."""

    lines: Sequence[TypedLine]
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return Money(self.net.minor + self.tax.minor, self.net.currency)

    @property
    def is_whole(self) -> bool:
        """Whether every line is in the sums."""
        return not any(line.problems for line in self.lines)


def look_at_lines(
    uow: UnitOfWork,
    drafts: Sequence[LineDraft],
    *,
    customer_id: UUID | None = None,
    currency: str = "",
) -> TypedLines | None:
    """Work the lines out without saving anything; None while the currency is none.

    Of a customer that the actor does not see, or while none is chosen, prices of everybody count.
    """
    uow.actor.require(EDIT)
    days = CompanyDays(uow)
    try:
        code = Money.of(0, currency or days.currency).currency
    except DomainError:
        return None
    cleaned = [draft.cleaned() for draft in drafts[:MOST_LINES]]
    problems = [draft.problems() for draft in cleaned]
    cleaned = list(with_what_stands(cleaned, _find_standing(uow, cleaned), code))
    worked = iter(_worked_out(uow, cleaned, problems, customer_id, code, days))
    found = [WorkedOut(problems=one) if one else next(worked) for one in problems]
    sold = [one.columns.get("product_id") for one in found]
    stock = stock_of(uow, [product_id for product_id in sold if product_id])
    return TypedLines(
        [
            TypedLine(
                one.columns, one.problems, code, stock.get(product_id) if product_id else None
            )
            for one, product_id in zip(found, sold, strict=True)
        ],
        Money(sum(one.columns.get("net_minor", 0) for one in found), code),
        Money(sum(one.columns.get("tax_minor", 0) for one in found), code),
    )


def _worked_out(
    uow: UnitOfWork,
    drafts: Sequence[LineDraft],
    problems: Sequence[Mapping[str, str]],
    customer_id: UUID | None,
    currency: str,
    days: CompanyDays,
) -> list[WorkedOut]:
    """Those that are right in themselves, in their order."""
    right = [draft for draft, wrong in zip(drafts, problems, strict=True) if not wrong]
    query = visible_customers(uow).where(Customer.id == customer_id)
    customer = uow.session.scalar(query) if customer_id else None
    source = LineSource.read(uow, right, [customer.id] if customer else [], days)
    return source.work_out(right, customer, currency, days.day(uow.now))


def _find_standing(uow: UnitOfWork, drafts: Sequence[LineDraft]) -> dict[UUID, StandingLine]:
    """Those that the drafts name, of orders and quotes that the actor sees."""
    ids = sorted({one.line_id for one in drafts if one.line_id})
    if not ids:
        return {}
    orders = visible_orders(uow).with_only_columns(Order.id)
    ordered = (
        select(OrderLine, Order.currency)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(ids), Order.id.in_(orders))
    )
    quotes = visible_quotes(uow).with_only_columns(Quote.id)
    quoted = (
        select(QuoteLine, QuoteVersion.currency)
        .join(QuoteVersion, QuoteVersion.id == QuoteLine.version_id)
        .where(QuoteLine.id.in_(ids), QuoteVersion.quote_id.in_(quotes))
    )
    rows = [*uow.session.execute(ordered), *uow.session.execute(quoted)]
    return {row[0].id: StandingLine(row[0], row[1]) for row in rows}
