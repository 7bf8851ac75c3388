"""Use cases of the rules: save a version, use an old one again, score everybody anew."""

from collections.abc import Sequence

from sqlalchemy import func, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .definition import read_definition
from .errors import NewerVersionError, NoVersionError
from .events import ScoringVersionSaved
from .labels import labels_of
from .model import LONGEST_NOTE, MANAGE, ScoringProgress, ScoringVersion
from .recompute import ask_for_pass, begin_pass
from .rules import Definition
from .versions import active_version, find_active_version, find_progress

_TOO_LONG = N_("This is too long. Shorten it.")


def current_version(uow: UnitOfWork) -> ScoringVersion | None:
    """The version that holds."""
    return find_active_version(uow)


def list_versions(uow: UnitOfWork) -> Sequence[ScoringVersion]:
    """All of them, the newest first."""
    uow.actor.require(MANAGE)
    return uow.session.scalars(select(ScoringVersion).order_by(ScoringVersion.number.desc())).all()


def get_version(uow: UnitOfWork, number: int) -> ScoringVersion:
    """The version of that number; raises NoVersionError."""
    uow.actor.require(MANAGE)
    # Numbers that no integer column holds are no versions either.
    version = uow.session.get(ScoringVersion, number) if 0 < number < 2**31 else None
    if version is None:
        raise NoVersionError(number=number)
    return version


def save_definition(
    uow: UnitOfWork, data: object, *, based_on: int, note: str = ""
) -> ScoringVersion:
    """Let these rules hold from now on, and score everybody anew.

    `based_on` is the version that was changed. Raises InvalidInputError as `read_definition` does,
    and NewerVersionError where another version holds meanwhile.
    """
    uow.actor.require(MANAGE)
    definition = read_definition(uow, data)
    said = " ".join(note.split())
    if len(said) > LONGEST_NOTE:
        raise InvalidInputError(fields={"note": _TOO_LONG})
    _refuse_over_newer(uow, based_on)
    return put_in_force(uow, definition, note=said)


def use_again(uow: UnitOfWork, number: int, *, based_on: int) -> ScoringVersion:
    """Let the rules of an old version hold again, as a new one; what is gone since stays gone.

    `based_on` is the version that held when it was chosen. Raises NewerVersionError where another
    one holds meanwhile.
    """
    uow.actor.require(MANAGE)
    old = get_version(uow, number)
    _refuse_over_newer(uow, based_on)
    return put_in_force(uow, old.definition, note="")


def rescore_all(uow: UnitOfWork) -> None:
    """Score everybody anew with the rules that hold; one pass at a time is enough."""
    uow.actor.require(MANAGE)
    progress = find_progress(uow, held=True)
    if progress is not None and begin_pass(uow, progress):
        ask_for_pass(uow)


def progress(uow: UnitOfWork) -> float:
    """Which share of the customers is scored with the version that holds, from 0 to 1."""
    found = find_progress(uow)
    if found is None:
        return 0.0
    if found.pass_ended_at is not None or not found.pass_total:
        return 1.0
    return min(1.0, found.pass_done / found.pass_total)


def _refuse_over_newer(uow: UnitOfWork, based_on: int) -> None:
    """From now on nobody else saves a version until the unit ends."""
    progress = find_progress(uow, held=True)
    if progress is not None and progress.version != based_on:
        holding = active_version(uow)
        raise NewerVersionError(name=holding.made_by_name, number=holding.number)


def put_in_force(
    uow: UnitOfWork, definition: Definition, *, note: str, comes_along: bool = False
) -> ScoringVersion:
    """Keep a definition as the next version and begin the pass.

    One that comes along with the plugin was made by nobody here, whoever switches it on.
    """
    progress = find_progress(uow, held=True)
    last = uow.session.scalar(select(func.max(ScoringVersion.number))) or 0
    version = ScoringVersion(
        number=last + 1,
        content=definition.as_json(),
        labels=labels_of(uow, definition),
        note=note,
        based_on=progress.version if progress else 0,
        made_at=uow.now,
        made_by=None if comes_along else uow.actor.user_id,
        made_by_name="" if comes_along else uow.actor.name,
    )
    uow.session.add(version)
    if progress is None:
        progress = _first_progress(uow)
    progress.version = version.number
    if begin_pass(uow, progress):
        ask_for_pass(uow)
    uow.record(ScoringVersionSaved(number=version.number, based_on=version.based_on))
    return version


def _first_progress(uow: UnitOfWork) -> ScoringProgress:
    progress = ScoringProgress(
        id=1,
        version=0,
        pass_begun_at=uow.now,
        pass_step_at=uow.now,
        pass_ended_at=uow.now,
        pass_after=None,
        pass_done=0,
        pass_total=0,
        followed_until=uow.now,
    )
    uow.session.add(progress)
    return progress
