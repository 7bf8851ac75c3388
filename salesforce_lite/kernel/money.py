"""Money: a whole number of the smallest unit of a currency, never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache

from babel.numbers import get_currency_precision, list_currencies

from salesforce_lite.kernel.errors import N_, DomainError

_MOST_DIGITS = 100


class UnknownCurrencyError(DomainError):
    code = "unknown_currency"
    sentence = N_("“%(currency)s” is not a currency code. Use three letters such as EUR or MXN.")


class CurrencyMismatchError(DomainError):
    code = "currency_mismatch"
    sentence = N_("%(left)s and %(right)s cannot be added without an exchange rate.")


class TooFineAmountError(DomainError):
    """Rounded, it would be another amount than the one that was written."""

    code = "too_fine_amount"
    sentence = N_("This amount has more decimals than its currency. Write it with fewer.")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents, centavos; none for CLP) with its ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> "Money":
        """Money from an amount in major units, rounded half to even at the currency's precision."""
        code = check_currency(currency)
        exponent = get_currency_precision(code)
        with localcontext() as exact:
            # The default of 28 digits would refuse what people may type; services bound amounts.
            exact.prec = _MOST_DIGITS
            scaled = Decimal(amount).scaleb(exponent).quantize(Decimal(1), ROUND_HALF_EVEN)
        return cls(int(scaled), code)

    @classmethod
    def exactly(cls, amount: Decimal, currency: str) -> "Money":
        """What somebody wrote; raises TooFineAmountError rather than round it."""
        money = cls.of(amount, currency)
        if money.amount != amount:
            raise TooFineAmountError
        return money

    @property
    def amount(self) -> Decimal:
        """The amount in major units."""
        with localcontext() as exact:
            exact.prec = _MOST_DIGITS
            return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __composite_values__(self) -> tuple[int, str]:
        return self.minor, self.currency

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatchError(left=self.currency, right=other.currency)
        return Money(self.minor + other.minor, self.currency)

    def share(self, percent: int) -> "Money":
        """The given percentage of it, rounded half to even."""
        part = (Decimal(self.minor) * percent / 100).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Money(int(part), self.currency)

    def as_json(self) -> dict[str, str]:
        return {"amount": str(self.amount), "currency": self.currency}

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def check_currency(code: str) -> str:
    """The code in upper case; raises UnknownCurrencyError for what is none."""
    upper = code.strip().upper()
    if upper not in _known_currencies():
        raise UnknownCurrencyError(currency=code)
    return upper


def is_currency(code: str) -> bool:
    """Whether it is a currency code, in upper case."""
    return code in _known_currencies()


@cache
def _known_currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def money_or_none(minor: int | None, currency: str | None) -> Money | None:
    """What two nullable columns mean; the composite of a record that may have no amount."""
    return None if minor is None or currency is None else Money(minor, currency)
