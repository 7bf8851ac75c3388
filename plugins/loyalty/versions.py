"""Which rules of a program held at which moment: old accruals keep theirs."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .definition import Definition
from .model import Program, ProgramRules

_OF_VERSION = (ProgramRules.number, ProgramRules.published_at, ProgramRules.content)
# Put together once: every page of a customer asks.
_OPEN = (
    select(Program, *_OF_VERSION)
    .join(ProgramRules, ProgramRules.program_id == Program.id)
    .where(Program.is_open, Program.rules > 0)
    .order_by(Program.id, ProgramRules.number.desc())
)


@dataclass(frozen=True, slots=True)
class Version:
    """Published rules, read."""

    number: int
    published_at: datetime
    definition: Definition


def open_programs(uow: UnitOfWork) -> list[Program]:
    """Those that post something, in the order in which they were made; their rules come along."""
    return uow.once("loyalty.programs", lambda: _read_open(uow))


def _read_open(uow: UnitOfWork) -> list[Program]:
    found: dict[UUID, Program] = {}
    versions: dict[UUID, list[Version]] = {}
    for program, *version in uow.session.execute(_OPEN):
        found[program.id] = program
        versions.setdefault(program.id, []).append(_version(*version))
    for program_id, all_ in versions.items():
        uow.once(_key(program_id), partial(list, all_))
    return list(found.values())


def program_of(uow: UnitOfWork, program_id: UUID) -> Program:
    """One of the open programs, which are read together, or another; raises NotFoundError."""
    known = {one.id: one for one in open_programs(uow)}
    program = known.get(program_id) or uow.session.get(Program, program_id)
    if program is None:
        raise NotFoundError
    return program


def versions_of(uow: UnitOfWork, program_id: UUID) -> list[Version]:
    """All published rules of a program, the newest first."""

    def read() -> list[Version]:
        query = select(*_OF_VERSION).where(ProgramRules.program_id == program_id)
        rows = uow.session.execute(query.order_by(ProgramRules.number.desc()))
        return [_version(*row) for row in rows]

    return uow.once(_key(program_id), read)


def _version(number: int, published_at: datetime, content: dict[str, Any]) -> Version:
    return Version(number, published_at, Definition.from_json(content))


def _key(program_id: UUID) -> tuple[str, UUID]:
    return ("loyalty.versions", program_id)


def version_at(uow: UnitOfWork, program_id: UUID, moment: datetime) -> Version:
    """The rules that held then; for what was before the first ones, the first.

    Raises NotFoundError where nothing was published yet.
    """
    versions = versions_of(uow, program_id)
    if not versions:
        raise NotFoundError
    return next((one for one in versions if one.published_at <= moment), versions[-1])


def begun_at(uow: UnitOfWork, program_id: UUID) -> datetime:
    """When its first rules were published; raises NotFoundError where none were."""
    versions = versions_of(uow, program_id)
    if not versions:
        raise NotFoundError
    return versions[-1].published_at


def version_now(uow: UnitOfWork, program_id: UUID) -> Version:
    """The rules that hold; raises NotFoundError where nothing was published yet."""
    return version_at(uow, program_id, uow.now)


def version_called(uow: UnitOfWork, program_id: UUID, number: int | None) -> Version | None:
    """The rules of that number."""
    versions = versions_of(uow, program_id)
    return next((one for one in versions if one.number == number), None)
