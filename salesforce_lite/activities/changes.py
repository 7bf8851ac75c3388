"""Words for what somebody else changed in an activity, and the inputs that hold it."""

from datetime import datetime
from typing import Any

from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import FieldWords, show_datetime


def _moment(value: Any) -> str:
    return show_datetime(datetime.fromisoformat(value)) if value else ""


def _people(value: Any) -> str:
    return ", ".join(person["name"] for person in value or ())


WORDS = {
    "subject": FieldWords(N_("Subject")),
    "note": FieldWords(N_("Note")),
    "outcome": FieldWords(N_("Outcome")),
    "due_at": FieldWords(N_("Due"), _moment),
    "started_at": FieldWords(N_("Start"), _moment),
    "ended_at": FieldWords(N_("End"), _moment),
    "location": FieldWords(N_("Place")),
    "participants": FieldWords(N_("Participants"), _people),
}
INPUTS = {
    "due_at": ("day", "time"),
    "started_at": ("day", "time"),
    "ended_at": ("end_time",),
}
