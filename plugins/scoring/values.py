"""The values that conditions compare with: read as they were typed, kept as JSON."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.errors import N_

from .conditions import Comparison
from .fields import KNOWN, UNKNOWN, Field, FieldKind, Fields

LONGEST_TEXT, MOST_VALUES = 200, 50
LARGEST_NUMBER, FINEST = Decimal(10) ** 12, 6
LONGEST_TIME = 36_500
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Longer ones are out of any range, and slow to read.
_WHOLE, _ANY = re.compile(r"-?[0-9]{1,12}"), 10**12

_EMPTY = N_("Fill this in.")
_CHOOSE = N_("Choose one.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TOO_MANY = N_("Choose at most 50.")
_NOT_TEXT = N_("This is no text that can be kept.")
_NOT_A_LIST = N_("One text is wanted here; a list of several is not taken.")
_NOT_A_RECORD = N_("This does not exist (any more).")
_NOT_A_NUMBER = N_("This is no number.")
_TOO_LARGE = N_("This number is too large.")
_TOO_FINE = N_("A number has at most six decimals.")
_NOT_DAYS = N_("Write a whole number of days, from 0 to 36,500.")
_NOT_YES_OR_NO = N_("Say yes or no.")
_NOT_A_DATE = N_("A date is written as year, month and day, such as 2026-03-31.")
_NO_SUCH_YEAR = N_("Choose a day between the years 1900 and 2199.")
_TWO = N_("Fill in both ends.")
_WRONG_WAY_ROUND = N_("The first is larger than the second.")


class WrongValueError(Exception):
    """A value that cannot be compared with; the reader tells it beside the input."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_value(field: Field, operator: str, value: object) -> Any:
    """The value in its JSON form; raises WrongValueError."""
    if operator in ("one_of", "contains_any", "contains_none"):
        return _several(field, value)
    if operator == "between":
        return _range(field, value)
    return _one(field, value)


def asked_field(fields: Fields, one: Comparison) -> Field | None:
    """The field that a kept comparison asks for; None where it is gone, or of another kind since,
    so that the comparison says nothing of it any more."""
    field = fields.get(one.field)
    if field is None or one.operator not in field.operators:
        return None
    if one.operator in (KNOWN, UNKNOWN):
        return field
    try:
        return field if read_value(field, one.operator, one.value) == one.value else None
    except WrongValueError:
        return None


def is_short_text(value: object) -> bool:
    """Whether it is a text that can be kept."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_storable(value)


def whole_number(value: object, least: int, most: int) -> int | None:
    """The number where it is whole and in range; texts are taken as typed."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip() if isinstance(value, str) or abs(value) < _ANY else ""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _several(field: Field, value: object) -> list[Any]:
    said = [value] if isinstance(value, str) else value
    if not isinstance(said, list | tuple) or not said:
        raise WrongValueError(_CHOOSE)
    if len(said) > MOST_VALUES:
        raise WrongValueError(_TOO_MANY)
    return list(dict.fromkeys(_one(field, each) for each in said))


def _range(field: Field, value: object) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise WrongValueError(_TWO)
    if any(each is None or each == "" for each in value):
        raise WrongValueError(_TWO)
    first, second = (_one(field, each) for each in value)
    is_date = field.kind is FieldKind.DATE
    if first > second if is_date else Decimal(first) > Decimal(second):
        raise WrongValueError(_WRONG_WAY_ROUND)
    return [first, second]


def _one(field: Field, value: object) -> Any:
    match field.kind:
        case FieldKind.CHOICE | FieldKind.SET | FieldKind.TEXT:
            return _id(value) if field.is_id else _text(value)
        case FieldKind.NUMBER | FieldKind.MONEY:
            return _number(value)
        case FieldKind.DAYS:
            days = whole_number(value, 0, LONGEST_TIME)
            if days is None:
                raise WrongValueError(_NOT_DAYS)
            return days
        case FieldKind.YES_NO:
            return _yes_or_no(value)
    return _date(value)


def _text(value: object) -> str:
    if value is None or value == "":
        raise WrongValueError(_EMPTY)
    if isinstance(value, list | tuple | dict):
        raise WrongValueError(_NOT_A_LIST)
    if not isinstance(value, str):
        raise WrongValueError(_NOT_TEXT)
    text = value.strip()
    if not text:
        raise WrongValueError(_EMPTY)
    if len(text) > LONGEST_TEXT:
        raise WrongValueError(_TOO_LONG)
    if not _is_storable(text):
        raise WrongValueError(_NOT_TEXT)
    return text


def _is_storable(text: str) -> bool:
    """PostgreSQL takes no NUL, and neither engine half letters."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _id(value: object) -> str:
    if value is None or value == "":
        raise WrongValueError(_CHOOSE)
    try:
        return str(value if isinstance(value, UUID) else UUID(str(value)))
    except ValueError:
        raise WrongValueError(_NOT_A_RECORD) from None


def _number(value: object) -> str:
    if value is None or value == "":
        raise WrongValueError(_EMPTY)
    if isinstance(value, bool) or len(str(value)) > 40:
        raise WrongValueError(_NOT_A_NUMBER)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise WrongValueError(_NOT_A_NUMBER) from None
    if not number.is_finite():
        raise WrongValueError(_NOT_A_NUMBER)
    # Compared as it is: what `abs` answers has no room for a number as large as can be written.
    if not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        raise WrongValueError(_TOO_LARGE)
    if round(number, FINEST) != number:
        raise WrongValueError(_TOO_FINE)
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    said = {"yes": True, "true": True, "no": False, "false": False}
    if not isinstance(value, str) or value.lower() not in said:
        raise WrongValueError(_NOT_YES_OR_NO)
    return said[value.lower()]


def _date(value: object) -> str:
    if value is None or value == "":
        raise WrongValueError(_EMPTY)
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise WrongValueError(_NOT_A_DATE) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise WrongValueError(_NO_SUCH_YEAR)
    return day.isoformat()[:10]
