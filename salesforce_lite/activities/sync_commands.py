"""What phones may send about activities: above all, that a visit was made."""

from uuid import UUID

from salesforce_lite.activities.api_shapes import activity_view, changed_draft, new_draft, step_of
from salesforce_lite.activities.doing import (
    break_promise,
    complete_activity,
    delete_activity,
    keep_promise,
    reopen_activity,
    reschedule_activity,
    restore_activity,
)
from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.schemas import (
    ActivityPatch,
    Completion,
    NewActivity,
    PromiseNote,
    Rescheduling,
)
from salesforce_lite.activities.service import get_activity, save_activity
from salesforce_lite.api import Input
from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import DECIDED, SyncCommand, read_version


class Named(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which activity it is about."""

    id: UUID


class Done(Completion, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which activity is done, how it went, and when."""

    id: UUID


class Rescheduled(Rescheduling, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which activity is for another time."""

    id: UUID


class Promised(PromiseNote, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What became of which promise."""

    id: UUID


def _create(uow: UnitOfWork, body: NewActivity, _read: int | None) -> Activity:
    return save_activity(uow, new_draft(uow, body))


def _change(uow: UnitOfWork, body: ActivityPatch, _read: int | None) -> Activity:
    return save_activity(uow, changed_draft(uow, body, body.id, None))


def _complete(uow: UnitOfWork, body: Done, _read: int | None) -> Activity:
    return complete_activity(
        uow,
        body.id,
        outcome=body.outcome,
        note=body.note,
        next_step=step_of(body.next_step),
        at=body.completed_at,
    )


def _reopen(uow: UnitOfWork, body: Named, read: int | None) -> Activity:
    return reopen_activity(uow, body.id, version=read_version(read))


def _reschedule(uow: UnitOfWork, body: Rescheduled, read: int | None) -> Activity:
    return reschedule_activity(
        uow,
        body.id,
        body.due_at,
        zone=body.zone,
        is_all_day=body.is_all_day,
        version=read_version(read),
    )


def _keep(uow: UnitOfWork, body: Promised, read: int | None) -> Activity:
    stands = _unless_said_otherwise(uow, body.id, read, is_kept=True)
    return keep_promise(uow, body.id, note=body.note, version=stands)


def _break(uow: UnitOfWork, body: Promised, read: int | None) -> Activity:
    stands = _unless_said_otherwise(uow, body.id, read, is_kept=False)
    return break_promise(uow, body.id, note=body.note, version=stands)


def _unless_said_otherwise(
    uow: UnitOfWork, activity_id: UUID, read: int | None, *, is_kept: bool
) -> int:
    """The version that stands. Of two who say what became of a promise the first counts; the
    opposite may be said by who has read that."""
    activity = get_activity(uow, activity_id)
    is_opposite = activity.is_kept is not None and activity.is_kept != is_kept
    if is_opposite and read not in (DECIDED, activity.version):
        raise StaleVersionError
    return activity.version


def _delete(uow: UnitOfWork, body: Named, read: int | None) -> Activity:
    return delete_activity(uow, body.id, version=read_version(read))


_WHEN = ("started_at", "ended_at", "completed_at")

COMMANDS = (
    SyncCommand(
        name="activities.create_activity",
        about="activity",
        show=activity_view,
        shape=NewActivity,
        apply=_create,
        is_fact=True,
        moments=_WHEN,
    ),
    SyncCommand(
        name="activities.change_activity",
        about="activity",
        show=activity_view,
        shape=ActivityPatch,
        apply=_change,
        is_change=True,
        stored={"place": ("latitude", "longitude"), "external_ref": ()},
        moments=_WHEN,
        restore=restore_activity,
    ),
    SyncCommand(
        name="activities.complete_activity",
        about="activity",
        show=activity_view,
        shape=Done,
        apply=_complete,
        moments=_WHEN,
    ),
    SyncCommand(
        name="activities.reopen_activity",
        about="activity",
        show=activity_view,
        shape=Named,
        apply=_reopen,
        undoes=True,
    ),
    SyncCommand(
        name="activities.reschedule_activity",
        about="activity",
        show=activity_view,
        shape=Rescheduled,
        apply=_reschedule,
        undoes=True,
    ),
    SyncCommand(
        name="activities.keep_promise",
        about="activity",
        show=activity_view,
        shape=Promised,
        apply=_keep,
    ),
    SyncCommand(
        name="activities.break_promise",
        about="activity",
        show=activity_view,
        shape=Promised,
        apply=_break,
    ),
    SyncCommand(
        name="activities.delete_activity",
        about="activity",
        show=activity_view,
        shape=Named,
        apply=_delete,
        undoes=True,
    ),
)
