"""What happens to checklists."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChecklistAnswered(Event):
    """Questions about an activity have other answers now; `questions` are their names."""

    words = N_("A checklist was answered")

    activity_id: UUID
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    """An administrator has changed a checklist or its questions."""

    words = N_("A checklist was changed")

    checklist_id: UUID
