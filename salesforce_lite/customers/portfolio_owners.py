"""Customers follow their portfolio: its new manager owns those without an owner of their own."""

from sqlalchemy import or_, select

from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import hand_over
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import PortfolioManagerChanged

_CHUNK = 500


def follow_manager(uow: UnitOfWork, event: PortfolioManagerChanged) -> None:
    """Give the customers to the new manager, and tell it of each so that what is theirs follows."""
    while customers := _still_elsewhere(uow, event):
        for customer in customers:
            before, customer.owner_id = customer.owner_id, event.after
            customer.refresh_derived()
            hand_over(uow, customer, before=before)
        uow.session.flush()


def _still_elsewhere(uow: UnitOfWork, event: PortfolioManagerChanged) -> list[Customer]:
    """The next of them; deleted ones too, because they may be restored."""
    query = select(Customer).where(
        Customer.portfolio_id == event.portfolio_id,
        Customer.owner_is_set.is_(False),
        # The old manager's only: the row scope may hide them as soon as they are handed over.
        Customer.owner_id == event.before
        if event.before
        else or_(Customer.owner_id.is_(None), Customer.owner_id != event.after),
    )
    return list(uow.session.scalars(query.order_by(Customer.id).limit(_CHUNK)))
