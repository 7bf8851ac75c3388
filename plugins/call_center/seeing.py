"""Which calls somebody sees: those of customers they see, and those at their own desks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, false, or_, select, true

from salesforce_lite.customers import of_visible_customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

from .model import LOG, VIEW, Call, CallLeg

NEWEST_FIRST = (Order(Call.started_at, descending=True), Order(Call.id, descending=True))


def visible_calls(uow: UnitOfWork) -> Select[Call]:
    """Every other query starts here. A call of nobody known is seen by all who answer calls, for
    whoever comes first calls back."""
    uow.actor.require(VIEW)
    seen = of_visible_customer(uow, Call.customer_id)
    own = true() if uow.actor.sees_everybody() else Call.agent_id.in_(uow.actor.scope or ())
    unmet = Call.agent_id.is_(None) if uow.actor.may(LOG) else false()
    nobodys = and_(Call.customer_id.is_(None), or_(unmet, own))
    return select(Call).where(or_(seen, nobodys))


def get_call(uow: UnitOfWork, call_id: UUID) -> Call:
    """The call; raises NotFoundError for what the actor may not see."""
    call = uow.session.scalar(visible_calls(uow).where(Call.id == call_id))
    if call is None:
        raise NotFoundError
    return call


def list_calls(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    is_missed: bool = False,
    is_unlogged: bool = False,
    since: datetime | None = None,
    cursor: str | None = None,
    limit: int = 25,
    name: str = "call_center",
) -> Page[Call]:
    """The newest first."""
    query = visible_calls(uow)
    if customer_id is not None:
        query = query.where(Call.customer_id == customer_id)
    if is_missed:
        query = query.where(Call.result == "abandoned")
    if is_unlogged:
        query = query.where(Call.logged_at.is_(None), Call.result == "handled")
    if since is not None:
        query = query.where(Call.started_at >= since)
    return page_of(uow.session, query, NEWEST_FIRST, cursor=cursor, limit=limit, name=name)


def legs_of(uow: UnitOfWork, call_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[CallLeg]]:
    """Call → who was on it, in the order in which they took it."""
    rows = uow.session.scalars(
        select(CallLeg).where(CallLeg.call_id.in_(call_ids)).order_by(CallLeg.rang_at, CallLeg.leg)
    )
    found: dict[UUID, list[CallLeg]] = {}
    for row in rows:
        found.setdefault(row.call_id, []).append(row)
    return found
