"""Values about what phones in the field may send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from salesforce_lite.plugin.contribution import Contribution

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


# Said instead of a version by a person who has looked at what others did meanwhile.
DECIDED = -1


def read_version(read: int | None) -> int | None:
    """The version that has to stand for the command to be applied; None where any may.

    Of a command that `undoes` it is None only after a person has decided.
    """
    return None if read == DECIDED else read


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCommand(Contribution):
    """Something that a phone does, sent when there is a signal, and applied once.

    What phones of an older version send is known for a year at least: a changed command gets a new
    `version`, and the former one stays beside it.
    """

    ACTS: ClassVar = ("apply",)

    name: str
    """`<slice>.<service>`, such as `activities.complete_activity`; of a plugin `<id>.…`."""
    shape: type[Any]
    """The msgspec struct of what is sent with it."""
    apply: Callable[["UnitOfWork", Any, int | None], Any]
    """Given the unit of work, the struct and the version that the phone had read (None where it
    said none, `DECIDED` where a person has looked since), answers the record as it is now.
    StaleVersionError makes a conflict of it, any other refusal is told to the phone."""
    about: str
    """The kind of record that it makes or changes, such as `activity`."""
    version: int = 1
    """Counts up when the meaning of a field changes."""
    is_change: bool = False
    """Whether fields of a record that was read before are changed: what others changed meanwhile
    is merged field by field. The struct says `id` and leaves out what stays."""
    undoes: bool = False
    """Whether it undoes what others may have done since, such as a deletion: without the version
    that was read it is refused, and `apply` compares that with what stands."""
    stored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field of the struct → its fields in the history of the record, where these differ."""
    is_fact: bool = False
    """Whether it tells what has happened, at a `customer_id`: that counts, even if the customer is
    somebody else's by now."""
    moments: tuple[str, ...] = ()
    """Fields with moments by the clock of the phone, which may be wrong."""
    show: Callable[["UnitOfWork", Any], Any] | None = None
    """Given the unit of work and the record, answers it as programs see it; None: its resource
    does."""
    restore: Callable[["UnitOfWork", UUID], Any] | None = None
    """Takes back that its record was deleted: a change wins over a deletion."""
