"""The fields of what phones say in the reader's words.

Labels and values are those of the history (`change_words` of the search sources); what programs
call otherwise than the history, or say in another shape, is brought to it here. A phone may have
sent anything: what cannot be read as its field is shown as it came.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import (
    FieldWords,
    current_contributions,
    field_label,
    kind_name,
    show_datetime,
    show_plain,
)

# Field of a program → its field in the history.
_STORED = {
    "email": "emails",
    "phone": "phones",
    "probability": "probability_set",
    "reason": "loss_reason",
    "from_stage_id": "stage_id",
}
_LABELS = {
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "tax_id": N_("Tax id"),
    "place": N_("Place"),
    "external_ref": N_("Number in another system"),
    "from_stage_id": N_("From stage"),
    "links": N_("At which customers"),
    "next_step": N_("Next step"),
    "data": N_("Answers"),
}
_SHAPED: Mapping[str, Callable[[Any], Any]] = {
    "email": lambda value: [{"address": value}] if isinstance(value, str) else value,
    "phone": lambda value: [{"typed": value}] if isinstance(value, str) else value,
}
# Said, and nothing that a person reads.
_LEFT_OUT = frozenset({"id", "version", "follows_id", "zone"})
_ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DomainError)


class ValueWords:
    """What fields of one kind of record are called and how their values read, for who reads."""

    def __init__(
        self, uow: UnitOfWork, kind: str, values: Sequence[Mapping[str, Sequence[Any]]]
    ) -> None:
        """`values` are those that will be shown, by field: what is behind ids is read at once."""
        self._kinds = {one.code: one for one in current_contributions().activity_kinds}
        self._words = _words_of(uow, kind, [_as_stored(one) for one in values])
        self._customers = _customers(uow, values) if kind == "contact" else {}

    def shows(self, field: str) -> bool:
        """Fields of the company's own may be for some roles only."""
        if field.startswith("custom."):
            return field in self._words
        return field not in _LEFT_OUT

    def label(self, field: str) -> str:
        if field in _LABELS:
            return str(gettext(_LABELS[field]))
        words = self._words.get(_STORED.get(field, field))
        return str(gettext(words.label)) if words else field_label(field)

    def show(self, field: str, value: Any) -> str:
        """Nothing for nothing."""
        if value is None or value in ("", [], {}):
            return ""
        words = self._words.get(_STORED.get(field, field))
        with suppress(*_ODD):
            if words is not None:
                return str(words.show(_SHAPED.get(field, lambda one: one)(value)))
            if field == "kind":
                return kind_name(self._kinds[value])
            if field.endswith("_at"):
                return show_datetime(datetime.fromisoformat(value))
        return self._plain(field, value)

    def _plain(self, field: str, value: Any) -> str:
        if isinstance(value, dict):
            told = (self.show(name, one) for name, one in value.items() if self.shows(name))
            return ", ".join(one for one in told if one)
        if isinstance(value, list):
            return " · ".join(self._plain(field, one) for one in value)
        if field.endswith("_id"):
            return self._customers.get(value) or str(gettext("not visible to you"))
        return show_plain(value)

    def rows(self, payload: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(label, value) of all that was said and that the reader may see."""
        said = [(name, value) for name, value in one_by_one(payload) if self.shows(name)]
        rows = ((self.label(name), self.show(name, value)) for name, value in said)
        return [(label, value) for label, value in rows if value]


def one_by_one(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of what was said; custom fields under the names of the history."""
    for name, value in payload.items():
        if name == "custom" and isinstance(value, dict):
            yield from ((f"custom.{code}", one) for code, one in value.items())
        else:
            yield name, value


def _as_stored(values: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Under the names of the history, and ids only where they are some."""
    found: dict[str, list[Any]] = {}
    for name, several in values.items():
        kept = [one for one in several if not name.endswith("_id") or _is_id(one)]
        found.setdefault(_STORED.get(name, name), []).extend(kept)
    return found


def _customers(uow: UnitOfWork, values: Sequence[Mapping[str, Sequence[Any]]]) -> dict[Any, str]:
    """The names of those that a contact is said to work at, or to be."""
    said = [one for each in values for several in each.values() for one in several]
    links = [link for one in said if isinstance(one, list) for link in one]
    ids = {link.get("customer_id") for link in links if isinstance(link, dict)}
    ids.update(one for each in values for one in each.get("person_id", ()))
    found = {UUID(one) for one in ids if _is_id(one)}
    if not found or not uow.actor.may("customers.view"):
        return {}
    customers = visible_customers(uow).where(Customer.id.in_(found))
    return {str(one.id): one.name for one in uow.session.scalars(customers)}


def _is_id(value: Any) -> bool:
    with suppress(ValueError):
        return isinstance(value, str) and bool(UUID(value))
    return False


def _words_of(
    uow: UnitOfWork, kind: str, values: Sequence[Mapping[str, Sequence[Any]]]
) -> Mapping[str, FieldWords]:
    for source in current_contributions().search_sources:
        if (
            source.kind == kind
            and source.change_words is not None
            and uow.actor.may(source.permission)
        ):
            with suppress(*_ODD):
                words: Mapping[str, FieldWords] = source.change_words(uow, values)
                return words
    return {}
