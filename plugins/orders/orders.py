"""Use cases of orders: find, save in batches, place, discard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select

from salesforce_lite.customers import Customer, get_customer, of_visible_customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.opportunities import Opportunity, visible_opportunities

from .adding_up import add_up, date_order
from .bounds import check_moment
from .company_days import CompanyDays
from .counting import count_orders, number_orders
from .credit_check import blocked_among, is_checked, refuse_blocked
from .draft_history import Told, tell_drafts, tell_removed, told_of
from .drafts import LineDraft, OrderDraft
from .errors import EmptyOrderError, OtherOrderError
from .lines import LineSource
from .numbers import ORDER, take_counter
from .order_model import Order, OrderLine, State
from .permissions import EDIT, PLACE, VIEW
from .sent_before import by_number, customers_of, is_same
from .standing_lines import StandingLine, standing_lines, with_what_stands

_BATCH = 500


def visible_orders(uow: UnitOfWork) -> Select[Order]:
    """The orders of customers that the actor sees; every other query starts here."""
    uow.actor.require(VIEW)
    return select(Order).where(of_visible_customer(uow, Order.customer_id))


def get_order(uow: UnitOfWork, order_id: UUID, *, held: bool = False) -> Order:
    """The order; raises NotFoundError. Held, nobody else changes it until the unit ends."""
    query = visible_orders(uow).where(Order.id == order_id)
    if held:
        query = query.with_for_update().execution_options(populate_existing=True)
    order = uow.session.scalar(query)
    if order is None:
        raise NotFoundError
    return order


def lines_of(uow: UnitOfWork, order_ids: Sequence[UUID]) -> dict[UUID, list[OrderLine]]:
    """Order → its lines, in their order; asked for orders that the actor sees."""
    found: dict[UUID, list[OrderLine]] = {one: [] for one in order_ids}
    for start in range(0, len(order_ids), _BATCH):
        query = select(OrderLine).where(OrderLine.order_id.in_(order_ids[start : start + _BATCH]))
        for line in uow.session.scalars(query.order_by(OrderLine.order_id, OrderLine.position)):
            found[line.order_id].append(line)
    return found


def save_order(uow: UnitOfWork, draft: OrderDraft) -> Order:
    """Save one order: a batch of one."""
    return save_orders(uow, [draft])[0]


def save_orders(uow: UnitOfWork, drafts: Sequence[OrderDraft]) -> list[Order]:
    """Make or change orders, all or none, in a fixed number of queries.

    One that was sent before is the one that was made then. A draft that `is_placed` gets its number
    and counts at once; it stays a draft where its customer is blocked. Raises InvalidInputError,
    OtherOrderError.
    """
    uow.actor.require(EDIT)
    if any(draft.is_placed for draft in drafts):
        uow.actor.require(PLACE)
        # Whoever sends the same at the same time waits here, and then finds what was made.
        take_counter(uow, ORDER)
    saving = _Saving.begin(uow, [draft.cleaned() for draft in drafts])
    saved = [saving.save(draft) for draft in saving.drafts]
    saving.keep_blocked()
    # What is to be placed is so when it is written first: an UPDATE for each would cost dearly.
    number_orders(uow, saving.to_place)
    uow.session.add_all(saving.made)
    uow.session.flush()
    uow.session.add_all(line for lines in saving.lines.values() for line in lines)
    uow.session.flush()
    tell_drafts(uow, saving.kept, saving.lines)
    count_orders(uow, saving.to_place, saving.lines)
    return saved


@dataclass
class _Saving:
    """A batch, with what was looked up for all of it."""

    uow: UnitOfWork
    drafts: list[OrderDraft]
    # As drafts name them: of one who was merged the survivor.
    customers: Mapping[UUID, Customer]
    by_id: dict[UUID, Order]
    by_number: dict[tuple[str, str], Order]
    days: CompanyDays
    source: LineSource
    lines: dict[UUID, list[OrderLine]] = field(default_factory=dict)
    made: list[Order] = field(default_factory=list)
    to_place: list[Order] = field(default_factory=list)
    # Drafts with what was told of them before; None of a new one.
    kept: list[tuple[Order, Told | None]] = field(default_factory=list)

    @classmethod
    def begin(cls, uow: UnitOfWork, drafts: list[OrderDraft]) -> "_Saving":
        ids = sorted({draft.customer_id for draft in drafts})
        customers = customers_of(uow, ids)
        by_id = _by_id(uow, drafts)
        _check_opportunities(uow, drafts, by_id)
        days = CompanyDays(uow)
        return cls(
            uow,
            drafts,
            customers,
            by_id,
            by_number(uow, drafts),
            days,
            LineSource.read(uow, [line for draft in drafts for line in draft.lines], ids, days),
        )

    def save(self, draft: OrderDraft) -> Order:
        order = self._standing(draft)
        if order is not None and draft.id is None:
            return self._sent_again(order, draft)
        before = None
        standing: dict[UUID, StandingLine] = {}
        if order is None:
            order = self._make(draft)
        else:
            order.must_be_draft()
            check_version(order, draft.version)
            lines = lines_of(self.uow, [order.id])[order.id]
            before, standing = told_of(order, lines), standing_lines(lines, order.currency)
            self.uow.session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
        self._write(order, draft, standing)
        if before is not None or not draft.is_placed:
            self.kept.append((order, before))
        if draft.is_placed:
            self.to_place.append(order)
        return order

    def keep_blocked(self) -> None:
        """What was to be placed stays a draft where its customer is blocked."""
        asked = [one for one in self.to_place if is_checked(self.uow, one.source)]
        blocked = blocked_among(self.uow, [one.customer_id for one in asked if one.customer_id])
        stay = {one.id for one in asked if one.customer_id in blocked}
        told = {order.id for order, _before in self.kept}
        self.kept += [(one, None) for one in self.to_place if one.id in stay - told]
        self.to_place = [one for one in self.to_place if one.id not in stay]

    def _standing(self, draft: OrderDraft) -> Order | None:
        if draft.id:
            if draft.id not in self.by_id:
                raise NotFoundError
            return self.by_id[draft.id]
        if draft.external_number:
            found = self.by_number.get((draft.source, draft.external_number))
            if found is not None:
                return found
        return self.by_id.get(draft.new_id) if draft.new_id else None

    def _sent_again(self, order: Order, draft: OrderDraft) -> Order:
        if not is_same(self.uow, order, draft, self.customers[draft.customer_id]):
            raise OtherOrderError(number=draft.external_number or order.number or "")
        return order

    def _make(self, draft: OrderDraft) -> Order:
        order = Order(
            id=draft.new_id or new_id(),
            source=draft.source,
            external_number=draft.external_number or None,
            digest=draft.digest,
            created_at=self.uow.now,
            created_by=self.uow.actor.user_id,
            is_sample=draft.is_sample,
            state=State.DRAFT,
        )
        self.by_id[order.id] = order
        if draft.external_number:
            self.by_number[draft.source, draft.external_number] = order
        self.made.append(order)
        return order

    def _write(
        self, order: Order, draft: OrderDraft, standing: Mapping[UUID, StandingLine]
    ) -> None:
        check_moment(draft.ordered_at, self.uow.now, "ordered_at")
        customer = self.customers[draft.customer_id]
        if customer.id != draft.customer_id:
            # Nothing new is made for who was merged: the refusal names the survivor.
            customer = get_customer(self.uow, draft.customer_id)
        order.customer_id, order.opportunity_id = customer.id, draft.opportunity_id
        order.currency = Money.of(0, draft.currency or self.days.currency).currency
        order.note = draft.note
        date_order(order, draft.ordered_at or self.uow.now, self.days)
        columns = self.source.columns(
            with_what_stands(draft.lines, standing, order.currency),
            customer,
            order.currency,
            self.days.day(order.ordered_at),
            is_from_elsewhere=bool(draft.source),
        )
        lines = [
            OrderLine(id=_line_id(one), order_id=order.id, **values)
            for one, values in zip(draft.lines, columns, strict=True)
        ]
        add_up(order, lines, self.days)
        self.lines[order.id] = lines


def _line_id(draft: LineDraft) -> UUID:
    return draft.new_id or new_id()


def place_order(
    uow: UnitOfWork, order_id: UUID, *, version: int | None = None, at: datetime | None = None
) -> Order:
    """Let a draft count from this moment on, or as of one that has passed. Raises BlockedError;
    placed twice is placed once."""
    uow.actor.require(PLACE)
    take_counter(uow, ORDER)
    order = get_order(uow, order_id, held=True)
    if order.state == State.PLACED:
        return order
    order.must_be_draft()
    check_version(order, version)
    lines = lines_of(uow, [order.id])
    if not lines[order.id]:
        raise EmptyOrderError
    if order.customer_id and is_checked(uow, order.source):
        refuse_blocked(uow, order.customer_id)
    days = CompanyDays(uow)
    check_moment(at, uow.now, "ordered_at")
    date_order(order, min(at or uow.now, uow.now), days)
    add_up(order, lines[order.id], days)
    before = told_of(order, lines[order.id])
    number_orders(uow, [order])
    tell_drafts(uow, [(order, before)], lines)
    count_orders(uow, [order], lines)
    return order


def discard_draft(uow: UnitOfWork, order_id: UUID, *, version: int | None = None) -> None:
    """Throw a draft away for good."""
    uow.actor.require(EDIT)
    order = get_order(uow, order_id, held=True)
    order.must_be_draft()
    check_version(order, version)
    tell_removed(uow, order, lines_of(uow, [order.id])[order.id])
    uow.session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
    uow.session.delete(order)
    uow.session.flush()


def _check_opportunities(
    uow: UnitOfWork, drafts: Sequence[OrderDraft], by_id: Mapping[UUID, Order]
) -> None:
    """Each belongs to the customer of its order; raises NotFoundError.

    One that an order has already is not asked for: it may be deleted by now, or in other hands.
    """
    said = {(one.id, one.opportunity_id, one.customer_id) for one in by_id.values()}
    wanted = {
        one.opportunity_id: one.customer_id
        for one in drafts
        if one.opportunity_id and (one.id, one.opportunity_id, one.customer_id) not in said
    }
    if not wanted:
        return
    query = visible_opportunities(uow).where(Opportunity.id.in_(wanted))
    found = {one.id: one.customer_id for one in uow.session.scalars(query)}
    if found != wanted:
        raise NotFoundError


def _by_id(uow: UnitOfWork, drafts: Sequence[OrderDraft]) -> dict[UUID, Order]:
    """Those that drafts name and the actor sees; the id of another's order is a conflict."""
    ids = sorted({one for draft in drafts for one in (draft.id, draft.new_id) if one})
    found: dict[UUID, Order] = {}
    for start in range(0, len(ids), _BATCH):
        query = visible_orders(uow).where(Order.id.in_(ids[start : start + _BATCH]))
        found |= {one.id: one for one in uow.session.scalars(query.with_for_update())}
    return found
