"""The audit trail read: the history of a record, and what others changed since a version of it."""

from salesforce_lite.audit.service import FieldChange, changes_since, history_of

__all__ = ["FieldChange", "changes_since", "history_of"]
