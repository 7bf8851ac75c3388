"""Whose line at an exchange is whose."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.access import get_user
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .agents import leave_calls
from .model import MANAGE, CallLeg, Extension, Ringing
from .state import LegState

_EMPTY = N_("Fill this in.")
_LONGEST = 60


def users_of_legs(people: Mapping[str, UUID], legs: Sequence[LegState]) -> dict[str, UUID]:
    """Leg → the person whose line it is, as far as that is known."""
    return {one.leg: people[one.extension] for one in legs if one.extension in people}


def is_line(uow: UnitOfWork, name: str) -> bool:
    """Whether that is somebody's line; each is asked about once in a message."""
    known = uow.once("call_center.lines", dict[str, bool])
    name = name[:_LONGEST]
    if name and name not in known:
        known[name] = uow.session.get(Extension, name) is not None
    return bool(name) and known[name]


def people_of_lines(uow: UnitOfWork, extensions: Iterable[str]) -> dict[str, UUID]:
    wanted = sorted(set(extensions))
    if not wanted:
        return {}
    query = select(Extension.extension, Extension.user_id).where(Extension.extension.in_(wanted))
    return {line: user_id for line, user_id in uow.session.execute(query)}  # noqa: C416 – typed


def list_extensions(uow: UnitOfWork) -> Sequence[Extension]:
    uow.actor.require(MANAGE)
    return uow.session.scalars(select(Extension).order_by(Extension.extension)).all()


def has_line(uow: UnitOfWork) -> bool:
    """Whether calls can ring at the actor's desk."""
    if uow.actor.user_id is None:
        return False
    own = select(Extension.extension).where(Extension.user_id == uow.actor.user_id).limit(1)
    return uow.session.scalar(own) is not None


def set_extension(uow: UnitOfWork, extension: str, user_id: UUID) -> Extension:
    """From now on what rings there rings for that person, and for nobody else."""
    uow.actor.require(MANAGE)
    name = extension.strip()
    if not name or len(name) > _LONGEST:
        raise InvalidInputError(fields={"extension": _EMPTY})
    user = get_user(uow, user_id)
    row = uow.session.get(Extension, name)
    if row is None:
        row = Extension(extension=name, user_id=user.id)
        uow.session.add(row)
    elif row.user_id != user.id:
        _take_away(uow, row)
    row.user_id = user.id
    uow.session.flush()
    return row


def remove_extension(uow: UnitOfWork, extension: str) -> None:
    """Nothing rings there for anybody any more. Of a line that nobody has, nothing happens."""
    uow.actor.require(MANAGE)
    row = uow.session.get(Extension, extension)
    if row is not None:
        _take_away(uow, row)
        uow.session.delete(row)
        uow.session.flush()


def _take_away(uow: UnitOfWork, line: Extension) -> None:
    """What rings at the line ceases for whoever had it, and nobody will tell when they leave it."""
    open_calls = select(CallLeg.call_id).where(
        CallLeg.user_id == line.user_id,
        CallLeg.extension == line.extension,
        CallLeg.ended_at.is_(None),
    )
    uow.session.execute(
        delete(Ringing).where(Ringing.user_id == line.user_id, Ringing.call_id.in_(open_calls))
    )
    leave_calls(uow, line.user_id, line.extension)
