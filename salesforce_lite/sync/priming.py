"""Priming: what a new phone is given before it reads changes, page by page.

A page goes on through the parts until it is full, so that a small portfolio comes in one answer.
The position from which changes are read afterwards is taken before the first page is read, so
whatever changes meanwhile comes again as a change. Customers with something planned and with open
sales come first; where the limit cuts, it cuts those that were changed longest ago.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.order import settled_number
from salesforce_lite.kernel.paging import Order, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.carried import Shelf, own_customers, own_elsewhere, urgent_customers
from salesforce_lite.sync.cursors import SyncCursor, sight_of
from salesforce_lite.sync.folders import folders
from salesforce_lite.sync.model import SyncLimits
from salesforce_lite.sync.schemas import Change

_URGENT, _REST, _ELSEWHERE = 0, 1, 2
# Customers a page: with their folders some thousand records at most.
_PAGE = 200
_MOST_ELSEWHERE = 500
_ORDER = (Order(Customer.updated_at, descending=True), Order(Customer.id, descending=True))


def begin(uow: UnitOfWork, limits: SyncLimits, generation: int) -> SyncCursor:
    """Where a new phone begins."""
    position = settled_number(uow.session)
    own = own_customers(uow).with_only_columns(Customer.id).limit(limits.customers + 1)
    is_cut = (uow.session.scalar(select(func.count()).select_from(own.subquery())) or 0) > (
        limits.customers
    )
    return SyncCursor(
        position=position,
        sight=sight_of(uow),
        phase=_URGENT,
        is_cut=is_cut,
        generation=generation,
    )


def count_left_out(uow: UnitOfWork, limits: SyncLimits) -> int:
    """How many customers are beyond what a phone carries."""
    own = own_customers(uow).with_only_columns(Customer.id).subquery()
    count = uow.session.scalar(select(func.count()).select_from(own)) or 0
    return max(0, count - limits.customers)


def next_page(
    uow: UnitOfWork, shelf: Shelf, cursor: SyncCursor, limits: SyncLimits
) -> tuple[Sequence[Change], SyncCursor]:
    """One page of priming, and where it goes on."""
    found: list[Change] = []
    before = cursor.sent
    while cursor.phase >= 0 and (left := _PAGE - (cursor.sent - before)) > 0:
        more, cursor = _part(uow, shelf, cursor, limits, left)
        found += more
    return found, cursor


def _part(
    uow: UnitOfWork, shelf: Shelf, cursor: SyncCursor, limits: SyncLimits, most: int
) -> tuple[Sequence[Change], SyncCursor]:
    """So many customers at most of the part that the cursor stands in."""
    if cursor.phase == _ELSEWHERE:
        following = replace(cursor, phase=-1, mark="", whole_until=_newest(uow))
        return _elsewhere(uow, shelf), following
    room = limits.customers - cursor.sent
    if room <= 0:
        return [], replace(cursor, phase=_ELSEWHERE, mark="")
    urgent = urgent_customers(uow)
    is_meant = Customer.id.in_(urgent) if cursor.phase == _URGENT else Customer.id.not_in(urgent)
    page = page_of(
        uow.session,
        own_customers(uow).where(is_meant),
        _ORDER,
        cursor=cursor.mark or None,
        limit=min(most, room),
        name=f"priming:{cursor.phase}",
    )
    found = folders(uow, shelf, [one.id for one in page.items], activities=limits.activities)
    following = replace(cursor, mark=page.next_cursor or "", sent=cursor.sent + len(page.items))
    if page.next_cursor is None:
        following = replace(following, phase=cursor.phase + 1)
    return found, following


def _newest(uow: UnitOfWork) -> int:
    """What is seen of the feed by now, settled or not: the pages were read with it."""
    return uow.session.scalar(select(func.max(RecordChange.position))) or 0


def _elsewhere(uow: UnitOfWork, shelf: Shelf) -> list[Change]:
    """What the person has to do with customers of others, or with none."""
    sales, planned = own_elsewhere(uow, _MOST_ELSEWHERE)
    found = shelf.changes("opportunity", sales)
    activities = shelf.changes("activity", planned)
    parents = [one.record.customer_id for one in (*found, *activities) if one.record.customer_id]
    return [*shelf.changes("customer", parents), *found, *activities]
