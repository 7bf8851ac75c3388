"""Activities as lists, timelines and Today show them: with names, words and state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.activities.kinds import BAD_OUTCOMES, CHANNEL_NAMES, GOOD_OUTCOMES
from salesforce_lite.activities.model import PROMISE, Activity
from salesforce_lite.activities.naming import Names, names_of
from salesforce_lite.activities.words import (
    kind_of,
    show_lateness,
    show_title,
    show_until,
    show_when,
)
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityKind, ActivityLine
from salesforce_lite.web import current_contributions, kind_name, locale_code, show_lead


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One activity, ready to be shown; empty words for what it does not have."""

    activity: Activity
    kind: ActivityKind
    title: str
    kind_label: str
    when: str
    until: str
    lateness: str
    customer: str
    contact: str
    owner: str
    opportunity: str
    outcome: str
    state: str
    # What plugins say of it; only timelines show it.
    lines: tuple[ActivityLine, ...] = ()

    @property
    def id(self) -> UUID:
        return self.activity.id

    @property
    def reminder(self) -> str:
        """How long before its owner is told; nothing for what is done."""
        minutes = self.activity.remind_minutes
        return "" if minutes is None or self.activity.is_done else show_lead(minutes)

    @property
    def is_overdue(self) -> bool:
        return bool(self.lateness)


def rows_of(uow: UnitOfWork, activities: Sequence[Activity]) -> list[ActivityRow]:
    """The rows of the activities, with one look-up per kind of name."""
    names = names_of(uow, activities)
    return [_row(activity, names) for activity in activities]


def with_lines(uow: UnitOfWork, rows: Sequence[ActivityRow]) -> list[ActivityRow]:
    """The same with what plugins say of them, each asked once for all."""
    ids = [row.id for row in rows]
    said = [each.load(uow, ids) for each in current_contributions().activity_lines] if ids else []
    return [
        replace(row, lines=tuple(line for lines in said for line in lines.get(row.id, ())))
        if said
        else row
        for row in rows
    ]


def _row(activity: Activity, names: Names) -> ActivityRow:
    kind = kind_of(activity.kind)
    late = activity.is_overdue(clock.now())
    return ActivityRow(
        activity=activity,
        kind=kind,
        title=show_title(activity),
        kind_label=_kind_label(activity, kind),
        when=show_when(activity),
        until=show_until(activity),
        lateness=show_lateness(activity) if late else "",
        customer=_name(names.customers, activity.customer_id),
        contact=_name(names.contacts, activity.contact_id),
        owner=_name(names.people, activity.owner_id),
        opportunity=_name(names.opportunities, activity.opportunity_id),
        outcome=_outcome(activity, names),
        state=_state(activity, is_late=late),
    )


def _name(names: dict[UUID, str], record_id: UUID | None) -> str:
    return names.get(record_id, "") if record_id else ""


def _kind_label(activity: Activity, kind: ActivityKind) -> str:
    """“WhatsApp” says more than “Message”; a name of the company's own is said beside it."""
    name = kind_name(kind)
    if activity.channel not in CHANNEL_NAMES:
        return name
    channel = str(gettext(CHANNEL_NAMES[activity.channel]))
    return f"{name} · {channel}" if kind.given else channel


def _outcome(activity: Activity, names: Names) -> str:
    if activity.kind == PROMISE and activity.is_kept is not None:
        return str(gettext("Kept") if activity.is_kept else gettext("Broken"))
    value = names.outcomes.get((activity.kind, activity.outcome))
    return value.label(locale_code()) if value else activity.outcome


def _state(activity: Activity, *, is_late: bool) -> str:
    """How the outcome is to be taken: good, bad, or just so."""
    if not activity.is_done:
        return "bad" if is_late else "info"
    if activity.kind == PROMISE:
        return "good" if activity.is_kept else "bad" if activity.is_kept is False else ""
    if activity.outcome in GOOD_OUTCOMES:
        return "good"
    return "bad" if activity.outcome in BAD_OUTCOMES else ""
