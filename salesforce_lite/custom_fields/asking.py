"""Conditions on custom fields as programs write them, such as `custom[size]=10..20`."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from salesforce_lite.custom_fields.filtering import CustomCondition
from salesforce_lite.custom_fields.model import CustomField, Kind
from salesforce_lite.custom_fields.service import seen_fields
from salesforce_lite.custom_fields.values import LARGEST_NUMBER, millionths, search_key
from salesforce_lite.kernel.errors import N_, DomainError, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.types import is_storable
from salesforce_lite.kernel.uow import UnitOfWork

_NO_SUCH_FIELD = N_("There is no such field.")
_NOT_ASKED = N_("Records cannot be looked for by this field.")
_UNREADABLE = N_(
    "This cannot be read: write a value, or a range such as 10..20 or 2026-01-01.. – "
    "amounts with their currency, such as 100..200 EUR."
)
_RANGES = (Kind.NUMBER, Kind.MONEY, Kind.DATE)
_NOT_FILTERED = (Kind.LONG_TEXT,)
_LONGEST = 200


def asked_conditions(
    uow: UnitOfWork, entity: str, asked: Mapping[str, str]
) -> tuple[CustomCondition, ...]:
    """What a program asks for, by the codes of fields; ranges include both ends.

    Raises InvalidInputError for fields that the actor does not see and for what cannot be read.
    """
    if not asked:
        return ()
    seen = {field.code: field for field in seen_fields(uow, entity)}
    problems: dict[str, str] = {}
    found = []
    for code, text in asked.items():
        field = seen.get(code)
        if field is None or Kind(field.kind) in _NOT_FILTERED:
            problems[f"custom[{code}]"] = _NOT_ASKED if field else _NO_SUCH_FIELD
            continue
        condition = _condition(field, text.strip()[:_LONGEST])
        if condition is None:
            problems[f"custom[{code}]"] = _UNREADABLE
        else:
            found.append(condition)
    if problems:
        raise InvalidInputError(fields=problems)
    return tuple(found)


def _condition(field: CustomField, text: str) -> CustomCondition | None:
    kind = Kind(field.kind)
    if kind in _RANGES:
        return _range(field, kind, text)
    if kind in (Kind.TEXT, Kind.LINK):
        key = search_key(text) if is_storable(text) else ""
        return CustomCondition(field_id=field.id, text=key) if key else None
    if kind is Kind.YES_NO:
        number = {"true": 1, "false": 0}.get(text)
        return number if number is None else _exactly(field, number)
    if kind in (Kind.USER, Kind.CUSTOMER):
        try:
            return CustomCondition(field_id=field.id, target=UUID(text))
        except ValueError:
            return None
    return CustomCondition(field_id=field.id, text=text) if field.option(text) else None


def _exactly(field: CustomField, number: int) -> CustomCondition:
    return CustomCondition(field_id=field.id, low=number, high=number)


def _range(field: CustomField, kind: Kind, text: str) -> CustomCondition | None:
    currency = None
    if kind is Kind.MONEY:
        text, _, currency = text.rpartition(" ")
        currency = currency.upper()
    low, dots, high = text.partition("..")
    if not dots:
        high = low
    try:
        ends = [_bound(kind, one.strip(), currency) for one in (low, high)]
    except (ValueError, ArithmeticError, DomainError):
        return None
    if ends == [None, None]:
        return None
    return CustomCondition(field_id=field.id, text=currency, low=ends[0], high=ends[1])


def _bound(kind: Kind, text: str, currency: str | None) -> int | None:
    if not text:
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(text).toordinal()
    number = Decimal(text)
    if not number.is_finite() or abs(number) > LARGEST_NUMBER:
        raise ValueError(text)
    return Money.of(number, currency).minor if currency else millionths(number)
