"""Where a phone reads on: a position in the order of the server, and how far priming has come."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from salesforce_lite.custom_fields import ENTITIES, seen_fields
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.order import server_epoch
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.errors import ResyncNeededError
from salesforce_lite.sync.model import SyncLimits

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCursor:
    """`position` is up to where changes are known; while priming, from where they are read then."""

    position: int
    sight: str
    """What the person might see when it was made, as a hash: with other rights, other fields."""
    phase: int = -1
    """Which part of priming comes next; negative when all of it was sent."""
    mark: str = ""
    """The mark of the next page of that part."""
    sent: int = 0
    """How many customers were sent."""
    is_cut: bool = False
    """Whether the person has more customers than a phone carries."""
    whole_until: int = 0
    """Up to this position customers come with all that hangs on them: what changed while priming
    ran may have been passed by."""
    generation: int = 0
    """Of the plugins: others have other words."""


def sight_of(uow: UnitOfWork) -> str:
    """What decides what the actor sees of a record that they see."""
    actor = uow.actor
    fields = [one.code for entity in ENTITIES for one in seen_fields(uow, entity)]
    scope = None if actor.scope is None else sorted(map(str, actor.scope))
    told = json.dumps(
        [str(actor.user_id), sorted(actor.permissions), sorted(actor.roles), scope, sorted(fields)]
    )
    return sha256(told.encode()).hexdigest()[:16]


def write_cursor(uow: UnitOfWork, cursor: SyncCursor) -> str:
    document = json.dumps([server_epoch(uow.session).hex, asdict(cursor)], separators=(",", ":"))
    return urlsafe_b64encode(document.encode()).decode().rstrip("=")


def read_cursor(uow: UnitOfWork, text: str, limits: SyncLimits) -> SyncCursor:
    """Raises InvalidCursorError, and ResyncNeededError for one that leads nowhere any more: of
    another epoch, of other rights, or older than what is kept."""
    try:
        epoch, values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = SyncCursor(**values)
    except (ValueError, TypeError, RecursionError):
        raise InvalidCursorError from None
    if not _is_sound(cursor):
        raise InvalidCursorError
    is_ours = epoch == server_epoch(uow.session).hex and cursor.sight == sight_of(uow)
    if not is_ours or cursor.position < limits.forgotten_to:
        raise ResyncNeededError
    return cursor


def _is_sound(cursor: SyncCursor) -> bool:
    numbers: tuple[Any, ...] = (
        *(cursor.position, cursor.sent, cursor.generation),
        cursor.whole_until,
    )
    return (
        all(type(number) is int and 0 <= number <= _LARGEST for number in numbers)
        and type(cursor.phase) is int
        and -1 <= cursor.phase <= 3
        and isinstance(cursor.sight, str)
        and isinstance(cursor.mark, str)
        and isinstance(cursor.is_cut, bool)
    )
