"""Values of custom fields: checked, in the form in which records keep them, and as index rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict, cast
from urllib.parse import urlsplit
from uuid import UUID

from salesforce_lite.countries import sort_name
from salesforce_lite.custom_fields.errors import WrongValueError
from salesforce_lite.custom_fields.model import CustomField, Kind
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.types import is_storable

LONGEST = {Kind.TEXT: 500, Kind.LONG_TEXT: 8000, Kind.LINK: 500}
# Beyond it the index, which counts in millionths, could not hold the number.
LARGEST_NUMBER = Decimal(10) ** 12
FINEST = 6
LARGEST_MINOR = 10**15
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_LONGEST_KEY = 200
# A sentence that names more is not read to its end.
_MOST_TOLD = 10

_TOO_LONG = N_("This is too long. Shorten it.")
_NOT_TEXT = N_("This is no text that can be kept.")
_NOT_A_LIST = N_("One text is wanted here; a list of several is not taken.")
_NOT_A_NUMBER = N_("This is no number.")
_TOO_LARGE = N_("This number is too large.")
_TOO_FINE = N_("A number has at most %(most)s decimals.")
_NOT_AN_AMOUNT = N_("An amount is a number with its currency.")
_NOT_A_DATE = N_("A date is written as year, month and day, such as 2026-03-31.")
_NO_SUCH_YEAR = N_("Choose a day between the years 1900 and 2199.")
_NOT_A_CHOICE = N_("“%(text)s” is none of the choices: %(choices)s.")
_NOT_CHOICES = N_("These are none of the choices: %(text)s. There are: %(choices)s.")
_NOT_YES_OR_NO = N_("Say yes or no.")
_NOT_A_LINK = N_("A link looks like https://www.example.com.")
_NOT_A_RECORD = N_("This does not exist (any more).")


class IndexRow(TypedDict):
    record_id: UUID
    field_id: UUID
    position: int
    text_value: str | None
    number_value: int | None
    target_id: UUID | None


def kept_value(field: CustomField, value: Any, *, before: Any = None) -> Any:
    """The value as records keep it, a JSON value; None where it is empty. Raises WrongValueError.

    `before` is what the record has: a choice that was retired since may stay.
    """
    if value is None or value == "" or value == [] or value == ():
        return None
    return _WAYS[Kind(field.kind)](field, value, before)


def fits(field: CustomField, kept: Any) -> bool:
    """Whether a value is as records keep one of this field.

    Others stand in the history of a field that was of another kind, and nothing may fail over one
    in a record either.
    """
    try:
        checked = kept_value(field, kept, before=kept)
    except WrongValueError:
        return False
    if field.kind == Kind.CHOICES and isinstance(kept, list):
        # The order of the list may be another since.
        return checked is not None and set(checked) == set(kept)
    return checked is not None and checked == kept


def decimal_of(kept: Any) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def money_of(kept: Any) -> Money | None:
    return None if kept is None else Money(kept["minor"], kept["currency"])


def date_of(kept: Any) -> date | None:
    return None if kept is None else date.fromisoformat(kept)


def search_key(text: str) -> str:
    """Words as they are compared: case and accents do not count."""
    return sort_name(text)[:_LONGEST_KEY]


def millionths(number: Decimal) -> int:
    return int(number.scaleb(FINEST))


def index_rows(
    fields: Mapping[str, CustomField], record_id: UUID, custom: Mapping[str, Any]
) -> Iterable[IndexRow]:
    """What the record is found by."""
    for code, value in custom.items():
        field = fields.get(code)
        if field is None or not fits(field, value):
            continue
        for position, one in enumerate(value if field.kind == Kind.CHOICES else [value]):
            text, number, target = _index_columns(Kind(field.kind), one)
            yield {
                "record_id": record_id,
                "field_id": field.id,
                "position": position,
                "text_value": text,
                "number_value": number,
                "target_id": target,
            }


def _index_columns(kind: Kind, value: Any) -> tuple[str | None, int | None, UUID | None]:
    match kind:
        case Kind.TEXT | Kind.LONG_TEXT | Kind.LINK:
            return search_key(value), None, None
        case Kind.CHOICE | Kind.CHOICES:
            return value, None, None
        case Kind.NUMBER:
            return None, millionths(Decimal(value)), None
        case Kind.MONEY:
            return value["currency"], value["minor"], None
        case Kind.DATE:
            return None, date.fromisoformat(value).toordinal(), None
        case Kind.YES_NO:
            return None, int(value), None
    return None, None, UUID(value)


def _text(field: CustomField, value: Any, _before: Any) -> str | None:
    if isinstance(value, list | tuple | dict):
        raise WrongValueError(_NOT_A_LIST)
    if not isinstance(value, str) or not is_storable(value):
        raise WrongValueError(_NOT_TEXT)
    # Browsers send the ends of lines as two characters.
    words = value.strip().replace("\r\n", "\n")
    if field.kind == Kind.TEXT:
        words = " ".join(words.split())
    if len(words) > LONGEST[Kind(field.kind)]:
        raise WrongValueError(_TOO_LONG)
    return words or None


def _link(field: CustomField, value: Any, before: Any) -> str | None:
    typed = _text(field, value, before)
    if typed is None:
        return None
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
    except ValueError:
        raise WrongValueError(_NOT_A_LINK) from None
    is_web = parts.scheme.lower() in ("http", "https")
    if not is_web or "." not in parts.netloc.strip(".") or any(sign.isspace() for sign in address):
        raise WrongValueError(_NOT_A_LINK)
    if len(address) > LONGEST[Kind.LINK]:
        raise WrongValueError(_TOO_LONG)
    return address


def _number(_field: CustomField, value: Any, _before: Any) -> str:
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        raise WrongValueError(_NOT_A_NUMBER) from None
    if not number.is_finite():
        raise WrongValueError(_NOT_A_NUMBER)
    # Compared as it is: what `abs` answers has no room for a number as large as can be written.
    if not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        raise WrongValueError(_TOO_LARGE)
    if round(number, FINEST) != number:
        raise WrongValueError(_TOO_FINE, most=FINEST)
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _money(_field: CustomField, value: Any, _before: Any) -> dict[str, Any]:
    try:
        if isinstance(value, Money):
            money = value
        elif "minor" in value:
            money = Money(int(value["minor"]), Money.of(0, value["currency"]).currency)
        else:
            money = Money.exactly(Decimal(str(value["amount"])), value["currency"])
    except DomainError as refusal:
        raise WrongValueError(refusal.sentence, **refusal.params) from None
    except (TypeError, KeyError, ValueError, ArithmeticError, AttributeError):
        raise WrongValueError(_NOT_AN_AMOUNT) from None
    if abs(money.minor) > LARGEST_MINOR:
        raise WrongValueError(_TOO_LARGE)
    return {"minor": money.minor, "currency": money.currency}


def _date(_field: CustomField, value: Any, _before: Any) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongValueError(_NOT_A_DATE) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise WrongValueError(_NO_SUCH_YEAR)
    return day.isoformat()[:10]


def _choice(field: CustomField, value: Any, before: Any) -> str:
    _refuse_others(field, [value], before)
    return str(value)


def _choices(field: CustomField, value: Any, before: Any) -> list[str] | None:
    if isinstance(value, str) or not isinstance(value, Iterable):
        value = [value]
    wanted = list(value)
    _refuse_others(field, wanted, before)
    # In the order of the list, so that equal sets are equal values.
    return [one.code for one in field.options if one.code in wanted] or None


def _refuse_others(field: CustomField, values: Sequence[Any], before: Any) -> None:
    """Refuse what is not offered, unless the record has it; everything that is wrong is named."""
    kept = before if isinstance(before, list) else [before]
    codes = {one.code for one in field.options if not one.is_retired or one.code in kept}
    wrong = [str(one)[:80] for one in values if not isinstance(one, str) or one not in codes]
    if not wrong:
        return
    offered = ", ".join(one.code for one in field.options if not one.is_retired)
    if len(wrong) == 1:
        raise WrongValueError(_NOT_A_CHOICE, text=wrong[0], choices=offered)
    told = ", ".join(f"“{one}”" for one in wrong[:_MOST_TOLD])
    raise WrongValueError(_NOT_CHOICES, text=told, choices=offered)


def _yes_no(_field: CustomField, value: Any, _before: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError(_NOT_YES_OR_NO)
    return value


def _target(_field: CustomField, value: Any, _before: Any) -> str:
    try:
        return str(value if isinstance(value, UUID) else UUID(value))
    except (TypeError, ValueError, AttributeError):
        raise WrongValueError(_NOT_A_RECORD) from None


_Way = Callable[[CustomField, Any, Any], Any]
_WAYS: Mapping[Kind, _Way] = {
    Kind.TEXT: cast(_Way, _text),
    Kind.LONG_TEXT: _text,
    Kind.LINK: _link,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.CUSTOMER: _target,
    Kind.USER: _target,
}
