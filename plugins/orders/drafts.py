"""What somebody wants to order, checked and normalised before anything is looked up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money

from .amounts import TaxRate
from .base import LONGEST_CODE, LONGEST_NAME, LONGEST_NOTE

MOST_LINES = 1000
MOST_TAXES = 5
_LARGEST_QUANTITY = Decimal(10**9)
LARGEST_PRICE = Decimal(10**12)
# Of a line, in minor units: a thousand of them, and totals of many orders, still fit into 64 bits.
LARGEST_MINOR = 10**15
TOO_LARGE = N_("This amount is too large.")
_FINEST = 6
# Rounding a number of more would need more than the context has.
_MOST_DIGITS = 20
_EMPTY = N_("Fill this in.")
_NO_LINES = N_("An order needs at least one line.")
_MANY_LINES = N_("These are more than 1,000 lines. Make several orders.")
_TOO_LONG = N_("This is too long. Shorten it.")
_QUANTITY = N_("A quantity is more than nothing, with six decimals at most.")
_TOO_MANY = N_("This quantity is too large.")
_PRICE = N_("A price is not negative, and has six decimals at most.")
_PERCENT = N_("A percentage is between 0 and 100.")
_DISCOUNT = N_("A discount is an amount or a percentage, and not more than the price.")
_TAXES = N_("A line has at most five taxes, each with a name and a percentage from 0 to 100.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line: of a product, by its id or code, or of a free text.

    What is None is taken from the product, the price lists and the settings.
    """

    quantity: Decimal
    product_id: UUID | None = None
    product_code: str = ""
    description: str = ""
    unit: str = ""
    category: str = ""
    price: Decimal | None = None
    discount_percent: Decimal | None = None
    discount: Money | None = None
    taxes: tuple[TaxRate, ...] | None = None
    cost: Decimal | None = None
    is_reward: bool = False
    # Chosen by the client; kept where it is free.
    new_id: UUID | None = None
    # The line of the draft that it takes the place of: what is None here is kept of that. No part
    # of what is said, and so of no digest.
    line_id: UUID | None = field(default=None, repr=False)
    # The list that gave the price, where that stands already; nor is it said by anybody.
    price_source: str = field(default="", repr=False)

    def cleaned(self) -> "LineDraft":
        return replace(
            self,
            product_code=self.product_code.strip(),
            description=" ".join(self.description.split()),
            unit=self.unit.strip(),
            category=" ".join(self.category.split()),
        )

    def problems(self) -> dict[str, str]:
        """Field → what is wrong with it."""
        found = self._wrong_amounts()
        if not (self.product_id or self.product_code or self.description):
            found["description"] = _EMPTY
        if len(self.description) > LONGEST_NAME or len(self.product_code) > LONGEST_CODE:
            found["description"] = _TOO_LONG
        if len(self.unit) > 20 or len(self.category) > 80:
            found["unit"] = _TOO_LONG
        if self.taxes is not None and not are_taxes(self.taxes):
            found["taxes"] = _TAXES
        if any(one.minor is not None and one.minor > LARGEST_MINOR for one in self.taxes or ()):
            found["taxes"] = TOO_LARGE
        return found

    def _wrong_amounts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if is_beyond(self.quantity, _LARGEST_QUANTITY):
            found["quantity"] = _TOO_MANY
        elif not is_decimal(self.quantity, _LARGEST_QUANTITY) or self.quantity <= 0:
            found["quantity"] = _QUANTITY
        for name, amount in (("price", self.price), ("cost", self.cost)):
            if wrong := wrong_price(amount, _PRICE):
                found[name] = wrong
        percent = self.discount_percent
        if percent is not None and (not is_decimal(percent, Decimal(100)) or percent < 0):
            found["discount_percent"] = _PERCENT
        if self.discount is not None and (self.discount.minor < 0 or percent is not None):
            found["discount"] = _DISCOUNT
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order to save: as a draft, or placed at once.

    `id` is that of a draft which is written anew, `new_id` what the client chose for a new one. An
    order that another system calls `external_number` of `source` is made once, however often sent.
    """

    customer_id: UUID
    lines: tuple[LineDraft, ...]
    currency: str = ""
    ordered_at: datetime | None = None
    note: str = ""
    opportunity_id: UUID | None = None
    source: str = ""
    external_number: str = ""
    is_placed: bool = False
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    is_sample: bool = False

    def cleaned(self) -> "OrderDraft":
        """Checked and normalised; raises InvalidInputError that names every wrong field."""
        lines = cleaned_lines(self.lines)
        problems: dict[str, str] = {}
        number = self.external_number.strip()
        if len(self.note) > LONGEST_NOTE:
            problems["note"] = _TOO_LONG
        if len(number) > 120 or len(self.source) > 40:
            problems["external_number"] = _TOO_LONG
        if problems:
            raise InvalidInputError(fields=problems)
        return replace(self, lines=lines, external_number=number, note=self.note.strip())

    @property
    def digest(self) -> str:
        """Equal for the same order sent again."""
        return self.digest_for(self.customer_id)

    def digest_for(self, customer_id: UUID) -> str:
        """What the digest would be if the order named that customer."""
        return _digest(*self._said(customer_id), repr((self.note, self.is_placed)))

    def old_digest_for(self, customer_id: UUID) -> str:
        """As it was made while note and state were no part of it."""
        return _digest(*self._said(customer_id))

    def _said(self, customer_id: UUID) -> tuple[str, ...]:
        return str(customer_id), self.currency, str(self.ordered_at), *map(repr, self.lines)


def _digest(*said: str) -> str:
    return sha256("\n".join(said).encode()).hexdigest()


def cleaned_lines(lines: Sequence[LineDraft]) -> tuple[LineDraft, ...]:
    """Raises InvalidInputError that names each wrong field as `lines.<place>.<field>`."""
    if not lines:
        raise InvalidInputError(fields={"lines": _NO_LINES})
    if len(lines) > MOST_LINES:
        raise InvalidInputError(fields={"lines": _MANY_LINES})
    made = tuple(line.cleaned() for line in lines)
    wrong = {
        f"lines.{place}.{name}": sentence
        for place, line in enumerate(made)
        for name, sentence in line.problems().items()
    }
    if wrong:
        raise InvalidInputError(fields=wrong)
    return made


def are_taxes(taxes: Sequence[TaxRate]) -> bool:
    return len(taxes) <= MOST_TAXES and all(
        0 < len(one.name) <= 40
        and is_decimal(one.rate, Decimal(100))
        and one.rate >= 0
        and (one.minor is None or 0 <= one.minor <= LARGEST_MINOR)
        for one in taxes
    )


def wrong_price(amount: Decimal | None, sentence: str) -> str | None:
    """What is wrong with a price or a cost; None where nothing is, and where none is said."""
    if amount is None:
        return None
    if is_beyond(amount, LARGEST_PRICE):
        return TOO_LARGE
    return None if is_decimal(amount, LARGEST_PRICE) and amount >= 0 else sentence


def is_beyond(number: Decimal, largest: Decimal) -> bool:
    return number.is_finite() and number > largest


def is_decimal(number: Decimal, largest: Decimal) -> bool:
    """Whether it is a number of that size at most, with as many decimals as are kept."""
    exponent = number.as_tuple().exponent
    # Idle zeros take up room as well.
    if not isinstance(exponent, int) or exponent < -_MOST_DIGITS:
        return False
    if abs(number) > largest or abs(number.adjusted()) > _MOST_DIGITS:
        return False
    return number == round(number, _FINEST)
