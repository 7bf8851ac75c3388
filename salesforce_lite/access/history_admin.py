"""The history in the back office: who changed what, from what to what, and when."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.access.history_words import HistoryWords, model_of, name_of
from salesforce_lite.access.model import User
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import VIEW_HISTORY, find_history
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.history import AuditEntry, historic_kinds
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import (
    App,
    current_uow,
    kept_arguments,
    needs,
    render_page,
    told,
)

# What a page shows at first of a value and of a save; the rest unfolds, and very many changes stand
# on a page of their own.
_LONGEST_VALUE = 160
_FIRST_CHANGES, _MOST_CHANGES = 10, 100
_FIRST_YEAR, _LAST_YEAR = 1971, 9000
_ACTIONS = {
    "created": N_("Made"),
    "changed": N_("Changed"),
    "deleted": N_("Deleted"),
    "restored": N_("Taken back"),
    "removed": N_("Removed"),
    "merged": N_("Merged"),
    "exported": N_("Taken out as a file"),
}
_KINDS = {
    "customer": N_("Customer"),
    "contact": N_("Contact"),
    "contact_link": N_("Function of a contact"),
    "customer_relation": N_("Relation"),
    "opportunity": N_("Opportunity"),
    "activity": N_("Activity"),
    "calendar_feed": N_("Calendar address"),
    "mailbox_address": N_("Private mail address"),
    "user": N_("Person"),
    "role": N_("Role"),
    "team": N_("Team"),
    "portfolio": N_("Portfolio"),
    "pipeline": N_("Pipeline"),
    "stage": N_("Stage"),
    "list_value": N_("Value of a list"),
    "custom_field": N_("Field"),
    "company": N_("Company"),
    "exchange_rate": N_("Exchange rate"),
    "plugin": N_("Plugin"),
}
# A list whose values have a page and a word of their own.
_VALUES = {"activity.kind": N_("Kind of activity")}


@dataclass(frozen=True, slots=True)
class Value:
    """Words of a value, whole; `short` is how they begin where they are long, else nothing."""

    words: str
    short: str = ""

    @classmethod
    def of(cls, words: str) -> "Value":
        is_long = len(words) > _LONGEST_VALUE
        return cls(words, words[: _LONGEST_VALUE - 1] + "…" if is_long else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One save as the page tells it: `changes` are (field, from, to), of which `folded` unfold.

    `count` is how many changes there are where they are too many for this page, else nothing.
    """

    entry: AuditEntry
    kind: str
    name: str
    url: str
    action: str
    changes: Sequence[tuple[str, Value, Value]]
    folded: Sequence[tuple[str, Value, Value]]
    count: int


class HistoryView(BackOfficeView):
    """`/admin/history/`."""

    url_name = "history"
    title = N_("History")
    summary = N_("Who changed what, from what to what, and when.")
    icon = "history"
    permission = VIEW_HISTORY

    @page("/")
    @needs(VIEW_HISTORY)
    def index(self) -> str:
        uow = current_uow()
        who, record, entry = (
            request.args.get(name, type=UUID) for name in ("who", "record", "entry")
        )
        since, until = (_day(request.args.get(name)) for name in ("since", "until"))
        zone = ZoneInfo(uow.actor.zone)
        found = find_history(
            uow,
            record_id=record,
            entry_id=entry,
            actor_id=who,
            since=_start(since, zone),
            until=_start(until + timedelta(days=1), zone) if until else None,
            cursor=request.args.get("cursor"),
        )
        return render_page(
            "access/history.html",
            page=found,
            lines=_lines(uow, found.items, is_whole=entry is not None),
            kept=kept_arguments("who", "record", "entry", "since", "until"),
            who=uow.session.get(User, who) if who else None,
        )


def _day(typed: str | None) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(typed or "")
        # Nothing was saved before or will be after.
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
    return None


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None


