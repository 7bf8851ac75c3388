"""What became of the fields of a customer, in words: for the timeline and for stale forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.audit import history_of
from salesforce_lite.custom_pages import custom_words
from salesforce_lite.customers.labels import KIND_LABELS, LIFECYCLE_LABELS
from salesforce_lite.customers.listing import owner_names
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.plugin import TimelineEntry, TimelineQuery
from salesforce_lite.team import Portfolio
from salesforce_lite.web import FieldWords, change_rows, locale_code

CHANGES = "changes"
_SENTENCES = {
    "created": (N_("Customer added"), "plus"),
    "changed": (N_("Details changed"), "edit"),
    "deleted": (N_("Customer deleted"), "trash"),
    "restored": (N_("Customer restored"), "undo"),
    "merged": (N_("Another customer became part of this one"), "merge"),
}
Changes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Save:
    """One save of the customer, as the timeline shows it."""

    sentence: str
    icon: str
    who: str
    rows: list[tuple[str, str, str]]


def load_changes(uow: UnitOfWork, query: TimelineQuery) -> list[TimelineEntry]:
    """A source of the timeline: the saves of the customer itself."""
    if query.about != "customer" or (query.kinds and CHANGES not in query.kinds):
        return []
    found: list[TimelineEntry] = []
    asked = query
    while len(found) < query.limit:
        saves = history_of(
            uow, query.record_id, before=asked.before, before_id=asked.before_id, limit=query.limit
        )
        words = customer_words(uow, [save.changes for save in saves])
        found += [_entry(save, words) for save in saves if not _is_hidden(save, words)]
        if len(saves) < query.limit:
            break
        # Some are nothing for the reader: look further back for as many as were asked for.
        asked = replace(asked, before=saves[-1].at, before_id=saves[-1].id)
    return found[: query.limit]


def _is_hidden(save: AuditEntry, words: Mapping[str, FieldWords]) -> bool:
    """Whether it changed nothing but custom fields that the reader does not see."""
    hidden = (name.startswith("custom.") and name not in words for name in save.changes)
    return save.action == "changed" and bool(save.changes) and all(hidden)


def _entry(save: AuditEntry, words: Mapping[str, FieldWords]) -> TimelineEntry:
    sentence, icon = _SENTENCES.get(save.action, _SENTENCES["changed"])
    told = Save(gettext(sentence), icon, save.actor_name, change_rows(save.changes, words))
    return TimelineEntry(
        at=save.at,
        id=save.id,
        source=CHANGES,
        kind=CHANGES,
        template="customers/_change.html",
        data=told,
        words=(told.sentence, told.who, *(word for row in told.rows for word in row)),
    )


def contact_words(uow: UnitOfWork, saves: Iterable[Changes]) -> dict[str, FieldWords]:
    """Label and words of the fields of a contact."""
    return {
        "name": FieldWords(N_("Name")),
        "salutation": FieldWords(N_("Salutation")),
        "phones": FieldWords(N_("Phones"), _items("typed")),
        "emails": FieldWords(N_("E-mails"), _items("address")),
        "note": FieldWords(N_("Note")),
        **custom_words(uow, "contact", saves),
    }


def customer_words(uow: UnitOfWork, saves: Iterable[Changes]) -> dict[str, FieldWords]:
    """Label and words of every field; names behind ids are read at once, where there are any."""
    saves = list(saves)
    values = [(name, value) for save in saves for name, pair in save.items() for value in pair]
    return {
        "name": FieldWords(N_("Name")),
        "legal_name": FieldWords(N_("Legal name")),
        "kind": FieldWords(N_("Kind"), _choice(KIND_LABELS)),
        "lifecycle": FieldWords(N_("Stage"), _choice(LIFECYCLE_LABELS)),
        "roles": FieldWords(N_("Roles"), _roles(uow, values)),
        "owner_id": FieldWords(N_("Owner"), _named(values, "owner_id", _owners(uow))),
        "portfolio_id": FieldWords(
            N_("Portfolio"), _named(values, "portfolio_id", _portfolios(uow))
        ),
        "parent_id": FieldWords(N_("Part of"), _named(values, "parent_id", _parents(uow))),
        "phones": FieldWords(N_("Phones"), _items("typed")),
        "emails": FieldWords(N_("E-mails"), _items("address")),
        "addresses": FieldWords(
            N_("Addresses"),
            _items("street", "unit", "district", "postal_code", "city", "region", "country"),
        ),
        "website": FieldWords(N_("Website")),
        "tax_country": FieldWords(N_("Country of the tax id")),
        "tax_type": FieldWords(N_("Type of the tax id"), _upper),
        "tax_value": FieldWords(N_("Tax id")),
        "tags": FieldWords(N_("Tags")),
        "latitude": FieldWords(N_("Latitude")),
        "longitude": FieldWords(N_("Longitude")),
        "note": FieldWords(N_("Note")),
        **custom_words(uow, "customer", saves),
        "merged": FieldWords(N_("Merged customer")),
    }


def _choice(labels: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda value: gettext(labels[value]) if value in labels else str(value or "")


def _upper(value: Any) -> str:
    return str(value or "").upper()


def _items(*parts: str) -> Callable[[Any], str]:
    """Value objects kept as documents: their telling parts, one object after the other."""

    def show(value: Any) -> str:
        lines = (", ".join(item[part] for part in parts if item.get(part)) for item in value or ())
        return " · ".join(line for line in lines if line)

    return show


def _roles(uow: UnitOfWork, values: Iterable[tuple[str, Any]]) -> Callable[[Any], str]:
    labels: dict[str, str] = {}
    if any(name == "roles" for name, _ in values):
        known = list_values(uow, "customer.role", retired=True)
        labels = {value.code: value.label(locale_code()) for value in known}
    return lambda codes: ", ".join(labels.get(code, code) for code in codes or ())


def _named(
    values: Iterable[tuple[str, Any]], field: str, find: Callable[[set[UUID]], dict[UUID, str]]
) -> Callable[[Any], str]:
    """The names behind the ids of one field; who may not see what is behind reads no name."""
    ids = {UUID(value) for name, value in values if name == field and value}
    names = find(ids) if ids else {}
    return lambda value: names.get(UUID(value), gettext("not visible to you")) if value else ""


def _owners(uow: UnitOfWork) -> Callable[[set[UUID]], dict[UUID, str]]:
    return lambda ids: owner_names(uow, ids)


def _portfolios(uow: UnitOfWork) -> Callable[[set[UUID]], dict[UUID, str]]:
    rows = select(Portfolio.id, Portfolio.name)
    return lambda ids: dict(uow.session.execute(rows.where(Portfolio.id.in_(ids))).all())


def _parents(uow: UnitOfWork) -> Callable[[set[UUID]], dict[UUID, str]]:
    rows = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    return lambda ids: dict(uow.session.execute(rows.where(Customer.id.in_(ids))).all())
