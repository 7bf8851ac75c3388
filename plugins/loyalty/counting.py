"""Counts what was missed: purchases without a rate, and those to which the reaction failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, or_, select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.purchases import PurchaseMade, PurchaseReturned, recorded_purchases

from .accruing import accrue_sales
from .days import day_of
from .model import MANAGE
from .programs import get_program
from .purchases import follow_returns, sales_of
from .rates import factors_of
from .returning import take_back
from .sales import Sale
from .uncounted import returns_of, sale_of
from .uncounted_model import Uncounted
from .versions import begun_at, open_programs

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What a step of catching up did; `position` is None once nothing is left."""

    position: int | None
    purchases: int = 0
    returns: int = 0
    refused: tuple[str, ...] = ()


def count_again(uow: UnitOfWork, program_id: UUID) -> int:
    """Count purchases that wait and have a rate by now, with what was given back of them meanwhile.

    Each counts once, by its key and the rules of its day, `AT_ONCE` in a call; answers how many.
    Raises NotFoundError.
    """
    uow.actor.require(MANAGE)
    program = get_program(uow, program_id)
    sales: dict[UUID, Sale] = {}
    ready: list[Uncounted] = []
    # Purchases that still have no rate do not keep those behind them from being counted.
    for rows in _waiting(uow, program_id):
        sales = {row.id: sale_of(row) for row in rows}
        factors = factors_of(uow, program, sales.values())
        ready = [
            row
            for row in rows
            if (sales[row.id].net.currency, day_of(row.made_at, program.zone)) in factors
        ]
        if ready:
            break
    returns = [one for row in ready for one in returns_of(row)]
    accrue_sales(uow, program, [sales[row.id] for row in ready])
    uow.session.execute(delete(Uncounted).where(Uncounted.id.in_([row.id for row in ready])))
    take_back(uow, program, returns)
    return len(ready)


def _waiting(uow: UnitOfWork, program_id: UUID) -> Iterator[Sequence[Uncounted]]:
    """`AT_ONCE` at a time, the oldest note first."""
    query = select(Uncounted).where(Uncounted.program_id == program_id)
    query = query.order_by(Uncounted.noted_at, Uncounted.id).limit(AT_ONCE).with_for_update()
    rows = uow.session.scalars(query).all()
    while rows:
        yield rows
        at, key = rows[-1].noted_at, rows[-1].id
        same = and_(Uncounted.noted_at == at, Uncounted.id > key)
        rows = uow.session.scalars(query.where(or_(Uncounted.noted_at > at, same))).all()


def catch_up(uow: UnitOfWork, after: int = 0) -> CaughtUp:
    """Tell the programs again of `AT_ONCE` purchases and returns that were recorded after a
    position. What they know already is left out, by its key. Purchases of customers who are gone
    are left alone, and so are those made before a program had rules: nobody missed them. A return
    that a program refuses is named."""
    uow.actor.require(MANAGE)
    found = recorded_purchases(uow, after=after, limit=AT_ONCE)
    if not found:
        return CaughtUp(None)
    made = _of_those_there(uow, [fact for _, fact in found if isinstance(fact, PurchaseMade)])
    returned = [fact for _, fact in found if isinstance(fact, PurchaseReturned)]
    sales = sales_of(made)
    for program in open_programs(uow):
        begun = begun_at(uow, program.id)
        accrue_sales(uow, program, [one for one in sales if one.made_at >= begun])
    refused = []
    for one in returned:
        try:
            follow_returns(uow, [one])
        except DomainError as error:
            refused.append(f"{one.return_id}: {error.code}")
    return CaughtUp(found[-1][0], len(made), len(returned), tuple(refused))


def _of_those_there(uow: UnitOfWork, made: Sequence[PurchaseMade]) -> list[PurchaseMade]:
    asked = {one.customer_id for one in made}
    there = set(uow.session.scalars(select(Customer.id).where(Customer.id.in_(asked))))
    return [one for one in made if one.customer_id in there]
