"""From activities to what programs see, and from what they send to drafts."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec import UNSET

from salesforce_lite.activities.drafts import ActivityDraft, ActivityFields, NextStep
from salesforce_lite.activities.model import Activity, Participant
from salesforce_lite.activities.new_drafts import logged_draft, planned_draft
from salesforce_lite.activities.participants import check_participants
from salesforce_lite.activities.schemas import (
    ActivityView,
    ActivityWrite,
    Coordinates,
    NewActivity,
    NextActivity,
    Standing,
    Who,
)
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.api import chosen
from salesforce_lite.custom_fields import told_custom
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import told_references, unknown_references

_PLAIN = (
    *("kind", "channel", "subject", "note", "outcome", "location", "zone", "is_all_day"),
    *("customer_id", "contact_id", "opportunity_id", "owner_id"),
    *("due_at", "started_at", "ended_at", "completed_at", "data", "custom"),
)
_LARGEST_DATA = 20_000
_BATCH = 900
_NOT_DONE = N_("A next step comes with what is done: say when, in completed_at.")
_TOO_MUCH = N_("This is too much for one activity: at most %(most)s bytes of JSON.")


def activity_views(uow: UnitOfWork, activities: Sequence[Activity]) -> list[ActivityView]:
    """As programs see them; what other systems call them is read once for all."""
    # The version that a change makes is known now.
    uow.session.flush()
    references = told_references(uow, "activity", [one.id for one in activities])
    return [_view(uow, one, references.get(one.id, [])) for one in activities]


def activity_view(uow: UnitOfWork, activity: Activity) -> ActivityView:
    return activity_views(uow, [activity])[0]


def activities_by_id(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, ActivityView]:
    """Those that the actor sees, to be shown along with other records."""
    found: list[Activity] = []
    for start in range(0, len(ids), _BATCH):
        query = visible_activities(uow).where(Activity.id.in_(ids[start : start + _BATCH]))
        found += uow.session.scalars(query)
    return {view.id: view for view in activity_views(uow, found)}


def _view(uow: UnitOfWork, activity: Activity, references: list[str]) -> ActivityView:
    return ActivityView(
        id=activity.id,
        version=activity.version,
        kind=activity.kind,
        status=_status(uow, activity),
        channel=activity.channel,
        subject=activity.subject,
        note=activity.note,
        outcome=activity.outcome,
        customer_id=activity.customer_id,
        contact_id=activity.contact_id,
        opportunity_id=activity.opportunity_id,
        owner_id=activity.owner_id,
        at=activity.at,
        due_at=activity.due_at,
        started_at=activity.started_at,
        ended_at=activity.ended_at,
        completed_at=activity.completed_at,
        is_all_day=activity.is_all_day,
        zone=activity.zone,
        location=activity.location,
        place=_place(activity),
        participants=[_who(one) for one in activity.participants],
        is_kept=activity.is_kept,
        follows_id=activity.follows_id,
        external_ref=references[0] if references else None,
        external_refs=references,
        data=activity.data,
        custom=told_custom(uow, "activity", activity.custom),
        created_at=activity.created_at,
        updated_at=activity.updated_at,
    )


def _status(uow: UnitOfWork, activity: Activity) -> Standing:
    if activity.is_done:
        return "done"
    return "overdue" if activity.is_overdue(uow.now) else "planned"


def _place(activity: Activity) -> Coordinates | None:
    if activity.latitude is None or activity.longitude is None:
        return None
    return Coordinates(lat=activity.latitude, lon=activity.longitude)


def _who(one: Participant) -> Who:
    """Files of others may have said anything else of a person than who it is."""
    known = one.kind in ("user", "contact") and one.id is not None
    return (
        Who(name=one.name, kind=cast(Any, one.kind), id=UUID(one.id))
        if known
        else Who(name=one.name)
    )


def new_draft(uow: UnitOfWork, body: NewActivity) -> ActivityDraft:
    """The draft of a new activity: done where the program says when, else planned."""
    fields = _said(uow, body)
    if body.follows_id:
        fields["follows_id"] = body.follows_id
    new_id = chosen(body.id)
    references = _references(uow, body, new_id)
    if fields.get("completed_at") is None:
        if body.next_step is not None:
            raise InvalidInputError(fields={"next_step": _NOT_DONE})
        return planned_draft(fields, new_id=new_id, references=references)
    step = step_of(body.next_step)
    return logged_draft(uow, fields, next_step=step, new_id=new_id, references=references)


def changed_draft(
    uow: UnitOfWork, body: ActivityWrite, activity_id: UUID, version: int | None
) -> ActivityDraft:
    """The draft of a change."""
    references = _references(uow, body, activity_id)
    return ActivityDraft.of(
        _said(uow, body), id=activity_id, version=version, references=references
    )


def step_of(body: NextActivity | None) -> NextStep | None:
    """The next step that a program names, if any."""
    if body is None:
        return None
    return NextStep(
        kind=body.kind, subject=body.subject, due_at=body.due_at, is_all_day=body.is_all_day
    )


def _said(uow: UnitOfWork, body: ActivityWrite) -> ActivityFields:
    said: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(body, name)) is not UNSET
    }
    if body.place is not UNSET:
        place = body.place
        said |= {
            "latitude": place.lat if place else None,
            "longitude": place.lon if place else None,
        }
    if body.participants is not UNSET:
        people = [
            Participant(one.name, one.kind, str(one.id) if one.id else None)
            for one in body.participants
        ]
        check_participants(uow, people)
        said["participants"] = people
    _check_data(said.get("data", {}))
    return cast(ActivityFields, said)


def _check_data(data: Mapping[str, Any]) -> None:
    if len(msgspec.json.encode(data)) > _LARGEST_DATA:
        raise InvalidInputError(fields={"data": _TOO_MUCH}, most=_LARGEST_DATA)


def _references(
    uow: UnitOfWork, body: ActivityWrite, record_id: UUID | None
) -> Sequence[tuple[str, str]]:
    said = [] if body.external_ref is UNSET else [body.external_ref]
    return unknown_references(uow, "activity", record_id, said)
