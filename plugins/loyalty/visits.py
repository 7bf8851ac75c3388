"""Visits that were made give points, where the rules of a program say so, as long as they stand."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import (
    Activity,
    ActivityCompleted,
    ActivityDeleted,
    ActivityLogged,
    ActivityReopened,
    ActivityRestored,
)
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import Happening, accrue_happenings
from .definition import VISIT
from .journal_model import REVERSED
from .ledger import posted_keys
from .members import accounts_of
from .model import Program
from .undoing import undo
from .versions import open_programs, version_now, versions_of

_SOURCE = "activities"
_Visit = tuple[UUID, UUID, datetime]


def follow_visits(uow: UnitOfWork, facts: Sequence[ActivityLogged | ActivityCompleted]) -> None:
    """Each visit counts once, whether it was planned or not; only for members."""
    visits = [
        (one.customer_id, one.activity_id, one.at if isinstance(one, ActivityLogged) else uow.now)
        for one in facts
        if one.kind == VISIT and one.customer_id is not None
    ]
    _accrue(uow, visits)


def follow_undone(uow: UnitOfWork, facts: Sequence[ActivityDeleted | ActivityReopened]) -> None:
    """A visit that was deleted, or is still to be made, loses its points."""
    ids = {one.activity_id for one in facts}
    for program in open_programs(uow):
        if any(one.definition.of_kind(VISIT) for one in versions_of(uow, program.id)):
            undo(uow, program, [(_SOURCE, one) for one in _references(uow, program, ids).values()])


def follow_restored(uow: UnitOfWork, facts: Sequence[ActivityRestored]) -> None:
    """A visit that is there again counts again."""
    query = select(Activity.customer_id, Activity.id, Activity.completed_at).where(
        Activity.id.in_([one.activity_id for one in facts]), Activity.kind == VISIT
    )
    rows = uow.session.execute(query).all()
    _accrue(uow, [(row[0], row[1], row[2]) for row in rows if row[0] and row[2]])


def _accrue(uow: UnitOfWork, visits: Sequence[_Visit]) -> None:
    for program in open_programs(uow) if visits else ():
        if version_now(uow, program.id).definition.of_kind(VISIT) is None:
            continue
        accounts = accounts_of(uow, program.id, {customer_id for customer_id, _, _ in visits})
        members = [one for one in visits if one[0] in accounts]
        references = _references(uow, program, {activity_id for _, activity_id, _ in members})
        happenings = [
            Happening(VISIT, accounts[customer_id].id, _SOURCE, references[activity_id], at)
            for customer_id, activity_id, at in members
        ]
        accrue_happenings(uow, program, happenings)


def _references(uow: UnitOfWork, program: Program, ids: Collection[UUID]) -> dict[UUID, str]:
    """By which each counts now: every time that it was undone it begins anew."""
    found = {one: str(one) for one in ids}
    times, fresh = 0, set(ids)
    while fresh:
        keys = {one: (_SOURCE, found[one], REVERSED) for one in fresh}
        undone = posted_keys(uow, program.id, keys.values())
        fresh = {one for one in fresh if keys[one] in undone}
        times += 1
        found |= {one: f"{one}:{times}" for one in fresh}
    return found
