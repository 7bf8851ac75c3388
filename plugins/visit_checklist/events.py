"""What happens to checklists."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChecklistAnswered(Event):
    """Questions about an activity have other answers now; `questions` are their names."""

    activity_id: UUID
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    """An administrator has changed a checklist or its questions."""

    checklist_id: UUID
