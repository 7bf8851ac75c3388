"""Conflicts as pages show them: whose they are, which record they are about, what was said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from sqlalchemy import Select, select

from salesforce_lite.access import User
from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import Contact, Customer, visible_contacts, visible_customers
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, visible_opportunities
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.conflict_words import about_conflict, act_words, is_revived
from salesforce_lite.sync.model import Device, SyncConflict
from salesforce_lite.sync.showing import Showing
from salesforce_lite.sync.standing import fields_now
from salesforce_lite.sync.value_words import ValueWords
from salesforce_lite.web import current_contributions, kind_name

_UNSEEN = {
    "customer": N_("A customer that is not there for you any more"),
    "contact": N_("A contact that is not there for you any more"),
    "opportunity": N_("An opportunity that is not there for you any more"),
    "activity": N_("An activity that is not there for you any more"),
}
_NAMES = ("name", "title", "subject")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """One conflict in words; `url` leads to the record and is empty where there is none to see."""

    conflict: SyncConflict
    name: str
    url: str
    act: str
    why: str
    who: str
    is_own: bool
    phone: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field that was changed in both places. `original` is None where it is not known."""

    name: str
    label: str
    original: str | None
    current: str
    wanted: str
    decision: str


def conflict_rows(uow: UnitOfWork, conflicts: Sequence[SyncConflict]) -> list[ConflictRow]:
    """In their order; names are read at once."""
    people = _people(uow, conflicts)
    phones = _phones(uow, conflicts)
    records = _records(uow, conflicts)
    return [
        ConflictRow(
            conflict=one,
            name=records[one.record_id][0] if one.record_id in records else _unseen(one),
            url=records[one.record_id][1] if one.record_id in records else "",
            act=act_words(one.command),
            why=about_conflict(one),
            who=people.get(one.user_id, ""),
            is_own=one.user_id == uow.actor.user_id,
            phone=phones.get(one.device_id, ""),
            decided_by=people.get(one.decided_by, "") if one.decided_by else "",
        )
        for one in conflicts
    ]


def field_rows(
    uow: UnitOfWork,
    conflict: SyncConflict,
    command: SyncCommand | None,
    showing: Showing,
) -> list[FieldRow]:
    """The fields about which a person decides, as far as they see them."""
    fields = fields_now(uow, showing, [conflict])[conflict.id]
    words = ValueWords(
        uow, conflict.record_kind, [{name: [*one.values()] for name, one in fields.items()}]
    )

    def original(name: str, value: Any) -> str | None:
        # Of what is stored in several fields the history has no whole.
        is_whole = command is None or len(command.stored.get(name, (name,))) == 1
        return words.show(name, value) if is_whole else None

    return [
        FieldRow(
            name=name,
            label=words.label(name),
            original=original(name, one.get("original")),
            current=words.show(name, one.get("current")),
            wanted=words.show(name, one.get("wanted")),
            decision=str(conflict.decision.get(name, "")),
        )
        for name, one in fields.items()
        if words.shows(name)
    ]


def said_rows(uow: UnitOfWork, conflict: SyncConflict) -> list[tuple[str, str]]:
    """(label, value) of what was written on the phone."""
    said = {f"custom.{code}": [one] for code, one in _custom(conflict.payload).items()}
    said |= {name: [one] for name, one in conflict.payload.items() if name != "custom"}
    return ValueWords(uow, conflict.record_kind, [said]).rows(conflict.payload)


def needs_only_a_look(conflict: SyncConflict) -> bool:
    """Whether there is nothing to choose."""
    return is_revived(conflict) and not conflict.fields


def _custom(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    custom = payload.get("custom")
    return custom if isinstance(custom, dict) else {}


def _people(uow: UnitOfWork, conflicts: Iterable[SyncConflict]) -> dict[UUID, str]:
    ids = {uid for one in conflicts for uid in (one.user_id, one.decided_by) if uid}
    query = select(User.id, User.name).where(User.id.in_(ids))
    return dict(uow.session.execute(query).all()) if ids else {}


def _phones(uow: UnitOfWork, conflicts: Iterable[SyncConflict]) -> dict[UUID, str]:
    ids = {one.device_id for one in conflicts}
    query = select(Device.id, Device.name).where(Device.id.in_(ids))
    return dict(uow.session.execute(query).all()) if ids else {}


# Kind → the query of those that the reader sees, and what one of them is called.
_Named = tuple[Callable[[UnitOfWork], Select[Any]], Any, Callable[[Any], str]]
_KINDS: Mapping[str, _Named] = {
    "customer": (visible_customers, Customer.id, lambda one: one.name),
    "contact": (visible_contacts, Contact.id, lambda one: one.name),
    "opportunity": (visible_opportunities, Opportunity.id, lambda one: one.title),
    "activity": (visible_activities, Activity.id, lambda one: one.subject or _kind(one.kind)),
}


def _records(
    uow: UnitOfWork, conflicts: Iterable[SyncConflict]
) -> dict[UUID | None, tuple[str, str]]:
    """Record → (name, address), of those that the reader sees."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in conflicts:
        if one.record_id is not None:
            wanted[one.record_kind].add(one.record_id)
    found: dict[UUID | None, tuple[str, str]] = {}
    for source in current_contributions().search_sources:
        if source.kind in wanted and source.kind in _KINDS and uow.actor.may(source.permission):
            query, column, name = _KINDS[source.kind]
            for record in uow.session.scalars(query(uow).where(column.in_(wanted[source.kind]))):
                argument: dict[str, Any] = {source.argument: record.id}
                found[record.id] = (name(record), url_for(source.endpoint, **argument))
    return found


def _kind(code: str) -> str:
    kinds = current_contributions().activity_kinds
    return next((kind_name(kind) for kind in kinds if kind.code == code), code)


def _unseen(conflict: SyncConflict) -> str:
    """What the phone calls it, or what kind of record it is."""
    for name in _NAMES:
        said = conflict.payload.get(name)
        if isinstance(said, str) and said.strip():
            return said[:_LONGEST_NAME]
    if conflict.record_id is None:
        return act_words(conflict.command)
    return str(gettext(_UNSEEN.get(conflict.record_kind, N_("Something that is gone"))))
