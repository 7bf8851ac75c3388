"""Activities that the search found, as it shows them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.naming import customer_names
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.activities.words import show_title, show_when
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import Hit


def shown_hits(uow: UnitOfWork, hits: Sequence[Hit]) -> list[Hit]:
    """Subject, or else the kind; customer, and when it was or is to be, in the reader's words."""
    query = visible_activities(uow).where(Activity.id.in_([hit.id for hit in hits]))
    found = {activity.id: activity for activity in uow.session.scalars(query)}
    names = customer_names(uow, (activity.customer_id for activity in found.values()))
    return [
        replace(hit, title=show_title(one), subtitle=_subtitle(one, names))
        for hit in hits
        if (one := found.get(hit.id))
    ]


def _subtitle(activity: Activity, customers: dict[UUID, str]) -> str:
    customer = customers.get(activity.customer_id, "") if activity.customer_id else ""
    return " · ".join(part for part in (customer, show_when(activity)) if part)
