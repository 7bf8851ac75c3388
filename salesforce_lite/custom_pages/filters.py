"""The filters of custom fields above a list: read from the address, shown as menus."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext

from salesforce_lite.access import list_users
from salesforce_lite.custom_fields import (
    LARGEST_NUMBER,
    CustomCondition,
    CustomField,
    Kind,
    millionths,
    search_key,
    seen_fields,
    user_names,
)
from salesforce_lite.custom_pages.money_forms import currencies
from salesforce_lite.kernel.money import Money, is_currency
from salesforce_lite.kernel.types import is_storable
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import amount_typed, locale_code, show_date, show_number

# The name of a field that is to be filtered by, before anything is chosen.
MORE = "by"
_NOT_FILTERED = (Kind.LONG_TEXT, Kind.CUSTOMER)
_RANGES = (Kind.NUMBER, Kind.MONEY, Kind.DATE)
_LONGEST = 200
# Builds the address of the list with these arguments.
Address = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value; where it is on, its address leads to without it."""

    text: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """An input of a filter."""

    name: str
    label: str
    value: str
    kind: str = "text"
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FieldMenu:
    """The filter of one field: values to choose from, or inputs to type into."""

    title: str
    is_on: bool = False
    is_open: bool = False
    choices: Sequence[Choice] = ()
    inputs: Sequence[Bound] = ()
    # What the form of the inputs keeps, and where the filter is taken away.
    kept: Mapping[str, str] = field(default_factory=dict)
    off_url: str = ""


@dataclass(frozen=True, slots=True)
class CustomBar:
    """The menus of the fields in the list and in use, and links to those of the others."""

    menus: Sequence[FieldMenu] = ()
    others: Sequence[Choice] = ()


def wanted_custom(uow: UnitOfWork, entity: str) -> tuple[CustomCondition, ...]:
    """What the address asks for; what cannot be read narrows nothing."""
    return tuple(
        condition
        for one in _filtered(uow, entity)
        if (condition := _condition(one, request.args)) is not None
    )


def kept_custom(uow: UnitOfWork, entity: str) -> dict[str, str]:
    """The arguments of the address that narrow by custom fields; what cannot be read is none."""
    given = request.args
    kept: dict[str, str] = {}
    for one in _filtered(uow, entity):
        names = [name for name in _names(one) if given.get(name)]
        currency = {name: given[name] for name in names if name in _names(one)[2:]}
        read = {
            name: given[name]
            for name in names
            if _condition(one, {name: given[name], **currency}) is not None
        }
        kept |= {**read, **currency} if read else {}
    return kept


def custom_bar(
    uow: UnitOfWork, entity: str, kept: Mapping[str, str], address: Address
) -> CustomBar:
    """The menus; `kept` are all arguments of the list as it is narrowed."""
    wanted, more = [], []
    asked = request.args.get(MORE, "")
    for one in _filtered(uow, entity):
        is_used = any(name in kept for name in _names(one))
        if one.is_listed or is_used or one.code == asked:
            menu = _menu(uow, one, kept, address, is_open=one.code == asked and not is_used)
            wanted.append(menu)
        else:
            url = address({**kept, MORE: one.code})
            more.append(Choice(one.label(locale_code()), url, is_on=False))
    return CustomBar(wanted, more)


def _filtered(uow: UnitOfWork, entity: str) -> Iterator[CustomField]:
    return (one for one in seen_fields(uow, entity) if one.kind not in _NOT_FILTERED)


def _names(one: CustomField) -> tuple[str, ...]:
    name = f"f.{one.code}"
    if one.kind == Kind.MONEY:
        return f"{name}.from", f"{name}.to", f"{name}.currency"
    return (f"{name}.from", f"{name}.to") if one.kind in _RANGES else (name,)


def _condition(one: CustomField, given: Mapping[str, str]) -> CustomCondition | None:
    values = [given.get(name, "").strip()[:_LONGEST] for name in _names(one)]
    if not any(values[:2]):
        return None
    kind, value = Kind(one.kind), values[0]
    if kind in _RANGES:
        return _range(one, values)
    if kind in (Kind.TEXT, Kind.LINK):
        key = search_key(value) if is_storable(value) else ""
        return CustomCondition(field_id=one.id, text=key) if key else None
    if kind is Kind.YES_NO:
        answers = {"yes": 1, "no": 0}
        number = answers.get(value)
        return None if number is None else CustomCondition(field_id=one.id, low=number, high=number)
    if kind is Kind.USER:
        try:
            return CustomCondition(field_id=one.id, target=UUID(value))
        except ValueError:
            return None
    return CustomCondition(field_id=one.id, text=value) if one.option(value) else None


