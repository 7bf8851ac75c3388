"""What the bell tells of sync, in the reader's words."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import NotificationWords, Told
from salesforce_lite.sync.conflict_words import about_conflict
from salesforce_lite.sync.conflicts import visible_conflicts
from salesforce_lite.sync.model import SyncConflict


def late_fact_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """“Logged later at a customer of yours: Ferretería Pérez”."""
    if not uow.actor.may("activities.view"):
        return {}
    ids = [one.about for one in told if one.about]
    query = visible_activities(uow).where(Activity.id.in_(ids))
    activities = {one.id: one for one in uow.session.scalars(query)}
    wanted = [one.customer_id for one in activities.values() if one.customer_id]
    customers = visible_customers(uow).where(Customer.id.in_(wanted))
    names = {one.id: one.name for one in uow.session.scalars(customers)}
    found = {}
    for one in told:
        activity = activities.get(one.about) if one.about else None
        if activity is not None and activity.customer_id in names:
            title = gettext(
                "A colleague logged something at %(customer)s", customer=names[activity.customer_id]
            )
            detail = gettext("It was done before the customer came to its present owner.")
            found[one.id] = NotificationWords(title=title, detail=detail)
    return found


def conflict_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """What was said on the phone and was not applied."""
    ids = [one.about for one in told if one.about]
    query = visible_conflicts(uow).where(SyncConflict.id.in_(ids))
    conflicts = {one.id: one for one in uow.session.scalars(query)}
    return {
        one.id: NotificationWords(
            title=gettext("Decide what stays of what was written on the phone"),
            detail=about_conflict(conflicts[one.about]),
        )
        for one in told
        if one.about in conflicts
    }
