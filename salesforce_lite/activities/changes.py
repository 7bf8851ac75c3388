"""Words for what somebody else changed in an activity, and the inputs that hold it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.activities.kinds import CHANNEL_NAMES
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.naming import names_behind
from salesforce_lite.activities.words import kinds
from salesforce_lite.audit import FieldChange
from salesforce_lite.custom_pages import custom_words
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.web import FieldWords, locale_code, show_datetime, show_lead

_REFERENCES = ("customer_id", "contact_id", "opportunity_id", "owner_id")
INPUTS = {
    "due_at": ("day", "time"),
    "started_at": ("day", "time"),
    "ended_at": ("end_time",),
}


def activity_words(
    uow: UnitOfWork, kind: str, changes: Mapping[str, FieldChange], mine: Mapping[str, Any]
) -> dict[str, FieldWords]:
    """Label and words of every field that the form holds; names behind ids are read at once."""
    return _words(uow, [kind], [_values(changes, mine)])


def saved_words(
    uow: UnitOfWork, saves: Iterable[Mapping[str, Sequence[Any]]]
) -> dict[str, FieldWords]:
    """The same for saves of activities of any kind."""
    told = list(saves)
    # Most saves are not about the outcome: then no list is read.
    codes = [kind.code for kind in kinds()] if any("outcome" in save for save in told) else []
    return _words(uow, codes, told)


def _words(
    uow: UnitOfWork, kinds: Iterable[str], saves: Sequence[Mapping[str, Sequence[Any]]]
) -> dict[str, FieldWords]:
    ids = {
        UUID(str(value))
        for save in saves
        for name in _REFERENCES
        for value in save.get(name, ())
        if value
    }
    names = names_behind(uow, ids) if ids else {}
    outcomes = {
        value.code: value.label(locale_code())
        for kind in kinds
        for value in list_values(uow, outcome_list(kind), retired=True)
    }

    def name(value: Any) -> str:
        return names.get(UUID(value), gettext("not visible to you")) if value else ""

    return {
        "customer_id": FieldWords(N_("Customer"), name),
        "outcome": FieldWords(N_("Outcome"), lambda code: outcomes.get(code, code or "")),
        "channel": FieldWords(N_("Through"), _channel),
        "subject": FieldWords(N_("Subject")),
        "note": FieldWords(N_("Note")),
        "due_at": FieldWords(N_("Due"), _moment),
        "started_at": FieldWords(N_("Start"), _moment),
        "ended_at": FieldWords(N_("End"), _moment),
        "remind_minutes": FieldWords(N_("Reminder"), _lead),
        "location": FieldWords(N_("Place")),
        "contact_id": FieldWords(N_("With"), name),
        "participants": FieldWords(N_("Participants"), _people),
        "opportunity_id": FieldWords(N_("Opportunity"), name),
        "owner_id": FieldWords(N_("Who does it"), name),
        **custom_words(uow, "activity", saves),
    }


def _values(
    changes: Mapping[str, FieldChange], mine: Mapping[str, Any]
) -> dict[str, tuple[Any, Any, Any]]:
    return {name: (one.before, one.after, as_json(mine.get(name))) for name, one in changes.items()}


def _channel(code: Any) -> str:
    return gettext(CHANNEL_NAMES[code]) if code in CHANNEL_NAMES else code or ""


def _moment(value: Any) -> str:
    return show_datetime(datetime.fromisoformat(value)) if value else ""


def _lead(minutes: Any) -> str:
    return show_lead(-1 if minutes is None else int(minutes))


def _people(value: Any) -> str:
    return ", ".join(person["name"] for person in value or ())
