"""A purchase as programs reckon it, whoever tells it: net amounts after discounts, before tax."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from salesforce_lite.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """One line; what is given as a reward earns nothing."""

    code: str = ""
    category: str = ""
    quantity: Decimal = Decimal(1)
    net: Money
    is_reward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """`source` and `reference` tell it from all others: posted twice, it counts once."""

    source: str
    reference: str
    customer_id: UUID
    made_at: datetime
    net: Money
    lines: tuple[SaleLine, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleReturn:
    """What came back of a purchase, in amounts above nothing."""

    source: str
    reference: str
    sale_reference: str
    returned_at: datetime
    net: Money
    lines: tuple[SaleLine, ...] = ()
