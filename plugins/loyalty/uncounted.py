"""Keeps what cannot be counted now, so that nothing that was bought is lost to its member."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .ledger import MOST
from .model import MANAGE, Program
from .sales import Sale, SaleReturn
from .uncounted_model import NO_RATE, Uncounted

_TABLE = cast(Table, Uncounted.__table__)


def note_uncounted(uow: UnitOfWork, program: Program, sales: Sequence[Sale]) -> None:
    """Keep these purchases, each once: there is no rate for their currency on their day."""
    if not sales:
        return
    rows = [
        {
            "id": new_id(),
            "program_id": program.id,
            "source": one.source,
            "reference": one.reference,
            "customer_id": one.customer_id,
            "made_at": one.made_at,
            "noted_at": uow.now,
            "reason": NO_RATE,
            "sale": msgspec.to_builtins(one),
            "returns": [],
        }
        for one in sales
    ]
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(_TABLE)
    uow.session.connection().execute(insert.on_conflict_do_nothing(), rows)


def note_returns(uow: UnitOfWork, program: Program, returns: Iterable[SaleReturn]) -> None:
    """Keep what was given back of purchases that wait; of others there is nothing to take back."""
    by_sale: dict[tuple[str, str], list[SaleReturn]] = {}
    for one in returns:
        by_sale.setdefault((one.source, one.sale_reference), []).append(one)
    references = sorted({reference for _, reference in by_sale})
    for start in range(0, len(references), MOST):
        query = select(Uncounted).where(
            Uncounted.program_id == program.id,
            Uncounted.reference.in_(references[start : start + MOST]),
        )
        for row in uow.session.scalars(query.with_for_update()):
            told = by_sale.get((row.source, row.reference), [])
            known = {one["reference"] for one in row.returns}
            more = [msgspec.to_builtins(one) for one in told if one.reference not in known]
            row.returns = [*row.returns, *more]
    uow.session.flush()


def list_uncounted(uow: UnitOfWork, program_id: UUID, limit: int = 50) -> Sequence[Uncounted]:
    """The purchases of a program that wait for a rate, the oldest note first."""
    uow.actor.require(MANAGE)
    query = select(Uncounted).where(Uncounted.program_id == program_id)
    return uow.session.scalars(query.order_by(Uncounted.noted_at, Uncounted.id).limit(limit)).all()


def sale_of(row: Uncounted) -> Sale:
    """The purchase as it was told, of the customer who has it now."""
    return replace(msgspec.convert(row.sale, Sale), customer_id=row.customer_id)


def returns_of(row: Uncounted) -> list[SaleReturn]:
    """What was given back of it meanwhile, in the order in which it was told."""
    return msgspec.convert(row.returns, list[SaleReturn])


def follow_customer(uow: UnitOfWork, going: UUID, stays: UUID) -> None:
    """Two customers were one: what waits is the survivor's."""
    uow.session.execute(
        update(Uncounted).where(Uncounted.customer_id == going).values(customer_id=stays)
    )
