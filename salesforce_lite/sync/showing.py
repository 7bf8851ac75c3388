"""Records as programs see them, as far as the person of a phone still may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from salesforce_lite.api import Resource
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand


@dataclass(frozen=True, slots=True)
class Showing:
    """Shows what became of a command."""

    resources: Sequence[Resource]
    scope: frozenset[UUID] | None
    """Whose records the person sees, whatever a unit was allowed besides."""

    def saved(self, uow: UnitOfWork, command: SyncCommand, record: Any) -> Any:
        """The record that was just saved."""
        if self.is_widened(uow) or record is None:
            return None
        if command.show is not None and isinstance(record, Base):
            return command.show(uow, record)
        return self.seen(uow, command.about, record.id)

    def seen(self, uow: UnitOfWork, kind: str, record_id: UUID | None) -> Any:
        """The record; None for what the person may not see (any more)."""
        return None if record_id is None else self.all_seen(uow, kind, [record_id]).get(record_id)

    def all_seen(
        self, uow: UnitOfWork, kind: str, record_ids: Sequence[UUID]
    ) -> Mapping[UUID, Any]:
        """Those of the records that the person sees."""
        load = next((one.load for one in self.resources if one.about == kind and one.load), None)
        if self.is_widened(uow) or load is None:
            return {}
        try:
            return load(uow, record_ids)
        except PermissionDeniedError:
            return {}

    def is_widened(self, uow: UnitOfWork) -> bool:
        """Whether the unit sees more than the person."""
        return uow.actor.scope is None and self.scope is not None
