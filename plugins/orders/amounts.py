"""How a line is reckoned: each amount is rounded by itself, half up, as its currency is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from babel.numbers import get_currency_precision

from salesforce_lite.kernel.money import Money

_MOST_DIGITS = 100
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax with its percentage. `minor` is what another system reckoned; None: reckon it here."""

    name: str
    rate: Decimal
    minor: int | None = None

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "rate": format(self.rate, "f")}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "TaxRate":
        return cls(document["name"], Decimal(document["rate"]))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The amounts of a line in minor units."""

    gross: int
    discount: int
    net: int
    taxes: list[dict[str, Any]]
    tax: int
    cost: int | None


def reckon(
    quantity: Decimal,
    price: Decimal,
    currency: str,
    *,
    discount_percent: Decimal | None = None,
    discount_minor: int = 0,
    taxes: Sequence[TaxRate] = (),
    unit_cost: Decimal | None = None,
) -> Reckoned:
    """What quantity × price comes to; a percentage counts before an amount of discount."""
    gross = minor_of(quantity * price, currency)
    discount = discount_minor
    if discount_percent is not None:
        discount = rounded(gross * discount_percent / _HUNDRED)
    net = gross - discount
    reckoned: list[dict[str, Any]] = [
        {
            **one.as_json(),
            "minor": rounded(net * one.rate / _HUNDRED) if one.minor is None else one.minor,
        }
        for one in taxes
    ]
    return Reckoned(
        gross,
        discount,
        net,
        reckoned,
        sum(one["minor"] for one in reckoned),
        None if unit_cost is None else minor_of(quantity * unit_cost, currency),
    )


def minor_of(amount: Decimal, currency: str) -> int:
    """An amount in major units as minor units, half up."""
    with localcontext() as exact:
        exact.prec = _MOST_DIGITS
        return rounded(amount.scaleb(get_currency_precision(currency)))


def rounded(amount: Decimal) -> int:
    with localcontext() as exact:
        exact.prec = _MOST_DIGITS
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def part(minor: int, of: Decimal, whole: Decimal) -> int:
    """The share of an amount that belongs to so many of all: all of them bring all of it."""
    with localcontext() as exact:
        exact.prec = _MOST_DIGITS
        return rounded(Decimal(minor) * of / whole)


def between(minor: int, before: Decimal, after: Decimal, whole: Decimal) -> int:
    """What a further return refunds. Shares are taken of the sum, so that none of the roundings of
    many returns adds up: in the end exactly what was paid has come back."""
    return part(minor, after, whole) - part(minor, before, whole)


def in_words(minor: int, currency: str) -> Decimal:
    """The amount in major units."""
    return Money(minor, currency).amount


@dataclass(frozen=True, slots=True)
class Margin:
    """A percentage, and over how many of how many lines."""

    percent: int
    known: int
    lines: int


def margin_of(lines: Sequence[Any]) -> Margin | None:
    """What is left of the net after the cost, of the lines whose cost is known; None where no
    line's is, or they come to nothing."""
    known = [one for one in lines if one.cost_minor is not None]
    net, cost = sum(one.net_minor for one in known), sum(one.cost_minor for one in known)
    if not net:
        return None
    return Margin(rounded(Decimal(net - cost) * 100 / net), len(known), len(lines))


def plain(value: Decimal) -> str:
    """Without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