def _range(one: CustomField, values: Sequence[str]) -> CustomCondition | None:
    currency = values[2].upper() if one.kind == Kind.MONEY else None
    if currency is not None and not is_currency(currency):
        return None
    low, high = (_bound(Kind(one.kind), typed, currency) for typed in values[:2])
    if low is None and high is None:
        return None
    return CustomCondition(field_id=one.id, text=currency, low=low, high=high)


def _bound(kind: Kind, typed: str, currency: str | None) -> int | None:
    try:
        if kind is Kind.DATE:
            return date.fromisoformat(typed).toordinal() if typed else None
        number: Decimal | None = amount_typed(typed)
    except ValueError:
        return None
    if number is None or abs(number) > LARGEST_NUMBER:
        return None
    return Money.of(number, currency).minor if currency else millionths(number)


def _menu(
    uow: UnitOfWork, one: CustomField, kept: Mapping[str, str], address: Address, *, is_open: bool
) -> FieldMenu:
    names = _names(one)
    others = {name: value for name, value in kept.items() if name not in names}
    label, kind = one.label(locale_code()), Kind(one.kind)
    is_on = any(name in kept for name in names[:2])
    if kind in _RANGES or kind in (Kind.TEXT, Kind.LINK):
        inputs = _inputs(uow, kind, names, kept)
        title = f"{label}: {_told(kind, names, kept)}" if is_on else label
        off_url = address(others) if is_on else ""
        return FieldMenu(title, is_on, is_open, (), inputs, others, off_url)
    chosen = kept.get(names[0], "")
    choices = [
        Choice(
            text,
            address(others if value == chosen else {**others, names[0]: value}),
            value == chosen,
        )
        for value, text in _values(uow, one, chosen)
    ]
    text = next((choice.text for choice in choices if choice.is_on), "")
    return FieldMenu(f"{label}: {text}" if text else label, bool(text), is_open, choices)


def _values(uow: UnitOfWork, one: CustomField, chosen: str) -> list[tuple[str, str]]:
    if one.kind == Kind.YES_NO:
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    if one.kind == Kind.USER:
        known = [(str(person.id), person.name) for person in list_users(uow)]
        if chosen and chosen not in dict(known):
            try:
                names = user_names(uow, [UUID(chosen)])
            except ValueError:
                names = {}
            known += [(str(user_id), name) for user_id, name in names.items()]
        return known
    locale = locale_code()
    return [
        (option.code, option.label(locale))
        for option in one.options
        if not option.is_retired or option.code == chosen
    ]


def _inputs(
    uow: UnitOfWork, kind: Kind, names: Sequence[str], kept: Mapping[str, str]
) -> list[Bound]:
    if kind not in _RANGES:
        return [Bound(names[0], gettext("Is"), kept.get(names[0], ""))]
    typed = "date" if kind is Kind.DATE else "number"
    bounds = [
        Bound(names[0], gettext("From"), kept.get(names[0], ""), typed),
        Bound(names[1], gettext("To"), kept.get(names[1], ""), typed),
    ]
    if kind is Kind.MONEY:
        used = kept.get(names[2], "")
        known = currencies(uow, used=used if is_currency(used) else "")
        bounds.append(Bound(names[2], gettext("Currency"), used or known[0], "choice", known))
    return bounds


def _told(kind: Kind, names: Sequence[str], kept: Mapping[str, str]) -> str:
    """The filter in few words."""
    if kind not in _RANGES:
        return kept.get(names[0], "")
    low, high = (_shown(kind, kept.get(name, "")) for name in names[:2])
    currency = kept.get(names[2], "") if kind is Kind.MONEY else ""
    words = f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{words} {currency}".strip()


def _shown(kind: Kind, typed: str) -> str:
    try:
        if kind is Kind.DATE:
            return show_date(date.fromisoformat(typed)) if typed else ""
        number: Any = amount_typed(typed)
    except ValueError:
        return typed
    return show_number(number) if number is not None else ""
