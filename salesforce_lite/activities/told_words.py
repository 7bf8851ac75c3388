"""What the bell says of reminders, in the reader's words."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext, ngettext

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.naming import customer_names
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.activities.words import kind_of, show_planned, show_when
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import NotificationWords, Told
from salesforce_lite.web import kind_name


def reminder_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """“Visit: Ferretería Pérez · New catalogue”, and when it is; as it stands now."""
    if not uow.actor.may("activities.view"):
        return {}
    ids = {one.about for one in told if one.about}
    found = uow.session.scalars(visible_activities(uow).where(Activity.id.in_(ids)))
    activities = {activity.id: activity for activity in found}
    customers = customer_names(uow, (one.customer_id for one in activities.values()))
    one_by_one = {
        one.id: _words(activities[one.about], customers) for one in told if one.about in activities
    }
    together = {one.id: _missed(int(one.params["count"])) for one in told if one.about is None}
    return {**one_by_one, **together}


def _words(activity: Activity, customers: Mapping[UUID, str]) -> NotificationWords:
    customer = customers.get(activity.customer_id, "") if activity.customer_id else ""
    about = " · ".join(part for part in (customer, activity.subject) if part)
    kind = kind_name(kind_of(activity.kind))
    title = gettext("%(kind)s: %(about)s", kind=kind, about=about) if about else kind
    if activity.is_done:
        done = gettext("Done: %(what)s", what=show_when(activity))
        return NotificationWords(title=title, detail=done)
    return NotificationWords(title=title, detail=show_planned(activity))


def _missed(count: int) -> NotificationWords:
    """After a pause: how much came due in it."""
    return NotificationWords(
        title=ngettext(
            "%(num)d thing came due while nobody could be reminded",
            "%(num)d things came due while nobody could be reminded",
            count,
        ),
        detail=gettext("Today shows what is overdue and what comes next."),
        endpoint="activities.today",
    )
