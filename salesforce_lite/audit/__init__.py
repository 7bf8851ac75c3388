"""The audit trail read: the history of a record, what others changed, and what is there already."""

from salesforce_lite.audit.errors import IdTakenError, SavedBeforeError
from salesforce_lite.audit.sent_again import made_before, says_otherwise
from salesforce_lite.audit.service import (
    VIEW_HISTORY,
    FieldChange,
    changes_since,
    find_history,
    history_of,
)

__all__ = [
    "VIEW_HISTORY",
    "FieldChange",
    "IdTakenError",
    "SavedBeforeError",
    "changes_since",
    "find_history",
    "history_of",
    "made_before",
    "says_otherwise",
]
