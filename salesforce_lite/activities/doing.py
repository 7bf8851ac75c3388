"""What becomes of an activity: done, reopened, moved, kept, broken, deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities.drafts import LONGEST_NOTE, ActivityDraft, NextStep
from salesforce_lite.activities.errors import ActivityDoneError, NotAPromiseError
from salesforce_lite.activities.events import (
    ActivityChanged,
    ActivityDeleted,
    ActivityRestored,
    PromiseBroken,
    PromiseKept,
)
from salesforce_lite.activities.last_contact import (
    is_contact,
    recount_contacts,
    remember_contacts,
)
from salesforce_lite.activities.links import customers_of, outcome_codes
from salesforce_lite.activities.mentioning import tell_who_is_meant
from salesforce_lite.activities.model import PROMISE, Activity
from salesforce_lite.activities.moments import done_by
from salesforce_lite.activities.next_steps import is_planned
from salesforce_lite.activities.search_entries import activity_entries
from salesforce_lite.activities.service import add_next_step, visible_activities
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.search import index_records, remove_records

_NOT_AN_OUTCOME = N_("This is none of the outcomes.")
_TOO_LONG = N_("This is too long. Shorten it.")


def complete_activity(
    uow: UnitOfWork,
    activity_id: UUID,
    *,
    outcome: str | None = None,
    note: str | None = None,
    next_step: NextStep | None = None,
    at: datetime | None = None,
    version: int | None = None,
) -> Activity:
    """It is done: now, or at the moment that is said. Whoever says so first wins; saying it again
    is no error.

    Who comes second changes neither the moment nor the outcome, but their note and their next step
    are added where they are not there yet: nothing that somebody typed is lost.
    """
    activity = _to_change(uow, activity_id)
    if activity.is_done:
        return _add_to_done(uow, activity, note, next_step)
    check_version(activity, version)
    if outcome and outcome not in outcome_codes(uow, activity.kind, retired=False):
        raise InvalidInputError(fields={"outcome": _NOT_AN_OUTCOME})
    if activity.kind == PROMISE:
        _settle_promise(uow, activity, is_kept=True, note=note, at=at)
    else:
        _refuse_overflow(activity, note)
        before = activity.note
        uow.record(activity.complete(_done_at(uow, at), outcome=outcome, note=note))
        _note_is_other(uow, activity, note, before)
    if is_contact(uow, activity) and activity.customer_id:
        remember_contacts(uow, [activity], customers_of(uow, [activity.customer_id]))
    if next_step is not None:
        add_next_step(uow, activity, next_step)
    return activity


def _done_at(uow: UnitOfWork, at: datetime | None) -> datetime:
    return uow.now if at is None else done_by(at, uow.now)


def _add_to_done(
    uow: UnitOfWork, activity: Activity, note: str | None, next_step: NextStep | None
) -> Activity:
    _add_note(uow, activity, note)
    if next_step is not None and not is_planned(uow, next_step, activity):
        add_next_step(uow, activity, next_step)
    return activity


def reopen_activity(uow: UnitOfWork, activity_id: UUID, *, version: int | None = None) -> Activity:
    """It is to be done after all; reopening what is open changes nothing."""
    activity = _to_change(uow, activity_id)
    if activity.is_done:
        check_version(activity, version)
        was_contact = is_contact(uow, activity)
        uow.record(activity.reopen(uow.now))
        if was_contact:
            recount_contacts(uow, [activity.customer_id])
    return activity


def reschedule_activity(
    uow: UnitOfWork,
    activity_id: UUID,
    due_at: datetime,
    *,
    zone: str | None = None,
    is_all_day: bool | None = None,
    version: int | None = None,
) -> Activity:
    """Plan it for another time; raises ActivityDoneError for what is done."""
    activity = _to_change(uow, activity_id, version=version)
    if activity.is_done:
        raise ActivityDoneError
    # Raises for a year that no clock shows, and for what is no zone.
    ActivityDraft.of({"due_at": due_at, "zone": zone or activity.zone}, id=activity_id)
    all_day = activity.is_all_day if is_all_day is None else is_all_day
    uow.record(activity.reschedule(due_at, zone=zone or activity.zone, is_all_day=all_day))
    return activity


def keep_promise(
    uow: UnitOfWork, activity_id: UUID, *, note: str | None = None, version: int | None = None
) -> Activity:
    """What was promised has been done."""
    activity = _to_change(uow, activity_id, version=version)
    return _settle_promise(uow, activity, is_kept=True, note=note)


def break_promise(
    uow: UnitOfWork, activity_id: UUID, *, note: str | None = None, version: int | None = None
) -> Activity:
    """What was promised will not be done: better said than forgotten."""
    activity = _to_change(uow, activity_id, version=version)
    return _settle_promise(uow, activity, is_kept=False, note=note)


def _add_note(uow: UnitOfWork, activity: Activity, note: str | None) -> None:
    """To what is done already; a paragraph that stands there is not said twice."""
    if not note or f"\n\n{note}\n\n" in f"\n\n{activity.note}\n\n":
        return
    _refuse_overflow(activity, note)
    before = activity.note
    activity.add_note(note)
    _note_is_other(uow, activity, note, before)
    uow.record(
        ActivityChanged(activity_id=activity.id, customer_id=activity.customer_id, fields=("note",))
    )


def _settle_promise(
    uow: UnitOfWork,
    activity: Activity,
    *,
    is_kept: bool,
    note: str | None,
    at: datetime | None = None,
) -> Activity:
    if activity.kind != PROMISE:
        raise NotAPromiseError
    done_at = _done_at(uow, at)
    if activity.is_done:
        _add_note(uow, activity, note)
    if activity.is_done and activity.is_kept == is_kept:
        return activity
    if not activity.is_done:
        _refuse_overflow(activity, note)
        before = activity.note
        uow.record(activity.complete(done_at, note=note))
        _note_is_other(uow, activity, note, before)
    activity.is_kept = is_kept
    if is_kept:
        late = activity.due_at is not None and activity.due_at < done_at
        uow.record(
            PromiseKept(activity_id=activity.id, customer_id=activity.customer_id, was_late=late)
        )
    else:
        uow.record(PromiseBroken(activity_id=activity.id, customer_id=activity.customer_id))
    return activity


def _note_is_other(uow: UnitOfWork, activity: Activity, added: str | None, before: str) -> None:
    """Of all that completing changes, only the note is searched, and only it mentions people."""
    if added:
        index_records(uow, activity_entries(uow, [activity]))
        tell_who_is_meant(uow, activity, before=before)


def _refuse_overflow(activity: Activity, note: str | None) -> None:
    """The note is added to what stands there; both together must fit."""
    if note and len(activity.note) + len(note) + 2 > LONGEST_NOTE:
        raise InvalidInputError(fields={"note": _TOO_LONG})


def delete_activity(uow: UnitOfWork, activity_id: UUID, *, version: int | None = None) -> Activity:
    """Mark it deleted; it can be restored."""
    uow.actor.require("activities.delete")
    activity = _to_change(uow, activity_id, version=version)
    activity.deleted_at = uow.now
    remove_records(uow, [activity.id])
    uow.record(ActivityDeleted(activity_id=activity.id, customer_id=activity.customer_id))
    recount_contacts(uow, [activity.customer_id])
    return activity


def restore_activity(uow: UnitOfWork, activity_id: UUID) -> Activity:
    """Take back a deletion."""
    uow.actor.require("activities.delete")
    activity = uow.session.scalar(
        select(Activity).where(
            Activity.id == activity_id,
            Activity.deleted_at.is_not(None),
            scope_condition(uow.actor, Activity),
        )
    )
    if activity is None:
        raise NotFoundError
    activity.deleted_at, activity.went_with_customer = None, False
    index_records(uow, activity_entries(uow, [activity]))
    uow.record(ActivityRestored(activity_id=activity.id, customer_id=activity.customer_id))
    recount_contacts(uow, [activity.customer_id])
    return activity


def _to_change(uow: UnitOfWork, activity_id: UUID, *, version: int | None = None) -> Activity:
    """The activity, locked until the unit ends, so that one of two is the second."""
    uow.actor.require("activities.edit")
    query = visible_activities(uow).where(Activity.id == activity_id)
    # As it is now: a page may have read it before somebody else was done with it.
    query = query.with_for_update().execution_options(populate_existing=True)
    activity = uow.session.scalar(query)
    if activity is None:
        raise NotFoundError
    check_version(activity, version)
    return activity
