"""The audit trail as people read it: by record, person and time."""
