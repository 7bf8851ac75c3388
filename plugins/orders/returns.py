"""Use cases of returns: what comes back, never more than was bought, and cancelling an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .amounts import between
from .bounds import check_moment
from .company_days import CompanyDays, in_company_currency
from .errors import NothingReturnedError, OtherReturnError, TooManyReturnedError
from .events import OrderCancelled, ReturnRecorded
from .numbers import ORDER, RETURN, next_numbers, take_counter
from .order_model import Order, OrderLine, Return, ReturnLine, State
from .orders import get_order, lines_of
from .permissions import RETURN as MAY_RETURN
from .telling import tell_returned
from .totals import Changes

_QUANTITY = N_("A quantity is more than nothing, with six decimals at most.")
_TOO_LONG = N_("This is too long. Shorten it.")
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """Line → how many of it came back; without lines all that is left of the order."""

    order_id: UUID
    quantities: Mapping[UUID, Decimal] | None = None
    returned_at: datetime | None = None
    reason: str = ""
    source: str = ""
    external_number: str = ""
    new_id: UUID | None = None


def record_return(uow: UnitOfWork, draft: ReturnDraft) -> Return:
    """Let goods come back. Sent again, it is the return that was made at first."""
    uow.actor.require(MAY_RETURN)
    take_counter(uow, ORDER)
    order = get_order(uow, draft.order_id, held=True)
    before = _made_before(uow, draft)
    if before is not None:
        return before
    order.must_be_placed()
    return _give_back(uow, order, draft, is_cancellation=False)


def cancel_order(
    uow: UnitOfWork, order_id: UUID, *, reason: str = "", version: int | None = None
) -> Return | None:
    """Take an order back as a whole; answers the return of what was left, None if nothing was.

    It counts as if it had never been placed. Cancelled twice it is cancelled once.
    """
    uow.actor.require(MAY_RETURN)
    take_counter(uow, ORDER)
    order = get_order(uow, order_id, held=True)
    if order.state == State.CANCELLED:
        return _cancellation_of(uow, order)
    order.must_be_placed()
    check_version(order, version)
    draft = ReturnDraft(order_id=order.id, reason=reason)
    made = _give_back(uow, order, draft, is_cancellation=True)
    order.state, order.cancelled_at = State.CANCELLED, uow.now
    uow.record(OrderCancelled(order_id=order.id, customer_id=order.customer_id, return_id=made.id))
    return made


def returns_of(uow: UnitOfWork, order_id: UUID) -> list[tuple[Return, list[ReturnLine]]]:
    """What came back of an order, the oldest first; asked for orders that the actor sees."""
    query = select(Return).where(Return.order_id == order_id)
    found = list(uow.session.scalars(query.order_by(Return.returned_at, Return.id)))
    ids = [one.id for one in found]
    lines = list(uow.session.scalars(select(ReturnLine).where(ReturnLine.return_id.in_(ids))))
    return [(one, [line for line in lines if line.return_id == one.id]) for one in found]


def _made_before(uow: UnitOfWork, draft: ReturnDraft) -> Return | None:
    query = select(Return)
    if draft.external_number:
        query = query.where(
            Return.source == draft.source, Return.external_number == draft.external_number
        )
    elif draft.new_id:
        query = query.where(Return.id == draft.new_id)
    else:
        return None
    found = uow.session.scalar(query)
    if found is not None and found.order_id != draft.order_id:
        raise OtherReturnError(number=draft.external_number or found.number)
    return found


def _cancellation_of(uow: UnitOfWork, order: Order) -> Return | None:
    query = select(Return).where(Return.order_id == order.id, Return.is_cancellation)
    return uow.session.scalar(query)


def _give_back(
    uow: UnitOfWork, order: Order, draft: ReturnDraft, *, is_cancellation: bool
) -> Return:
    if len(draft.reason) > _LONGEST_REASON:
        raise InvalidInputError(fields={"reason": _TOO_LONG})
    check_moment(draft.returned_at, uow.now, "returned_at")
    lines = lines_of(uow, [order.id])[order.id]
    quantities = _quantities(draft, lines)
    if not quantities and not is_cancellation:
        raise NothingReturnedError
    days = CompanyDays(uow)
    at = draft.returned_at or uow.now
    made = Return(
        id=draft.new_id or new_id(),
        number=next_numbers(uow, RETURN, 1)[0],
        source=draft.source,
        external_number=draft.external_number or None,
        order_id=order.id,
        returned_at=at,
        year=order.year if is_cancellation else days.day(at).year,
        is_cancellation=is_cancellation,
        reason=draft.reason.strip(),
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )
    by_id = {line.id: line for line in lines}
    rows = [_refund(made, by_id[one], quantity) for one, quantity in quantities.items()]
    _add_up(order, made, rows, by_id)
    uow.session.add(made)
    uow.session.flush()
    uow.session.add_all(rows)
    for one, quantity in quantities.items():
        by_id[one].returned_quantity += quantity
    changes = Changes()
    changes.give_back(order, made)
    if is_cancellation:
        order.state = State.CANCELLED
    changes.write(uow)
    uow.record(ReturnRecorded(return_id=made.id, order_id=order.id, customer_id=order.customer_id))
    tell_returned(uow, order, made, rows, by_id)
    return made


def _quantities(draft: ReturnDraft, lines: Sequence[OrderLine]) -> dict[UUID, Decimal]:
    """Line → how many come back; raises what is not possible of them."""
    left = {line.id: line.left_quantity for line in lines}
    if draft.quantities is None:
        return {one: quantity for one, quantity in left.items() if quantity}
    asked = {one: quantity for one, quantity in draft.quantities.items() if quantity}
    if asked.keys() - left.keys():
        raise NotFoundError
    wrong = {
        one
        for one, quantity in asked.items()
        if not quantity.is_finite()
        or quantity < 0
        # Of more than there are it need not be asked, nor can every such number be rounded.
        or (quantity <= left[one] and quantity != round(quantity, 6))
    }
    if wrong:
        raise InvalidInputError(fields={f"quantities.{one}": _QUANTITY for one in wrong})
    for line in lines:
        if asked.get(line.id, Decimal(0)) > left[line.id]:
            raise TooManyReturnedError(left=f"{left[line.id].normalize():f}", line=line.description)
    return asked


def _refund(made: Return, line: OrderLine, quantity: Decimal) -> ReturnLine:
    """What of the line's amounts belongs to so many, each tax by itself."""
    share = _Share(line, quantity)
    taxes: list[dict[str, Any]] = [{**one, "minor": share.of(one["minor"])} for one in line.taxes]
    return ReturnLine(
        return_id=made.id,
        line_id=line.id,
        quantity=quantity,
        net_minor=share.of(line.net_minor),
        taxes=taxes,
        tax_minor=sum(one["minor"] for one in taxes),
    )


class _Share:
    def __init__(self, line: OrderLine, quantity: Decimal) -> None:
        self._before, self._whole = line.returned_quantity, line.quantity
        self._after = line.returned_quantity + quantity

    def of(self, minor: int) -> int:
        return between(minor, self._before, self._after, self._whole)


def _add_up(
    order: Order, made: Return, rows: Sequence[ReturnLine], lines: Mapping[UUID, OrderLine]
) -> None:
    made.net_minor = sum(row.net_minor for row in rows)
    made.tax_minor = sum(row.tax_minor for row in rows)
    made.cost_minor = sum(
        _Share(lines[row.line_id], row.quantity).of(lines[row.line_id].cost_minor or 0)
        for row in rows
    )
    before, after = order.returned_net_minor, order.returned_net_minor + made.net_minor
    # Of the sum, as with quantities: when all has come back the company has none of it left.
    made.company_net_minor = _difference(order, before, after)
    order.returned_net_minor = after
    order.returned_tax_minor += made.tax_minor


def _difference(order: Order, before: int, after: int) -> int | None:
    values = [
        in_company_currency(Money(minor, order.currency), order.company_currency, order.rate)
        for minor in (before, after)
    ]
    return None if values[0] is None or values[1] is None else values[1] - values[0]
