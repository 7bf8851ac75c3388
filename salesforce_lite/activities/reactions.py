"""How activities follow their customers: owner, lifecycle, merge."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select, update

from salesforce_lite.activities.last_contact import recount_contacts
from salesforce_lite.activities.model import Activity, LastContact
from salesforce_lite.activities.search_entries import activity_entries
from salesforce_lite.customers import (
    Customer,
    CustomerDeleted,
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomersMerged,
    Lifecycle,
)
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.session import audit_row, write_history
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import OpportunityOwnerChanged
from salesforce_lite.search import index_records, remove_records

_AT_ONCE = 500


def follow_owner(uow: UnitOfWork, event: CustomerOwnerChanged) -> None:
    """Row scope follows the new owner, who also takes over what the old one had planned."""
    if event.before is not None:
        planned = select(Activity).where(
            Activity.customer_id == event.customer_id,
            Activity.owner_id == event.before,
            Activity.completed_at.is_(None),
            Activity.deleted_at.is_(None),
        )
        for activity in uow.session.scalars(planned):
            activity.owner_id = event.after
        uow.session.flush()
    for model in (Activity, LastContact):
        uow.session.execute(
            update(model)
            .where(model.customer_id == event.customer_id)
            .values(scope_owner_id=event.after)
        )


def follow_opportunity_owner(uow: UnitOfWork, event: OpportunityOwnerChanged) -> None:
    """Whoever takes over a sale takes over what is planned for it."""
    if event.before is None or event.after is None:
        return
    planned = select(Activity).where(
        Activity.opportunity_id == event.opportunity_id,
        Activity.owner_id == event.before,
        Activity.completed_at.is_(None),
        Activity.deleted_at.is_(None),
    )
    for activity in uow.session.scalars(planned):
        activity.owner_id = event.after


def follow_deletion(uow: UnitOfWork, event: CustomerDeleted) -> None:
    """A deleted customer is nobody's work any more."""
    theirs = select(Activity).where(
        Activity.customer_id == event.customer_id, Activity.deleted_at.is_(None)
    )
    going = list(uow.session.scalars(theirs))
    for activity in going:
        activity.deleted_at, activity.went_with_customer = uow.now, True
    remove_records(uow, [activity.id for activity in going])


def follow_restoration(uow: UnitOfWork, event: CustomerRestored) -> None:
    """What went with the customer comes back; what was deleted by itself does not."""
    _bring_back(uow, event.customer_id)


def _bring_back(uow: UnitOfWork, customer_id: UUID) -> None:
    gone = select(Activity).where(Activity.customer_id == customer_id, Activity.went_with_customer)
    back = list(uow.session.scalars(gone))
    for activity in back:
        activity.deleted_at, activity.went_with_customer = None, False
    uow.session.flush()
    index_records(uow, activity_entries(uow, back))


def follow_lifecycle(uow: UnitOfWork, event: CustomerLifecycleChanged) -> None:
    """Only the silence of active customers matters."""
    uow.session.execute(
        update(LastContact)
        .where(LastContact.customer_id == event.customer_id)
        .values(is_active=event.after == Lifecycle.ACTIVE)
    )


def follow_merge(uow: UnitOfWork, event: CustomersMerged) -> None:
    """Everything of the merged customer belongs to the one that stays."""
    owner = uow.session.scalar(select(Customer.owner_id).where(Customer.id == event.customer_id))
    while batch := uow.session.execute(_next_of(event.merged_id)).all():
        _move(uow, batch, event, owner)
    # What is in the search has moved with the merge; what had gone with the customer comes now.
    _bring_back(uow, event.customer_id)
    recount_contacts(uow, [event.customer_id, event.merged_id])


def _next_of(customer_id: UUID) -> Select[UUID, int, str]:
    """Some activities of the customer, deleted ones too; who is changing one comes first."""
    kind = literal(Activity.history_name).label("history_name")
    query = select(Activity.id, Activity.version, kind).where(Activity.customer_id == customer_id)
    return query.order_by(Activity.id).limit(_AT_ONCE).with_for_update()


def _move(
    uow: UnitOfWork, batch: Sequence[Any], event: CustomersMerged, owner: UUID | None
) -> None:
    """To the customer that stays, each as a new version and with its line of history.

    As rows: a customer may have more visits than should be held as objects.
    """
    uow.session.execute(
        update(Activity)
        .where(Activity.id.in_([row.id for row in batch]))
        .values(
            customer_id=event.customer_id,
            scope_owner_id=owner,
            version=Activity.version + 1,
            updated_at=uow.now,
            updated_by=uow.actor.user_id,
        )
    )
    changes = {"customer_id": [as_json(event.merged_id), as_json(event.customer_id)]}
    write_history(uow.session, [audit_row(row, "changed", changes, uow) for row in batch])
