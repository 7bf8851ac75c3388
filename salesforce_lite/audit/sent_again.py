"""A form that is sent twice makes one record: what its first sending made answers the second."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select

from salesforce_lite.audit.errors import (
    IdNotFreeError,
    IdTakenError,
    OtherHasIdError,
    SavedBeforeError,
)
from salesforce_lite.audit.service import changes_since
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.history import AuditEntry, keyed_columns
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork

R = TypeVar("R")
_FIRST_VERSION = 1
# Left empty, these are filled in by a rule; any other that is empty now was emptied by somebody.
_FILLED_IN = frozenset(
    {"owner_id", "expected_close_on", "due_at", "started_at", "ended_at", "completed_at"}
)


class _Draft(Protocol):
    @property
    def fields(self) -> dict[str, Any]: ...
    @property
    def new_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of a new record for which no slice has a draft."""

    fields: dict[str, Any]
    new_id: UUID | None


def made_before(
    uow: UnitOfWork,
    draft: _Draft,
    get: Callable[[UnitOfWork, UUID], R],
    *,
    differs: Callable[[R], bool] = lambda _record: False,
) -> R | None:
    """The record that this draft made when it was sent the first time; None if this is the first.

    `get` loads a record of the kind as far as the actor sees it; `differs` says whether the draft
    has something else besides its fields than what was saved with the record. Raises
    SavedBeforeError when the draft says something else than then, so that nothing typed is lost
    without a word, and IdTakenError when its id stands for anything else, whether or not the actor
    may know of it.
    """
    if draft.new_id is None or not sent_before(uow, [draft.new_id]):
        return None
    try:
        record = get(uow, draft.new_id)
    except NotFoundError:
        raise (IdNotFreeError if _is_of_program(uow) else IdTakenError) from None
    if says_otherwise(uow, draft.fields, draft.new_id, record) or differs(record):
        raise OtherHasIdError if _is_of_program(uow) else SavedBeforeError
    return record


def _is_of_program(uow: UnitOfWork) -> bool:
    """Whoever chose the id knows it, and sees no form."""
    return uow.surface == "api"


def sent_before(uow: UnitOfWork, ids: Sequence[UUID]) -> set[UUID]:
    """Those among the ids that clients chose for new records that stand for a record already.

    Of two sendings of one record at the same moment the second waits here, and finds what the first
    has made; of several records it finds out when it writes.
    """
    if len(ids) == 1:
        take_turn(uow, f"new record {ids[0]}")
    known = select(AuditEntry.record_id).where(AuditEntry.record_id.in_(ids)).distinct()
    return set(uow.session.scalars(known)) if ids else set()


def says_otherwise(
    uow: UnitOfWork, fields: Mapping[str, Any], record_id: UUID, record: object
) -> bool:
    """Compared with what was saved first: what others changed since is nothing the form said."""
    since = changes_since(uow, record_id, _FIRST_VERSION)
    return any(
        _comparable(value) != (since[name].before if name in since else _comparable(stands))
        for name, value, stands in _compared(fields, record)
        if not _is_left_to_us(uow, name, value)
    )


def _compared(fields: Mapping[str, Any], record: object) -> Iterator[tuple[str, Any, Any]]:
    """(name, what is said, what stands there); values that are kept by key one by one."""
    by_key = keyed_columns(inspect(type(record)))
    for name, value in fields.items():
        stands = getattr(record, name)
        if name in by_key:
            yield from ((f"{name}.{key}", one, stands.get(key)) for key, one in value.items())
        else:
            yield name, value, stands


def _is_left_to_us(uow: UnitOfWork, name: str, value: Any) -> bool:
    """What nobody typed was filled in: the owner by a rule, a moment by the clock."""
    return (value is None and name in _FILLED_IN) or value == uow.now


def _comparable(value: Any) -> Any:
    return as_json(value.astimezone(UTC) if isinstance(value, datetime) else value)
