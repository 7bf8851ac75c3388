"""Purchases and returns that others record become points, many at once, in the same transaction."""

from collections.abc import Iterable, Sequence

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.purchases import PurchaseLine, PurchaseMade, PurchaseReturned

from .accruing import accrue_sales
from .returning import take_back
from .sales import Sale, SaleLine, SaleReturn
from .versions import open_programs


def follow_purchases(uow: UnitOfWork, facts: Sequence[PurchaseMade]) -> None:
    """Each purchase earns once in each open program; a constant number of statements in all."""
    sales = sales_of(facts)
    for program in open_programs(uow):
        accrue_sales(uow, program, sales)


def sales_of(facts: Iterable[PurchaseMade]) -> list[Sale]:
    """Purchases that others recorded, as programs reckon them."""
    return [
        Sale(
            source=one.source,
            reference=str(one.purchase_id),
            customer_id=one.customer_id,
            made_at=one.made_at,
            net=one.net,
            lines=_lines(one.lines),
            number=one.number,
        )
        for one in facts
    ]


def follow_returns(uow: UnitOfWork, facts: Sequence[PurchaseReturned]) -> None:
    """Each return takes back once what its purchase gave; a program may refuse what is spent."""
    returns = [
        SaleReturn(
            source=one.source,
            reference=str(one.return_id),
            sale_reference=str(one.purchase_id),
            returned_at=one.returned_at,
            net=one.net,
            lines=_lines(one.lines),
        )
        for one in facts
    ]
    for program in open_programs(uow):
        take_back(uow, program, returns)


def _lines(lines: Iterable[PurchaseLine]) -> tuple[SaleLine, ...]:
    return tuple(
        SaleLine(
            code=line.product_code,
            category=line.category,
            quantity=line.quantity,
            net=line.net,
            is_reward=line.is_reward,
        )
        for line in lines
    )
