"""What the pages of a customer and of an opportunity show of the score."""

from collections.abc import Mapping
from typing import Any

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity

from .rules import GRADES, LEVELS
from .standing import CustomerStanding, standing_now
from .words import Words

_SHOWN, _SHOWN_BESIDE_A_SALE = 5, 2


def load_customer_panel(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any] | None:
    """The cell, the matrix in which it stands, and the weightiest reasons."""
    found = standing_now(uow, customer.id)
    return None if found is None else _shown(uow, found, _SHOWN)


def load_opportunity_panel(uow: UnitOfWork, opportunity: Opportunity) -> Mapping[str, Any] | None:
    """The customer's cell, and the two reasons that tell most. Whoever sees the sale sees them."""
    found = standing_now(uow, opportunity.customer_id)
    if found is None:
        return None
    return {**_shown(uow, found, _SHOWN_BESIDE_A_SALE), "customer_id": opportunity.customer_id}


def _shown(uow: UnitOfWork, found: CustomerStanding, most: int) -> Mapping[str, Any]:
    reasons = Words(uow, found.version.labels).reasons(found.reasons)
    return {
        "standing": found.standing,
        "definition": found.definition,
        "matrix": [
            (grade, [(level, f"{grade}{level}" == found.standing.cell) for level in LEVELS])
            for grade in GRADES
        ],
        "reasons": reasons[:most],
        "more": max(0, len(reasons) - most),
        "number": found.version.number,
        "computed_at": found.computed_at,
    }
