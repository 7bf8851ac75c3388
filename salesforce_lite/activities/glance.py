"""The sentences of activities in "At a glance": what was, what comes, what we promised."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext, ngettext

from salesforce_lite.activities.last_contact import is_contact
from salesforce_lite.activities.model import PROMISE, Activity, LastContact
from salesforce_lite.activities.rows import ActivityRow, rows_of
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.activities.today import SILENT_AFTER
from salesforce_lite.activities.upcoming import planned_of
from salesforce_lite.activities.words import call_words, contact_codes, days_since, kind_of
from salesforce_lite.customers import Lifecycle
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GlanceLine
from salesforce_lite.web import kind_like, kind_name


def about_customer(uow: UnitOfWork, customer: Any) -> list[GlanceLine]:
    """Overdue first, then promises, what is next, and the last contact with its outcome."""
    if not uow.actor.may("activities.view"):
        return []
    planned = planned_of(uow, customer_id=customer.id)
    last = _last_contact(uow, customer.id)
    rows = rows_of(uow, [*planned, *([last] if last else [])])
    coming, was = (rows[:-1], rows[-1]) if last else (rows, None)
    silent = customer.lifecycle == Lifecycle.ACTIVE
    return [*_what_comes(coming), *_what_was(uow, was, minds_silence=silent)]


def about_opportunity(uow: UnitOfWork, opportunity: Any) -> list[GlanceLine]:
    """What is overdue, promised and next; an open opportunity without a next step is told."""
    if not uow.actor.may("activities.view"):
        return []
    planned = planned_of(uow, opportunity_id=opportunity.id)
    if not planned and opportunity.outcome == "open":
        return [
            GlanceLine(
                text=str(gettext("No next step is planned.")),
                icon="calendar",
                urgency=35,
                state="warn",
                reason=str(gettext("Plan one")),
                url=url_for("activities.new", opportunity=opportunity.id, plan=1),
            )
        ]
    return list(_what_comes(rows_of(uow, planned)))


def _last_contact(uow: UnitOfWork, customer_id: UUID) -> Activity | None:
    return uow.session.scalar(
        visible_activities(uow)
        .where(
            Activity.customer_id == customer_id,
            Activity.completed_at.is_not(None),
            Activity.kind.in_(contact_codes()),
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    )


def _what_comes(rows: list[ActivityRow]) -> Iterator[GlanceLine]:
    for row in rows:
        if row.activity.kind == PROMISE:
            yield _promised(row)
        elif row.is_overdue:
            yield _line(
                row,
                gettext("Overdue: %(what)s, %(why)s", what=row.title, why=row.lateness),
                urgency=10,
                state="bad",
            )
    following = [row for row in rows if not row.is_overdue and row.activity.kind != PROMISE]
    if following:
        first = following[0]
        yield _line(
            first,
            gettext("Next: %(when)s – %(what)s", when=first.when, what=first.title),
            urgency=40,
        )


def _promised(row: ActivityRow) -> GlanceLine:
    if row.is_overdue:
        words = gettext(
            "Promised and overdue: %(what)s, until %(when)s", what=row.title, when=row.when
        )
        return _line(row, words, urgency=5, state="bad")
    words = gettext("Promised: %(what)s until %(when)s", what=row.title, when=row.when)
    return _line(row, words, urgency=30)


def _what_was(
    uow: UnitOfWork, row: ActivityRow | None, *, minds_silence: bool
) -> Iterator[GlanceLine]:
    if row is None:
        return
    days = days_since(row.activity.at)
    reached = is_contact(uow, row.activity)
    yield _line(row, _last_words(row, days, reached=reached), urgency=50)
    if not reached:
        # Nobody was reached: the silence is as long as before, here as on Today.
        spoken = uow.session.get(LastContact, row.activity.customer_id)
        days = days_since(spoken.at) if spoken else 0
    call = kind_like("call")
    if minds_silence and days > SILENT_AFTER.days:
        yield GlanceLine(
            text=str(ngettext("No contact for %(num)d day", "No contact for %(num)d days", days)),
            icon="clock",
            urgency=25,
            state="warn",
            reason=call_words(call, plan=True),
            url=url_for(
                "activities.new", kind=call.code, customer=row.activity.customer_id, plan=1
            ),
        )


def _last_words(row: ActivityRow, days: int, *, reached: bool) -> str:
    kind = kind_name(kind_of(row.activity.kind))
    ago = ngettext("%(num)d day ago", "%(num)d days ago", days) if days else gettext("today")
    if not reached:
        words = gettext(
            "Last attempt: %(kind)s %(ago)s – %(outcome)s", kind=kind, ago=ago, outcome=row.outcome
        )
    elif row.outcome:
        words = gettext(
            "Last contact: %(kind)s %(ago)s – %(outcome)s",
            kind=kind,
            ago=ago,
            outcome=row.outcome,
        )
    else:
        words = gettext("Last contact: %(kind)s %(ago)s", kind=kind, ago=ago)
    return str(words)


def _line(row: ActivityRow, text: str, *, urgency: int, state: Any = "") -> GlanceLine:
    return GlanceLine(
        text=str(text),
        icon=row.kind.icon,
        urgency=urgency,
        state=state,
        reason=str(gettext("Show")),
        url=url_for("activities.show", activity_id=row.id),
    )
