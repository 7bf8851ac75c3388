"""The rules of a program as a version holds them: what earns, multiplies, lapses and ranks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

# What is reckoned from purchases, and what is given once for something that happened.
AMOUNT, PRODUCT, CATEGORY = "amount", "product", "category"
VISIT, SURVEY, REFERRAL, REFERRED = "visit", "survey", "referral", "referred"
BIRTHDAY, WELCOME, OTHER = "birthday", "welcome", "other"
OF_PURCHASES = (AMOUNT, PRODUCT, CATEGORY)
OF_HAPPENINGS = (VISIT, SURVEY, REFERRAL, REFERRED, BIRTHDAY, WELCOME, OTHER)

PER_ORDER, PER_LINE = "order", "line"
BY_AMOUNT, BY_QUANTITY = "amount", "quantity"
NEVER, FIXED, ACTIVITY = "never", "fixed", "activity"
YEAR, MONTHS = "year", "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most points that a rule gives a member; 0 for no limit."""

    order: int = 0
    day: int = 0
    month: int = 0
    member: int = 0

    def __bool__(self) -> bool:
        return any((self.order, self.day, self.month, self.member))

    @property
    def look_back(self) -> bool:
        """Whether what was given before has to be known."""
        return any((self.day, self.month, self.member))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way to earn.

    Of purchases it gives `rate` points for each unit of the currency (or, `by` quantity, for each
    piece), net of discounts, without tax, reward lines left out, rounded down once `per` order or
    for each line. Of what happened it gives `points`.
    """

    key: str
    kind: str
    name: str = ""
    rate: Decimal = Decimal(0)
    points: int = 0
    per: str = PER_ORDER
    by: str = BY_AMOUNT
    codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    # Purchases of less give nothing.
    least: Decimal = Decimal(0)
    caps: Caps = field(default_factory=Caps)
    qualifies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Multiplies what purchases give from one day to another, both included.

    Of several that hold at once the largest multiplier counts.
    """

    key: str
    name: str = ""
    begins: date
    ends: date
    multiplier: Decimal
    tiers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A rank: how many qualifying points reach it, how many keep it, and what it multiplies."""

    code: str
    name: str
    achieve: int
    retain: int
    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """All rules of a version."""

    rules: tuple[Rule, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    # From the lowest to the highest.
    tiers: tuple[Tier, ...] = ()
    # Over which time points count for tiers: the calendar year, or so many months back.
    window: str = YEAR
    window_months: int = 12
    expiry: str = FIXED
    expiry_months: int = 12
    # For how many days points of purchases wait before they can be redeemed.
    pending_days: int = 0
    # How many referrals of a member count in a year; 0 for all.
    referrals_a_year: int = 0

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Definition":
        return msgspec.convert(content, cls)

    def as_json(self) -> dict[str, Any]:
        content: dict[str, Any] = msgspec.to_builtins(self)
        return content

    def rule(self, key: str) -> Rule | None:
        return next((one for one in self.rules if one.key == key), None)

    def campaign(self, key: str) -> Campaign | None:
        return next((one for one in self.campaigns if one.key == key), None)

    def tier(self, code: str) -> Tier | None:
        return next((one for one in self.tiers if one.code == code), None)

    def of_kind(self, kind: str) -> Rule | None:
        return next((one for one in self.rules if one.kind == kind), None)

    @property
    def of_purchases(self) -> tuple[Rule, ...]:
        return tuple(one for one in self.rules if one.kind in OF_PURCHASES)