def _lines(uow: UnitOfWork, entries: Sequence[AuditEntry], *, is_whole: bool) -> list[Line]:
    sources = {source.kind: source for source in _app().contributions.search_sources}
    found = _found(uow, entries)
    words = HistoryWords(uow, entries)
    # Fields of the company's own may be for some roles only; who keeps them sees all.
    sees_custom = uow.actor.may("custom_fields.manage")
    lines: list[Line] = []
    for entry in entries:
        source = sources.get(entry.record_kind)
        url = ""
        if source and entry.record_id not in found.gone:
            argument: dict[str, Any] = {source.argument: entry.record_id}
            url = url_for(source.endpoint, **argument)
        elif entry.record_kind == "user":
            url = url_for("people.show", user_id=entry.record_id)
        kind = _kind(entry.record_kind, found.lists.get(entry.record_id, ""))
        name = found.names.get(entry.record_id, "")
        action = _ACTIONS.get(entry.action, entry.action)
        told_of = [one for one in _in_order(entry) if sees_custom or not _is_custom(one[0])]
        is_cut = not is_whole and len(told_of) > _MOST_CHANGES
        changes = [
            _change(words, entry.record_kind, *one)
            for one in (told_of[:_FIRST_CHANGES] if is_cut else told_of)
        ]
        first = len(changes) if is_whole else _FIRST_CHANGES
        count = len(told_of) if is_cut else 0
        shown = changes[:first], changes[first:]
        lines.append(Line(entry, kind, name, url, gettext(action), *shown, count))
    return lines


def _in_order(entry: AuditEntry) -> list[tuple[str, Sequence[Any]]]:
    """(field, pair) of a save; what is told one by one by its name: no engine keeps an order."""
    return sorted(entry.changes.items(), key=lambda one: one[0] if "." in one[0] else "")


def _is_custom(field: str) -> bool:
    return field.removeprefix("merged.").startswith("custom.")


def _change(
    words: HistoryWords, kind: str, field: str, pair: Sequence[Any]
) -> tuple[str, Value, Value]:
    label, before, after = words.row(kind, field, _different(*pair))
    return label, Value.of(before), Value.of(after)


def _kind(record_kind: str, list_name: str) -> str:
    """What kind of record it is; of a value, of which list."""
    if list_name in _VALUES:
        return str(gettext(_VALUES[list_name]))
    for definition in _app().contributions.list_definitions:
        if definition.name == list_name:
            title = told(definition.title, definition.given)
            return str(gettext("Value of “%(list)s”", list=title))
    known = historic_kinds().get(record_kind)
    label = _KINDS.get(record_kind) or (known.history_label if known else "")
    return str(gettext(label)) if label else record_kind


@dataclass(frozen=True, slots=True)
class _Found:
    """What the records are called now, which have no page any more, and of which lists they are."""

    names: Mapping[UUID, str]
    gone: Set[UUID]
    lists: Mapping[UUID, str]


def _found(uow: UnitOfWork, entries: Iterable[AuditEntry]) -> _Found:
    names: dict[UUID, str] = {}
    lists: dict[UUID, str] = {}
    gone = {entry.record_id for entry in entries}
    for kind in {entry.record_kind for entry in entries}:
        mapper = model_of(kind)
        if mapper is None:
            continue
        model: type[Any] = mapper.class_
        ids = {entry.record_id for entry in entries if entry.record_kind == kind}
        for record in uow.session.scalars(select(model).where(model.id.in_(ids))):
            names[record.id] = name_of(record)
            lists[record.id] = getattr(record, "list_name", "")
            if getattr(record, "deleted_at", None) is None:
                gone.discard(record.id)
    return _Found(names, gone, lists)


def _different(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two lists only what is not in both, as often as one has it more than the other."""
    if isinstance(before, list) and isinstance(after, list):
        return _more(before, after), _more(after, before)
    return before, after


def _more(here: Sequence[Any], there: Sequence[Any]) -> list[Any]:
    left = Counter(map(repr, there))
    more = []
    for one in here:
        if left[repr(one)]:
            left[repr(one)] -= 1
        else:
            more.append(one)
    return more


def _app() -> App:
    return cast(App, current_app)
