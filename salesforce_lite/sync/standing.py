"""What stands now beside what a phone wanted: the record may have changed since the conflict."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.merging import value_of
from salesforce_lite.sync.model import SyncConflict
from salesforce_lite.sync.showing import Showing


def fields_now(
    uow: UnitOfWork, showing: Showing, conflicts: Sequence[SyncConflict]
) -> Mapping[UUID, dict[str, Any]]:
    """Conflict → its fields; of those that wait for a decision `current` is what stands now, as far
    as the reader sees the record."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in conflicts:
        if one.is_open and one.fields and one.record_id is not None:
            wanted[one.record_kind].add(one.record_id)
    seen = {kind: showing.all_seen(uow, kind, sorted(ids)) for kind, ids in wanted.items()}
    return {one.id: _now(one, seen.get(one.record_kind, {})) for one in conflicts}


def _now(conflict: SyncConflict, seen: Mapping[UUID, Any]) -> dict[str, Any]:
    view = seen.get(conflict.record_id) if conflict.is_open and conflict.record_id else None
    if view is None:
        return conflict.fields
    return {
        name: one | {"current": msgspec.to_builtins(value_of(view, name))}
        for name, one in conflict.fields.items()
    }
