"""A purchase and a return as events, so that points, values and reports need nobody's tables.

The plugin that keeps orders records them; so may a bridge to another system. Amounts of a return
are positive. Net is after discounts and before taxes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event, as_json
from salesforce_lite.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """One line; in a return, `line_id` is that of the purchase, and the amounts what goes back."""

    line_id: UUID
    product_code: str
    category: str
    quantity: Decimal
    net: Money
    tax: Money
    # Paid for with points: it earns none.
    is_reward: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: as_json(getattr(self, name)) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        money = {name: Money.of(**value[name]) for name in ("net", "tax")}
        return cls(
            line_id=UUID(value["line_id"]),
            product_code=value["product_code"],
            category=value["category"],
            quantity=Decimal(value["quantity"]),
            is_reward=value.get("is_reward", False),
            **money,
        )


@dataclass(frozen=True, kw_only=True)
class PurchaseMade(Event):
    """A customer has bought something. `source` and `number` tell it from every other purchase."""

    words = N_("A purchase was made")

    purchase_id: UUID
    source: str
    number: str
    customer_id: UUID
    made_at: datetime
    net: Money
    tax: Money
    lines: tuple[PurchaseLine, ...]


@dataclass(frozen=True, kw_only=True)
class PurchaseReturned(Event):
    """A purchase was given back, all of it or a part; what was cancelled is given back whole."""

    words = N_("A purchase was given back")

    return_id: UUID
    purchase_id: UUID
    source: str
    customer_id: UUID
    returned_at: datetime
    net: Money
    tax: Money
    lines: tuple[PurchaseLine, ...]
