"""What opportunities do when something happens to their customer."""

from sqlalchemy import select, update

from salesforce_lite.customers import (
    Customer,
    CustomerDeleted,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomersMerged,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.events import OpportunityOwnerChanged
from salesforce_lite.opportunities.model import Opportunity, StageChange
from salesforce_lite.opportunities.search_entries import opportunity_entries
from salesforce_lite.opportunities.totals import totals_kept
from salesforce_lite.search import index_records, remove_records


def follow_owner(uow: UnitOfWork, event: CustomerOwnerChanged) -> None:
    """Whoever sees the customer sees its opportunities; open ones of the old owner go along."""
    opportunities = _locked(uow, event.customer_id)
    with totals_kept(uow, opportunities):
        for one in opportunities:
            one.scope_owner_id, one.updated_at = event.after, uow.now
            if one.is_open and one.owner_id == event.before and event.after is not None:
                one.owner_id = event.after
                uow.record(
                    OpportunityOwnerChanged(
                        opportunity_id=one.id,
                        customer_id=one.customer_id,
                        before=event.before,
                        after=event.after,
                    )
                )


def follow_merge(uow: UnitOfWork, event: CustomersMerged) -> None:
    """The opportunities of the merged customer belong to the surviving one."""
    opportunities = _locked(uow, event.merged_id)
    owner_id = uow.session.scalar(select(Customer.owner_id).where(Customer.id == event.customer_id))
    with totals_kept(uow, opportunities):
        for one in opportunities:
            one.customer_id, one.scope_owner_id = event.customer_id, owner_id
            if one.went_with_customer:
                uow.record(one.restore())
    there = [one for one in opportunities if one.deleted_at is None]
    index_records(uow, opportunity_entries(uow, there))
    uow.session.execute(
        update(StageChange)
        .where(StageChange.customer_id == event.merged_id)
        .values(customer_id=event.customer_id)
    )


def go_with_customer(uow: UnitOfWork, event: CustomerDeleted) -> None:
    """An opportunity without its customer says nothing: they are deleted together."""
    opportunities = [one for one in _locked(uow, event.customer_id) if one.deleted_at is None]
    with totals_kept(uow, opportunities):
        uow.record(*(one.delete(uow.now, with_customer=True) for one in opportunities))
    remove_records(uow, [one.id for one in opportunities])


def come_back_with_customer(uow: UnitOfWork, event: CustomerRestored) -> None:
    """What was deleted with the customer comes back with it; what had been deleted before stays."""
    opportunities = [one for one in _locked(uow, event.customer_id) if one.went_with_customer]
    with totals_kept(uow, opportunities):
        uow.record(*(one.restore() for one in opportunities))
    index_records(uow, opportunity_entries(uow, opportunities))


def _locked(uow: UnitOfWork, customer_id: object) -> list[Opportunity]:
    """All opportunities of the customer, deleted ones too, as they are now; others have to wait.

    In the order of their ids, so that two units that meet on them wait for each other.
    """
    query = select(Opportunity).where(Opportunity.customer_id == customer_id)
    query = query.order_by(Opportunity.id).with_for_update()
    return list(uow.session.scalars(query.execution_options(populate_existing=True)))
