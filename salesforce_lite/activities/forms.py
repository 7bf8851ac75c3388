"""The forms of activities: log, plan, edit, complete, move."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from salesforce_lite.activities.asked_forms import AskingForm
from salesforce_lite.activities.drafts import ActivityFields, NextStep
from salesforce_lite.activities.model import PROMISE, TASK, Activity, Participant
from salesforce_lite.activities.own_kinds import CONTACT_KINDS
from salesforce_lite.activities.places import moment_of, period_of
from salesforce_lite.custom_pages import CustomInputs
from salesforce_lite.notifications import NO_REMINDER, REMINDERS
from salesforce_lite.plugin import ActivityKind
from salesforce_lite.web import NewIdField, VersionField, kind_name, show_lead

_STEPS = (*CONTACT_KINDS, TASK, PROMISE)


def id_or_none(typed: str | None) -> UUID | None:
    """The id of a chosen record; nothing chosen is none."""
    return UUID(typed) if typed else None


def is_id(typed: str | None) -> bool:
    try:
        return bool(typed and UUID(typed))
    except ValueError:
        return False


class NextStepForm(FlaskForm):
    """Kind, subject, day and hour of what comes next; a day or a subject makes it one."""

    next_kind = SelectField(lazy_gettext("Next step"), validators=[Optional()])
    next_subject = StringField(lazy_gettext("What"), validators=[Optional(), Length(max=200)])
    next_date = DateField(lazy_gettext("Day"), validators=[Optional()])
    next_time = TimeField(lazy_gettext("Time"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """A next step without its day would be forgotten, so the day is asked for. What it is has
        to be said where tasks are offered no more."""
        is_valid = bool(super().validate(extra_validators))
        offered: dict[str, str] = dict(self.next_kind.choices or ())  # type: ignore[arg-type]  # pairs
        if self.has_next_step and not self.next_kind.data and TASK not in offered:
            self.next_kind.errors = [
                *self.next_kind.errors,
                gettext("Choose what the next step is."),
            ]
            is_valid = False
        if self.has_next_step and self.next_date.data is None and not self.next_date.errors:
            self.next_date.errors = [gettext("Choose the day of the next step.")]
            return False
        return is_valid

    @property
    def has_next_step(self) -> bool:
        return bool(self.next_kind.data or self.next_subject.data or self.next_date.data)

    def next_step(self, zone: str) -> NextStep | None:
        """The next step as typed, in the person's zone; none where nothing was."""
        if not self.has_next_step or self.next_date.data is None:
            return None
        due_at = moment_of(self.next_date.data, self.next_time.data, zone, field="next_time")
        return NextStep(
            kind=self.next_kind.data or TASK,
            subject=self.next_subject.data or "",
            due_at=due_at,
            is_all_day=self.next_time.data is None,
        )


class ActivityForm(CustomInputs, AskingForm, NextStepForm):
    """Log what was done or plan what is to be done; which fields are shown depends on the kind."""

    # Where what the service calls otherwise is shown.
    inputs: ClassVar = {"started_at": "time", "ended_at": "end_time"}
    # The zone of where it happens, found with the customer.
    place = "UTC"
    version = VersionField()
    new_id = NewIdField()
    kind = HiddenField()
    plan = HiddenField()
    customer_id = SelectField(
        lazy_gettext("Customer"), validate_choice=False, validators=[Optional()]
    )
    outcome = RadioField(lazy_gettext("How did it go?"), validators=[Optional()])
    channel = RadioField(lazy_gettext("Through"), validators=[Optional()])
    subject = StringField(lazy_gettext("Subject"), validators=[Optional(), Length(max=200)])
    note = TextAreaField(lazy_gettext("Note"), validators=[Optional(), Length(max=8000)])
    day = DateField(lazy_gettext("Day"), validators=[Optional()])
    time = TimeField(lazy_gettext("Time"), validators=[Optional()])
    end_time = TimeField(lazy_gettext("Until"), validators=[Optional()])
    remind_minutes = SelectField(lazy_gettext("Reminder"), validators=[Optional()])
    location = StringField(lazy_gettext("Place"), validators=[Optional(), Length(max=300)])
    contact_id = SelectField(lazy_gettext("With"), validate_choice=False, validators=[Optional()])
    participants = StringField(
        lazy_gettext("Who else took part"),
        description=lazy_gettext("Names with commas between them"),
        validators=[Optional(), Length(max=1000)],
    )
    opportunity_id = SelectField(
        lazy_gettext("Opportunity"), validate_choice=False, validators=[Optional()]
    )
    owner_id = SelectField(
        lazy_gettext("Who does it"), validate_choice=False, validators=[Optional()]
    )

    def validate_customer_id(self, field: Field) -> None:
        _refuse_odd_id(field)

    def validate_contact_id(self, field: Field) -> None:
        _refuse_odd_id(field)

    def validate_opportunity_id(self, field: Field) -> None:
        _refuse_odd_id(field)

    def validate_owner_id(self, field: Field) -> None:
        _refuse_odd_id(field)

    @property
    def is_plan(self) -> bool:
        return self.plan.data == "1"

    def fields(self, zone: str, place: str, now: datetime) -> ActivityFields:
        """As typed: hours are of the person's zone, what happened keeps that of the place."""
        people = [name.strip() for name in (self.participants.data or "").split(",")]
        values: ActivityFields = {
            "kind": self.kind.data or "",
            "channel": self.channel.data or "",
            "subject": self.subject.data or "",
            "note": self.note.data or "",
            "customer_id": id_or_none(self.customer_id.data),
            "contact_id": id_or_none(self.contact_id.data),
            "opportunity_id": id_or_none(self.opportunity_id.data),
            "location": self.location.data or "",
            "participants": [Participant(name) for name in people if name],
            "custom": self.custom_values(),
        }
        if self.owner_id.data:
            values["owner_id"] = id_or_none(self.owner_id.data)
        if self.is_plan:
            return {**values, **self._due(zone, now), **self._reminder()}
        return {**values, "outcome": self.outcome.data or "", **self._period(zone, place, now)}

    def changed_fields(self, activity: Activity, zone: str, now: datetime) -> ActivityFields:
        """As typed; what inputs cannot hold (seconds, who a participant is) stays as it is."""
        values = self.fields(zone, activity.zone, now)
        for name in ("due_at", "started_at", "ended_at"):
            stored, typed = getattr(activity, name), values.get(name)
            if stored is not None and typed == stored.replace(second=0, microsecond=0):
                values[name] = stored
        shown = typed_values(activity, zone)
        if (self.day.data, self.time.data, self.end_time.data) == (
            shown["day"],
            shown["time"],
            shown["end_time"],
        ):
            # It may have lasted longer than a day, or have been planned and only ticked off: then
            # the form says when, and nobody said when it began and how long it took.
            values["ended_at"] = activity.ended_at
            if activity.is_done:
                values["started_at"] = activity.started_at
        known = {person.name: person for person in activity.participants}
        values["participants"] = [
            known.get(person.name, person) for person in values["participants"]
        ]
        return values

    def _reminder(self) -> ActivityFields:
        """Nothing for what is usual: the service knows whose it is."""
        chosen = self.remind_minutes.data
        if not chosen:
            return {}
        return {"remind_minutes": None if int(chosen) == NO_REMINDER else int(chosen)}

    def _due(self, zone: str, now: datetime) -> ActivityFields:
        start, end = self.time.data, self.end_time.data
        if self.day.data is None and start is None and end is None:
            return {"zone": zone}
        day = self.day.data or now.astimezone(ZoneInfo(zone)).date()
        begins, ends = period_of(day, start, end, zone)
        return {
            "due_at": begins or moment_of(day, None, zone),
            "ended_at": ends,
            "is_all_day": begins is None,
            "zone": zone,
        }

    def _period(self, zone: str, place: str, now: datetime) -> ActivityFields:
        """When it happened; without an hour of today it was just now."""
        today = now.astimezone(ZoneInfo(zone)).date()
        day = self.day.data or today
        start, end = period_of(day, self.time.data, self.end_time.data, zone, done_by=now)
        if start is None:
            start = now if day == today else moment_of(day, NOON, zone)
        return {"started_at": start, "ended_at": end, "zone": place}


