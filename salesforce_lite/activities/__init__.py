"""Activities: visits, calls, messages, e-mails, meetings, tasks, promises and notes."""

from salesforce_lite.activities.model import Activity, Participant

__all__ = ["Activity", "Participant"]
