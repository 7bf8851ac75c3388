"""Use cases of activities: find, and save what was done or is planned, in batches."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from salesforce_lite.activities.drafts import ActivityDraft, ActivityFields, NextStep
from salesforce_lite.activities.last_contact import (
    is_contact,
    recount_contacts,
    remember_contacts,
)
from salesforce_lite.activities.links import Known, look_up, sees_customer
from salesforce_lite.activities.mentioning import note_before, tell_who_is_meant
from salesforce_lite.activities.model import NOTE, Activity
from salesforce_lite.activities.moments import settle_done
from salesforce_lite.activities.new_drafts import ENDS_FIRST, logged_draft, planned_draft
from salesforce_lite.activities.next_steps import has_other_step, said_of_next
from salesforce_lite.activities.own_kinds import works_like
from salesforce_lite.activities.places import moment_of
from salesforce_lite.activities.reminders import usual_reminder
from salesforce_lite.activities.search_entries import activity_entries, found_by
from salesforce_lite.activities.telling import Before, tell_what_changed, tell_what_is_new
from salesforce_lite.audit import made_before
from salesforce_lite.custom_fields import keep_custom, settle_custom
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.references import set_references
from salesforce_lite.search import index_records

# What decides when the customer was last in contact with us.
_TELLING = frozenset({"customer_id", "completed_at", "started_at", "kind", "outcome"})


def visible_activities(uow: UnitOfWork) -> Select[Activity]:
    """The activities the actor sees; every other query starts here."""
    uow.actor.require("activities.view")
    return visible(uow.actor, Activity)


def get_activity(uow: UnitOfWork, activity_id: UUID) -> Activity:
    """The activity; raises NotFoundError for what the actor may not see."""
    activity = uow.session.scalar(visible_activities(uow).where(Activity.id == activity_id))
    if activity is None:
        raise NotFoundError
    return activity


def log_activity(
    uow: UnitOfWork,
    fields: ActivityFields,
    *,
    next_step: NextStep | None = None,
    new_id: UUID | None = None,
) -> Activity:
    """Write down what was done: a batch of one; see `logged_draft`."""
    return save_activity(uow, logged_draft(uow, fields, next_step=next_step, new_id=new_id))


def plan_activity(
    uow: UnitOfWork, fields: ActivityFields, *, new_id: UUID | None = None
) -> Activity:
    """Put down what is to be done: a batch of one; see `planned_draft`."""
    return save_activity(uow, planned_draft(fields, new_id=new_id))


def save_activity(uow: UnitOfWork, draft: ActivityDraft) -> Activity:
    """Save one activity: a batch of one. Sent again, it is the one that was made at first."""
    uow.actor.require("activities.edit")
    before = made_before(
        uow, draft, get_activity, differs=partial(has_other_step, uow, draft.next_step)
    )
    return before or _save_one(uow, draft)


def _save_one(uow: UnitOfWork, draft: ActivityDraft) -> Activity:
    """Whoever is mentioned is told; what a file brings in by the batch tells nobody."""
    note = draft.fields.get("note", "")
    before = note_before(uow, draft.id) if draft.id and "@" in note else ""
    activity = save_activities(uow, [draft])[0]
    tell_who_is_meant(uow, activity, before=before)
    return activity


def save_activities(uow: UnitOfWork, drafts: Sequence[ActivityDraft]) -> list[Activity]:
    """Make or change activities, all or none; a look-up per row would cost an import dearly."""
    uow.actor.require("activities.edit")
    return _save_all(uow, drafts)


def _save_all(
    uow: UnitOfWork, drafts: Sequence[ActivityDraft], followed: Sequence[Activity] = ()
) -> list[Activity]:
    """`followed` were saved just before: they may be followed by who gave them out of sight."""
    stored = _load(uow, drafts)
    drafts = settle_custom(uow, "activity", drafts, stored)
    kinds = [draft.fields.get("kind") or stored[draft.id].kind for draft in drafts]
    known = look_up(uow, drafts, kinds, list(stored.values()))
    known.activities.update(one.id for one in followed)
    saved: list[Activity] = []
    moved: set[UUID | None] = set()
    renewed: list[Activity] = []
    for draft in drafts:
        if draft.id is None:
            activity = _create(uow, draft, known)
        else:
            activity = stored[draft.id]
            before = found_by(uow, activity)
            moved |= _change(uow, activity, draft, known)
            if found_by(uow, activity) != before:
                renewed.append(activity)
        saved.append(activity)
    uow.session.flush()
    recount_contacts(uow, moved)
    new = [activity for activity, draft in zip(saved, drafts, strict=True) if draft.id is None]
    remember_contacts(uow, new, known.customers)
    index_records(uow, activity_entries(uow, new), are_new=True)
    index_records(uow, activity_entries(uow, renewed))
    named = ((one.id, draft.references) for one, draft in zip(saved, drafts, strict=True))
    set_references(uow, "activity", named)
    keep_custom(uow, "activity", saved, drafts)
    _plan_next_steps(uow, saved, drafts)
    return saved


def mark_changed(uow: UnitOfWork, activity: Activity) -> None:
    """Something that belongs to it and is kept elsewhere is other now: who has read it before is
    behind."""
    activity.updated_at, activity.updated_by = uow.now, uow.actor.user_id


def add_next_step(uow: UnitOfWork, activity: Activity, step: NextStep) -> Activity:
    """What comes after the activity becomes the next planned one."""
    return save_activity(uow, ActivityDraft.of(_fields_of_next(uow, activity, step)))


def _plan_next_steps(
    uow: UnitOfWork, saved: Sequence[Activity], drafts: Sequence[ActivityDraft]
) -> None:
    """All next steps of a batch are a batch of their own."""
    following = [
        ActivityDraft.of(_fields_of_next(uow, activity, draft.next_step), is_sample=draft.is_sample)
        for activity, draft in zip(saved, drafts, strict=True)
        if draft.next_step is not None
    ]
    if following:
        _save_all(uow, following, followed=saved)


def _fields_of_next(uow: UnitOfWork, activity: Activity, step: NextStep) -> ActivityFields:
    owner = activity.owner_id
    may_assign = uow.actor.sees_records_of(owner) or uow.actor.may("activities.assign")
    if uow.actor.user_id and not (may_assign and sees_customer(uow, owner, activity.customer_id)):
        owner = uow.actor.user_id
    return {
        **said_of_next(step),
        "zone": uow.actor.zone,
        "customer_id": activity.customer_id,
        "contact_id": activity.contact_id,
        "opportunity_id": activity.opportunity_id,
        "owner_id": owner,
        "follows_id": activity.id,
    }


def _load(uow: UnitOfWork, drafts: Sequence[ActivityDraft]) -> dict[UUID | None, Activity]:
    ids = [draft.id for draft in drafts if draft.id]
    found: dict[UUID | None, Activity] = {}
    for start in range(0, len(ids), 900):
        query = visible_activities(uow).where(Activity.id.in_(ids[start : start + 900]))
        found.update({activity.id: activity for activity in uow.session.scalars(query)})
    if set(ids) - found.keys():
        raise NotFoundError
    return found


def _create(uow: UnitOfWork, draft: ActivityDraft, known: Known) -> Activity:
    fields = {"customer_id": None, "contact_id": None, "opportunity_id": None, **draft.fields}
    known.settle(fields, changed=fields)
    if fields.get("owner_id") is None:
        fields["owner_id"] = uow.actor.user_id or known.owner_of(fields["customer_id"])
    _require_assignment(uow, fields["owner_id"])
    fields.setdefault("zone", uow.actor.zone)
    _settle_time(uow, fields)
    settle_done(fields, uow.now)
    if "remind_minutes" not in fields and not fields.get("completed_at") and not draft.is_sample:
        fields["remind_minutes"] = usual_reminder(
            uow, fields["kind"], fields["owner_id"], is_all_day=fields.get("is_all_day", False)
        )
    if not fields.get("completed_at"):
        known.require_sight(uow, fields["owner_id"], fields["customer_id"])
    activity = Activity(**fields, is_sample=draft.is_sample)
    if draft.new_id:
        activity.id = draft.new_id
    _settle_derived(uow, activity, known)
    uow.session.add(activity)
    tell_what_is_new(uow, activity)
    return activity


def _settle_time(uow: UnitOfWork, fields: dict[str, Any]) -> None:
    """What is planned has a day, so that no list hides it; a note is never planned."""
    if works_like(uow, fields["kind"]) == NOTE and not fields.get("completed_at"):
        fields["completed_at"] = fields.get("started_at") or uow.now
    if not fields.get("completed_at") and not fields.get("due_at"):
        fields["due_at"] = moment_of(today(fields["zone"]), None, fields["zone"])
        fields["is_all_day"] = True


def _change(
    uow: UnitOfWork, activity: Activity, draft: ActivityDraft, known: Known
) -> set[UUID | None]:
    """Apply the draft; the customers whose last contact may be another now."""
    check_version(activity, draft.version)
    now_has = {name: getattr(activity, name) for name in _LINKED}
    fields = {**now_has, **draft.fields}
    known.settle(fields, changed=_changed(activity, fields))
    settle_done(fields, uow.now, changed=_changed(activity, fields))
    names = _changed(activity, fields)
    if not names:
        return set()
    if "owner_id" in names:
        _require_assignment(uow, fields["owner_id"])
        if not fields["completed_at"]:
            known.require_sight(uow, fields["owner_id"], fields["customer_id"])
    before = Before.of(activity)
    _apply(uow, activity, names, fields)
    if not activity.is_done and activity.due_at is None:
        # What is planned has a day, so that no list hides it.
        activity.due_at = before.due_at or uow.now
    if not activity.is_done and activity.due_at != before.due_at and "ended_at" not in draft.fields:
        activity.move_end(before.due_at, has_hour=not activity.is_all_day)
    if activity.started_at and activity.ended_at and activity.ended_at < activity.started_at:
        raise InvalidInputError(fields={"ended_at": ENDS_FIRST})
    _settle_derived(uow, activity, known)
    tell_what_changed(uow, activity, names, before=before)
    customer, was_done = before.customer_id, before.is_done
    is_telling = bool(_TELLING & set(names)) and (was_done or is_contact(uow, activity))
    return {customer, activity.customer_id} if is_telling else set()


def _apply(
    uow: UnitOfWork, activity: Activity, names: Sequence[str], fields: Mapping[str, Any]
) -> None:
    """Set what is different. That it is done, or to be done again, comes last: the event of it
    tells the activity as it is then."""
    is_turned = "completed_at" in names and (fields["completed_at"] is None) == activity.is_done
    for name in names:
        if not (is_turned and name == "completed_at"):
            setattr(activity, name, fields[name])
    if is_turned and activity.is_done:
        uow.record(activity.reopen(uow.now))
    elif is_turned:
        uow.record(activity.complete(fields["completed_at"]))


# What `settle` looks at, whether or not the draft names it.
_LINKED = ("kind", "customer_id", "contact_id", "opportunity_id", "completed_at")


def _changed(activity: Activity, fields: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, value in fields.items() if getattr(activity, name) != value)


def _settle_derived(uow: UnitOfWork, activity: Activity, known: Known) -> None:
    """Row scope follows the customer's owner; without a customer, the activity's own."""
    if activity.customer_id is None:
        activity.scope_owner_id = activity.owner_id
    elif activity.customer_id in known.customers:
        activity.scope_owner_id = known.owner_of(activity.customer_id)
    activity.refresh_derived(now=uow.now)


def _require_assignment(uow: UnitOfWork, owner_id: UUID | None) -> None:
    """Giving work to somebody whose records one does not see needs a permission of its own."""
    if owner_id != uow.actor.user_id and not uow.actor.sees_records_of(owner_id):
        uow.actor.require("activities.assign")