# What happened on another day and nobody knows when stands in the middle of it.
NOON = time(12, 0)


class CompletionForm(AskingForm, NextStepForm):
    """How something planned went."""

    version = VersionField()
    outcome = RadioField(lazy_gettext("How did it go?"), validators=[Optional()])
    note = TextAreaField(lazy_gettext("Note"), validators=[Optional(), Length(max=8000)])


class RescheduleForm(FlaskForm):
    """Another day, and perhaps another hour."""

    version = VersionField()
    day = DateField(lazy_gettext("Day"), validators=[InputRequired()])
    time = TimeField(lazy_gettext("Time"), validators=[Optional()])


def reminder_choices(standing: int | None = None, *, is_new: bool) -> list[tuple[str, str]]:
    """How long before; for something new first what is usual, and what is set in any case."""
    offered = sorted({NO_REMINDER, *REMINDERS, NO_REMINDER if standing is None else standing})
    usual = [("", str(gettext("As in the profile")))] if is_new else []
    return [*usual, *((str(minutes), show_lead(minutes)) for minutes in offered)]


def step_choices(kinds: Sequence[ActivityKind]) -> list[tuple[str, str]]:
    """What comes next can be any kind that is offered but a note, in their order."""
    possible = (kind for kind in kinds if kind.works_like in _STEPS)
    return [("", str(gettext("None"))), *((kind.code, kind_name(kind)) for kind in possible)]


def typed_values(activity: Activity, zone: str) -> dict[str, Any]:
    """An activity as its form shows it, in the person's zone."""
    stands = _shown_start(activity) if activity.is_done else activity.due_at
    shown_in = activity.zone if activity.is_all_day and not activity.is_done else zone
    at = stands.astimezone(ZoneInfo(shown_in)) if stands else None
    end = activity.end.astimezone(ZoneInfo(zone)) if activity.end else None
    hour: time | None = at.time().replace(second=0, microsecond=0) if at else None
    day: date | None = at.date() if at else None
    return {
        "version": activity.version,
        "kind": activity.kind,
        "plan": "" if activity.is_done else "1",
        "customer_id": str(activity.customer_id or ""),
        "contact_id": str(activity.contact_id or ""),
        "opportunity_id": str(activity.opportunity_id or ""),
        "owner_id": str(activity.owner_id or ""),
        "outcome": activity.outcome,
        "channel": activity.channel,
        "subject": activity.subject,
        "note": activity.note,
        "remind_minutes": str(
            NO_REMINDER if activity.remind_minutes is None else activity.remind_minutes
        ),
        "location": activity.location,
        "participants": ", ".join(person.name for person in activity.participants),
        "day": day,
        "time": None if activity.is_all_day and not activity.is_done else hour,
        "end_time": end.time().replace(second=0, microsecond=0) if end else None,
    }


def _shown_start(activity: Activity) -> datetime | None:
    """When something done began, as far as the form tells it."""
    at = activity.started_at or activity.completed_at
    return at.replace(second=0, microsecond=0) if at else None


def _refuse_odd_id(field: Field) -> None:
    if field.data and not is_id(field.data):
        raise ValidationError(gettext("Choose one of the suggestions."))
