"""Values that resources share: moments, references, money, ranges of days."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api.resource import Input
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money, TooFineAmountError, UnknownCurrencyError

T = TypeVar("T")

_NO_DAYS = N_("This is neither a day (2026-01-31) nor a range of days (2026-01-01..2026-03-31).")

Moment = Annotated[datetime, Meta(tz=True)]
Reference = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=160,
        description="What another system calls it: `system:id`, or an id alone.",
    ),
]
Words = Annotated[
    str, Meta(max_length=200, description="Words, as in the search; the best 100 records.")
]
DayRange = Annotated[
    str,
    Meta(
        max_length=22,
        pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?(\.\.)?([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
        description="A day, or a range with both ends: `2026-01-01..2026-03-31`, `2026-01-01..`.",
    ),
]


class Amount(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Money: an exact decimal, with the code of its currency (ISO 4217)."""

    amount: Annotated[str, Meta(max_length=40, pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


def chosen(value: T | UnsetType) -> T | None:
    """What was sent; None for what was left out."""
    return None if value is UNSET else value


def told_amount(money: Money | None) -> Amount | None:
    """Money as programs are told it, with the decimals of its currency."""
    if money is None:
        return None
    return Amount(amount=str(money.amount), currency=money.currency)


def read_amount(sent: Amount | None, field: str) -> Money | None:
    """What a program sent in that field, never rounded.

    Raises TooFineAmountError and UnknownCurrencyError, which name the field.
    """
    if sent is None:
        return None
    try:
        return Money.exactly(Decimal(sent.amount), sent.currency)
    except TooFineAmountError as error:
        raise TooFineAmountError(fields={f"{field}.amount": error.sentence}) from None
    except UnknownCurrencyError as error:
        named = {f"{field}.currency": error.sentence}
        raise UnknownCurrencyError(fields=named, **error.params) from None


def read_days(text: str, field: str) -> tuple[date | None, date | None]:
    """The first and the last day that are asked for; None where an end is open.

    Raises InvalidInputError for what is no range of days.
    """
    if not text:
        return None, None
    first, dots, last = text.partition("..")
    try:
        ends = [
            date.fromisoformat(end) if end else None for end in (first, last if dots else first)
        ]
    except ValueError:
        raise InvalidInputError(fields={field: _NO_DAYS}) from None
    return ends[0], ends[1]
