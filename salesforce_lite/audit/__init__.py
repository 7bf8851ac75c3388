"""The audit trail read: the history of a record, what others changed, and what is there already."""

from salesforce_lite.audit.errors import IdTakenError, SavedBeforeError
from salesforce_lite.audit.sent_again import Said, made_before, says_otherwise, sent_before
from salesforce_lite.audit.service import (
    VIEW_HISTORY,
    FieldChange,
    ToldChange,
    changes_since,
    find_history,
    history_of,
    tell_changes,
)
from salesforce_lite.kernel.db import Historic

__all__ = [
    "VIEW_HISTORY",
    "FieldChange",
    "Historic",
    "IdTakenError",
    "Said",
    "SavedBeforeError",
    "ToldChange",
    "changes_since",
    "find_history",
    "history_of",
    "made_before",
    "says_otherwise",
    "sent_before",
    "tell_changes",
]
