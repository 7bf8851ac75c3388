"""The history of a member: movements of their points, newest first, page by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, bindparam, or_, select

from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

from .journal_model import RELEASED, Transaction
from .keeping_model import Redemption
from .members import get_member
from .model import Account

NEWEST_FIRST = (
    Order(Transaction.occurred_at, descending=True),
    Order(Transaction.id, descending=True),
)
_SHOWN = (
    *(Transaction.id, Transaction.account_id, Transaction.kind, Transaction.occurred_at),
    *(Transaction.points, Transaction.reason, Transaction.detail),
)

# Put together once: every page of a customer asks.
_NEWEST = (
    select(*_SHOWN)
    .where(
        Transaction.account_id.in_(bindparam("ids", expanding=True)), Transaction.kind != RELEASED
    )
    .order_by(Transaction.occurred_at.desc(), Transaction.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def movements_of(
    uow: UnitOfWork, account_id: UUID, *, cursor: str | None = None, limit: int = 25
) -> Page[Transaction]:
    """What moved the points of a member whom the actor sees, those of merged accounts with them."""
    account = get_member(uow, account_id)
    return page_of(
        uow.session,
        select(Transaction).where(Transaction.account_id.in_(with_merged(uow, [account.id]))),
        NEWEST_FIRST,
        cursor=cursor,
        limit=limit,
        name=f"loyalty.movements.{account_id}",
    )


def newest_movements(
    uow: UnitOfWork,
    account_ids: Sequence[UUID],
    limit: int,
    *,
    before: tuple[datetime, UUID | None] | None = None,
) -> Sequence[Any]:
    """What changed what these accounts have, newest first; nobody is asked who may see.

    Those that were merged into them are asked for by their own ids (`with_merged`). Rows of
    `_SHOWN`: a page of a customer asks for them each time, objects would cost more.
    """
    asked: dict[str, Any] = {"ids": list(account_ids), "most": limit}
    if before is None:
        return uow.session.execute(_NEWEST, asked).all()
    at, key = before
    earlier = Transaction.occurred_at < at
    if key is not None:
        same = and_(Transaction.occurred_at == at, Transaction.id < key)
        earlier = or_(earlier, same)
    return uow.session.execute(_NEWEST.where(Transaction.occurred_at <= at, earlier), asked).all()


def redemptions_of(uow: UnitOfWork, account_id: UUID, limit: int = 20) -> Sequence[Redemption]:
    """The newest redemptions of a member whom the actor sees."""
    account = get_member(uow, account_id)
    query = select(Redemption).where(Redemption.account_id.in_(with_merged(uow, [account.id])))
    ordered = query.order_by(Redemption.made_at.desc(), Redemption.id.desc())
    return uow.session.scalars(ordered.limit(limit)).all()


def with_merged(uow: UnitOfWork, account_ids: Sequence[UUID]) -> list[UUID]:
    """These, and the accounts that were merged into them."""
    merged = select(Account.id).where(Account.merged_into_id.in_(account_ids))
    return [*account_ids, *uow.session.scalars(merged)]
