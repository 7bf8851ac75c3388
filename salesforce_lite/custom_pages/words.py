"""Custom values in words: on pages, in lists and in histories, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from salesforce_lite.custom_fields import (
    MERGED,
    CustomField,
    Kind,
    customer_names,
    date_of,
    decimal_of,
    fits,
    listed_fields,
    money_of,
    seen_fields,
    user_names,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import (
    FieldWords,
    current_contributions,
    locale_code,
    show_date,
    show_money,
    show_number,
    show_plain,
)


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A filled field on a page; `url` where it leads somewhere."""

    label: str
    text: str
    url: str = ""
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    title: str
    values: Sequence[ShownValue]


def shown_sections(uow: UnitOfWork, entity: str, custom: Mapping[str, Any]) -> list[ShownSection]:
    """The filled fields of a record that the reader sees, in their sections."""
    filled = [one for one in seen_fields(uow, entity) if one.code in custom] if custom else []
    names = _Names(uow, [(one, custom[one.code]) for one in filled])
    locale = locale_code()
    sections: dict[str, list[ShownValue]] = {}
    for field in filled:
        value = custom[field.code]
        shown = ShownValue(
            field.label(locale),
            show_value(field, value, names),
            _url(field, value, names),
            is_outside=field.kind == Kind.LINK,
        )
        sections.setdefault(field.section(locale), []).append(shown)
    return [ShownSection(title, values) for title, values in sections.items()]


@dataclass(frozen=True, slots=True)
class ListedColumns:
    """The custom columns of one page of a list."""

    labels: Sequence[str]
    # Record → the words of its cells.
    cells: Mapping[UUID, Sequence[str]]


def listed_columns(uow: UnitOfWork, entity: str, records: Iterable[Any]) -> ListedColumns:
    """What administrators put into the list, for the records of one page."""
    fields = listed_fields(uow, entity)
    if not fields:
        return ListedColumns((), {})
    shown = list(records)
    names = _Names(
        uow,
        [
            (one, each.custom[one.code])
            for each in shown
            for one in fields
            if one.code in each.custom
        ],
    )
    return ListedColumns(
        [field.label(locale_code()) for field in fields],
        {
            each.id: [show_value(one, each.custom.get(one.code), names) for one in fields]
            for each in shown
        },
    )


def custom_pairs(
    uow: UnitOfWork, entity: str, first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[tuple[str, str, str, str]]:
    """(name, label, words of the one, words of the other) of what either of two records has."""
    fields = [one for one in seen_fields(uow, entity) if one.code in first or one.code in second]
    names = _Names(uow, [(one, each.get(one.code)) for one in fields for each in (first, second)])
    locale = locale_code()
    return [
        (
            one.name,
            one.label(locale),
            show_value(one, first.get(one.code), names),
            show_value(one, second.get(one.code), names),
        )
        for one in fields
    ]


def custom_words(
    uow: UnitOfWork, entity: str, saves: Iterable[Mapping[str, Sequence[Any]]]
) -> dict[str, FieldWords]:
    """Label and words of the fields that the reader sees, under the names of the history."""
    told = [save for save in saves if any(_is_custom(name) for name in save)]
    # Most saves are about other fields: then nothing is read.
    fields = seen_fields(uow, entity, retired=True) if told else []
    names = _Names(
        uow,
        [
            (field, value)
            for field in fields
            if field.kind in (Kind.CUSTOMER, Kind.USER)
            for save in told
            for name in (field.name, MERGED + field.name)
            for value in save.get(name, ())
        ],
    )
    locale = locale_code()
    return {
        name: FieldWords(label, _shower(one, names))
        for one in fields
        for name, label in _told_as(one, one.label(locale))
    }


def _told_as(field: CustomField, label: str) -> Iterator[tuple[str, str]]:
    """The names under which a history has values of the field, each with what it is called."""
    yield field.name, label
    yield MERGED + field.name, gettext("%(field)s of the merged customer", field=label)


def _is_custom(name: str) -> bool:
    """Whether a name in the history is that of a custom field: for some roles only, perhaps."""
    return name.removeprefix(MERGED).startswith("custom.")


def value_words(uow: UnitOfWork, field: CustomField, value: Any) -> str:
    """One value as people read it."""
    return show_value(field, value, _Names(uow, [(field, value)]))


def keyed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a draft with its custom values one by one, under the names of the inputs."""
    plain = {name: value for name, value in fields.items() if name != "custom"}
    return plain | {f"custom.{code}": one for code, one in fields.get("custom", {}).items()}


def show_value(field: CustomField, value: Any, names: "_Names") -> str:
    """A value as people read it; nothing for none."""
    if value is None:
        return ""
    if not fits(field, value):
        return show_plain(list(value.values()) if isinstance(value, dict) else value)
    locale = locale_code()
    match Kind(field.kind):
        case Kind.NUMBER:
            return show_number(decimal_of(value))
        case Kind.MONEY:
            return show_money(money_of(value))
        case Kind.DATE:
            return show_date(date_of(value))
        case Kind.YES_NO:
            return str(gettext("yes") if value else gettext("no"))
        case Kind.CHOICE | Kind.CHOICES:
            codes = value if isinstance(value, list) else [value]
            known = (field.option(code) for code in codes)
            words = (
                one.label(locale) if one else code for one, code in zip(known, codes, strict=True)
            )
            return ", ".join(words)
        case Kind.CUSTOMER | Kind.USER:
            return names.of(value)
    return str(value)


class _Names:
    """Names behind the ids of customers and people, read at once where there are any."""

    def __init__(self, uow: UnitOfWork, values: Iterable[tuple[CustomField, Any]]) -> None:
        wanted: dict[str, set[UUID]] = {Kind.CUSTOMER: set(), Kind.USER: set()}
        for field, value in values:
            if field.kind in wanted and value and fits(field, value):
                wanted[field.kind].add(UUID(value))
        self.customers = customer_names(uow, wanted[Kind.CUSTOMER])
        self.people = user_names(uow, wanted[Kind.USER])

    def of(self, value: str) -> str:
        """The name; who may not see what is behind reads none."""
        known = self.customers.get(UUID(value)) or self.people.get(UUID(value))
        return known or str(gettext("not visible to you"))


def _shower(field: CustomField, names: _Names) -> Callable[[Any], str]:
    return lambda value: show_value(field, value, names)


def _url(field: CustomField, value: Any, names: _Names) -> str:
    if not fits(field, value):
        return ""
    if field.kind == Kind.LINK:
        return str(value)
    if field.kind == Kind.CUSTOMER and UUID(value) in names.customers:
        return _customer_url(value)
    return ""


def _customer_url(customer_id: str) -> str:
    """Where customers are shown is known to who searches them."""
    for source in current_contributions().search_sources:
        if source.kind == "customer":
            argument: dict[str, Any] = {source.argument: customer_id}
            return url_for(source.endpoint, **argument)
    return ""
