"""A customer's folder: what a phone needs to arrive prepared."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.activities import last_done_ids
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.carried import (
    Shelf,
    contact_ids,
    open_sales,
    parts_of,
    planned_activities,
)
from salesforce_lite.sync.schemas import Change


def folders(uow: UnitOfWork, shelf: Shelf, ids: Sequence[UUID], *, activities: int) -> list[Change]:
    """The customers with their contacts, open sales, what is planned, and what was done last with
    each, so many at most; parents before children."""
    if not ids:
        return []
    found = shelf.changes("customer", ids)
    found += shelf.changes("contact", contact_ids(uow, ids))
    if uow.actor.may("opportunities.view"):
        found += shelf.changes("opportunity", open_sales(uow, ids))
    if uow.actor.may("activities.view"):
        last = [one for part in parts_of(ids) for one in last_done_ids(uow, part, most=activities)]
        found += shelf.changes("activity", [*last, *planned_activities(uow, ids)])
    return found
