"""Values about what programs are shown along with records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from salesforce_lite.plugin.contribution import Contribution, Question

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiInclude(Contribution):
    """Related records that `?include=<name>` shows along with each record of a kind.

    Those of a plugin about `customer` are carried by phones as well: a card beside each customer,
    as it is when the customer is sent.
    """

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(MappingProxyType({}), lambda answer: isinstance(answer, Mapping))
    }

    about: str
    """The kind of record that they are shown along with, such as `customer`."""
    name: str
    """What the program writes, and the field they come in; of a plugin its id, or `<id>_…`."""
    resource: str
    """The resource that they are of; a token needs its scope to read."""
    permission: str
    """Who may see them; empty for everybody who sees the record."""
    load: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, Sequence[Any]]]
    """Given the unit of work and ids, answers record → its related records, in a fixed number of
    queries; what the actor may not see is not among them."""
    shape: type[Any] | None = None
    """The msgspec struct of one of them. None: `load` answers ids, which the resource shows as it
    shows its own records, those left out that the actor may not see."""
