"""Use cases of one customer: find, move along the lifecycle, delete and restore."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import QueryableAttribute

from salesforce_lite.customers.contact_model import ContactLink
from salesforce_lite.customers.events import (
    CustomerDeleted,
    CustomerOwnerChanged,
    CustomerRestored,
)
from salesforce_lite.customers.model import Customer, Lifecycle, LifecycleChange
from salesforce_lite.customers.search_entries import customer_entries
from salesforce_lite.customers.survivors import missing_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.scope import scope_condition, visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.search import index_records, move_scope, remove_records


def visible_customers(uow: UnitOfWork) -> Select[Customer]:
    """The customers the actor sees; every other query starts here."""
    uow.actor.require("customers.view")
    return visible(uow.actor, Customer)


def of_visible_customer(
    uow: UnitOfWork, column: QueryableAttribute[UUID] | QueryableAttribute[UUID | None]
) -> ColumnElement[bool]:
    """That the record, whose customer that column names, is of one whom the actor sees.

    Who sees everybody looks the customer of each record up: a list of them all would be read
    first, which is long. Who sees some has a short list.
    """
    seen = visible_customers(uow).with_only_columns(Customer.id)
    if uow.actor.sees_everybody():
        return seen.where(Customer.id == column).correlate_except(Customer).exists()
    return column.in_(seen)


def get_customer(uow: UnitOfWork, customer_id: UUID) -> Customer:
    """The customer; raises NotFoundError for what the actor may not see."""
    customer = uow.session.scalar(visible_customers(uow).where(Customer.id == customer_id))
    if customer is None:
        raise missing_customer(uow, customer_id)
    return customer


def standing_customers(uow: UnitOfWork, ids: Iterable[UUID]) -> Select[Customer]:
    """Those among them the actor sees, held as they are until the unit ends.

    Whoever hangs something on a customer starts here: meanwhile nobody gives it to somebody else or
    deletes it, which would pass over what is not committed yet.
    """
    query = visible_customers(uow).where(Customer.id.in_(ids))
    # In one order, so that two units that meet on them wait for each other.
    return query.order_by(Customer.id).with_for_update(read=True)


def delete_customer(uow: UnitOfWork, customer_id: UUID, *, version: int | None = None) -> Customer:
    """Mark the customer deleted; it can be restored."""
    uow.actor.require("customers.delete")
    customer = get_customer(uow, customer_id)
    check_version(customer, version)
    customer.deleted_at = uow.now
    remove_records(uow, [customer.id])
    uow.record(CustomerDeleted(customer_id=customer.id))
    return customer


def restore_customer(uow: UnitOfWork, customer_id: UUID) -> Customer:
    """Take back a deletion."""
    uow.actor.require("customers.delete")
    customer = uow.session.scalar(
        select(Customer).where(
            Customer.id == customer_id,
            Customer.deleted_at.is_not(None),
            Customer.merged_into_id.is_(None),
            scope_condition(uow.actor, Customer),
        )
    )
    if customer is None:
        raise NotFoundError
    customer.deleted_at = None
    index_records(uow, customer_entries(uow, [customer]))
    uow.record(CustomerRestored(customer_id=customer.id))
    return customer


def change_lifecycle(
    uow: UnitOfWork, customer_id: UUID, lifecycle: str, *, version: int | None = None
) -> Customer:
    """Say how far the relation has come."""
    uow.actor.require("customers.edit")
    customer = get_customer(uow, customer_id)
    check_version(customer, version)
    if lifecycle not in set(Lifecycle):
        raise InvalidInputError(fields={"lifecycle": N_("This is none of the choices.")})
    enter_lifecycle(uow, customer, Lifecycle(lifecycle))
    return customer


def enter_lifecycle(uow: UnitOfWork, customer: Customer, lifecycle: Lifecycle) -> None:
    """Move the relation to another stage and keep the date in its history."""
    event = customer.move_to(lifecycle, uow.today)
    if event is not None:
        uow.session.add(
            LifecycleChange(
                customer_id=customer.id,
                before=event.before,
                after=event.after,
                on=event.on,
                at=uow.now,
                actor_id=uow.actor.user_id,
            )
        )
        uow.record(event)


def hand_over(uow: UnitOfWork, customer: Customer, *, before: UUID | None) -> None:
    """Let row scope follow the new owner; other slices react to the event for what is theirs."""
    uow.session.execute(
        update(ContactLink)
        .where(ContactLink.customer_id == customer.id)
        .values(scope_owner_id=customer.owner_id)
    )
    move_scope(uow, customer.id, customer.owner_id)
    uow.record(
        CustomerOwnerChanged(customer_id=customer.id, before=before, after=customer.owner_id)
    )
