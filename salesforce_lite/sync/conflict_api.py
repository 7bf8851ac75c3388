"""Conflicts for programs: added to the resource of sync."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.api import Listed, expected_version
from salesforce_lite.sync.api import resource, sync_commands
from salesforce_lite.sync.conflicts import get_conflict, list_conflicts, seen_parts
from salesforce_lite.sync.deciding import decide
from salesforce_lite.sync.model import USE, SyncConflict
from salesforce_lite.sync.schemas import ConflictQuery, ConflictView, Decision
from salesforce_lite.sync.showing import Showing
from salesforce_lite.sync.standing import fields_now
from salesforce_lite.web import current_contributions, current_uow


@resource.get("/conflicts", needs=USE)
def conflicts(query: ConflictQuery) -> Listed[ConflictView]:
    """What waits for a decision, one's own and of the people whose records one sees."""
    page = list_conflicts(
        current_uow(),
        is_open=query.is_open,
        user_id=query.user_id,
        cursor=query.cursor or None,
        limit=query.limit,
    )
    return Listed(items=_conflict_views(page.items), next_cursor=page.next_cursor)


@resource.get("/conflicts/<uuid:conflict_id>", needs=USE)
def conflict(conflict_id: UUID) -> ConflictView:
    """One conflict."""
    [view] = _conflict_views([get_conflict(current_uow(), conflict_id)])
    return view


@resource.post("/conflicts/<uuid:conflict_id>/decision", needs=USE)
def decide_conflict(conflict_id: UUID, body: Decision) -> ConflictView:
    """Say which values stay; what is wanted is saved."""
    decided = decide(
        current_uow(),
        conflict_id,
        sync_commands(),
        choice=body.choice,
        fields=body.fields,
        version=expected_version(),
    )
    [view] = _conflict_views([decided])
    return view


def _conflict_views(conflicts: Sequence[SyncConflict]) -> list[ConflictView]:
    uow = current_uow()
    showing = Showing(current_contributions().api_resources, uow.actor.scope)
    now = fields_now(uow, showing, conflicts)
    return [_conflict_view(one, now[one.id]) for one in conflicts]


def _conflict_view(conflict: SyncConflict, now: Mapping[str, Any]) -> ConflictView:
    fields, payload = seen_parts(current_uow(), conflict, now)
    return ConflictView(
        id=conflict.id,
        version=conflict.version,
        kind=conflict.kind,  # type: ignore[arg-type]  # one of them
        user_id=conflict.user_id,
        command=conflict.command,
        record_kind=conflict.record_kind,
        record_id=conflict.record_id,
        fields=fields,
        payload=payload,
        reason=conflict.reason,
        is_open=conflict.is_open,
        decision=conflict.decision,
        created_at=conflict.created_at,
    )
