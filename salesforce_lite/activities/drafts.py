"""Drafts: what a person, a phone or a file says about an activity, checked, not yet saved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypedDict
from uuid import UUID

from salesforce_lite.activities.model import NOTE, PROMISE, TASK, Participant
from salesforce_lite.activities.own_kinds import CONTACT_KINDS, LONGEST_CODE, is_own
from salesforce_lite.activities.places import is_within_reach, is_zone
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.notifications import LONGEST_REMINDER

BUILT_IN_KINDS = (*CONTACT_KINDS, TASK, PROMISE, NOTE)
CHANNELS = ("whatsapp", "sms", "chat", "telegram")

# Kinds of plugins carry the plugin's id in front, so that they never clash: “loyalty.redemption”.
_PLUGIN_KIND = re.compile(r"[a-z][a-z0-9_]{2,30}\.[a-z][a-z0-9_]{1,30}")
LONGEST_NOTE = 8000
_LONGEST = {
    "subject": 200,
    "note": LONGEST_NOTE,
    "location": 300,
    "channel": 30,
    "outcome": 40,
}
_MOMENTS = ("due_at", "started_at", "ended_at", "completed_at")
_TOO_LONG = N_("This is too long. Shorten it.")
NO_KIND = N_("This is no kind of activity. Choose a visit, a call, a message …")
_NO_CHANNEL = N_("Choose WhatsApp, SMS, chat or Telegram.")
_NO_ZONE = N_("Say in which time zone this is.")
_NOT_A_ZONE = N_("This is no time zone. They are written like “America/Monterrey”.")
_NO_SUCH_YEAR = N_("Choose a day between the years 1900 and 2199.")
_ENDS_FIRST = N_("The end is before the start.")
_NOT_A_PLACE = N_("Latitude goes from -90 to 90, longitude from -180 to 180.")
_NO_REMINDER = N_("A reminder comes at most 28 days before.")
_NOT_A_PROMISE = N_("Only a promise can be kept or broken.")
EMPTY = N_("Fill this in.")


class ActivityFields(TypedDict, total=False):
    """Fields of an activity as services take them; a missing key leaves the field as it is."""

    kind: str
    channel: str
    subject: str
    note: str
    outcome: str
    customer_id: UUID | None
    contact_id: UUID | None
    opportunity_id: UUID | None
    owner_id: UUID | None
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    completed_at: datetime | None
    is_all_day: bool
    remind_minutes: int | None
    zone: str
    location: str
    latitude: float | None
    longitude: float | None
    participants: Sequence[Participant]
    is_kept: bool | None
    follows_id: UUID | None
    data: dict[str, Any]
    custom: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes after an activity: the next planned one."""

    kind: str
    subject: str
    due_at: datetime
    is_all_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDraft:
    """Valid by construction: make it with `of`.

    `id` names the activity to change; without it a new one is made, with `new_id` where the client
    chose one. `version` is what the editor had read. `references` are (system, reference) pairs.
    """

    fields: dict[str, Any]
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    references: tuple[tuple[str, str], ...] = field(default=())
    next_step: NextStep | None = None
    is_sample: bool = False

    @classmethod
    def of(
        cls,
        fields: ActivityFields,
        *,
        id: UUID | None = None,  # noqa: A002 – the name every record has
        new_id: UUID | None = None,
        version: int | None = None,
        references: Sequence[tuple[str, str]] = (),
        next_step: NextStep | None = None,
        is_sample: bool = False,
    ) -> Self:
        """Check and normalise; raises InvalidInputError that names every wrong field."""
        cleaned: dict[str, Any] = dict(fields)
        problems: dict[str, str] = {}
        _check_kind(cleaned, problems, is_new=id is None)
        _clean_texts(cleaned, problems)
        _check_moments(cleaned, problems)
        _check_place(cleaned, problems)
        _check_reminder(cleaned, problems)
        if "participants" in cleaned:
            cleaned["participants"] = tuple(cleaned["participants"])
        if next_step is not None and not is_kind(next_step.kind):
            problems["next_kind"] = NO_KIND
        if problems:
            raise InvalidInputError(fields=problems)
        return cls(
            fields=cleaned,
            id=id,
            new_id=new_id,
            version=version,
            references=tuple(references),
            next_step=next_step,
            is_sample=is_sample,
        )


def is_kind(code: str) -> bool:
    """Whether activities can be of this kind: a built-in one, a plugin's or the company's own.

    That there is such an own one is only known when the activity is saved.
    """
    is_of_plugin = _PLUGIN_KIND.fullmatch(code) and len(code) <= LONGEST_CODE
    return code in BUILT_IN_KINDS or is_own(code) or bool(is_of_plugin)


def _check_kind(fields: dict[str, Any], problems: dict[str, str], *, is_new: bool) -> None:
    if is_new or "kind" in fields:
        kind = fields.setdefault("kind", "")
        if not is_kind(kind):
            problems["kind"] = NO_KIND
        if fields.get("is_kept") is not None and kind != PROMISE:
            problems["is_kept"] = _NOT_A_PROMISE
        if is_new and kind in (PROMISE, TASK) and not (fields.get("subject") or "").strip():
            problems["subject"] = EMPTY
    if fields.get("channel") and fields["channel"] not in CHANNELS:
        problems["channel"] = _NO_CHANNEL


def _clean_texts(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name, longest in _LONGEST.items():
        if name in fields:
            typed = fields[name] or ""
            fields[name] = typed.strip() if name == "note" else " ".join(typed.split())
            if len(fields[name]) > longest:
                problems[name] = _TOO_LONG


def _check_moments(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name in _MOMENTS:
        if fields.get(name) is not None and fields[name].tzinfo is None:
            problems[name] = _NO_ZONE
        elif fields.get(name) is not None and not is_within_reach(fields[name]):
            problems[name] = _NO_SUCH_YEAR
    if "zone" in fields and not is_zone(fields["zone"]):
        problems["zone"] = _NOT_A_ZONE
    start, end = fields.get("started_at"), fields.get("ended_at")
    if start and end and not problems.keys() & {"started_at", "ended_at"} and end < start:
        problems["ended_at"] = _ENDS_FIRST


def _check_reminder(fields: dict[str, Any], problems: dict[str, str]) -> None:
    minutes = fields.get("remind_minutes")
    if minutes is not None and not 0 <= minutes <= LONGEST_REMINDER:
        problems["remind_minutes"] = _NO_REMINDER


def _check_place(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name, furthest in (("latitude", 90), ("longitude", 180)):
        degrees = fields.get(name)
        # The comparison is written so that NaN fails it too.
        if degrees is not None and not -furthest <= degrees <= furthest:
            problems[name] = _NOT_A_PLACE
