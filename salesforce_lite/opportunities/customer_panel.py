"""What the page of a customer shows of its opportunities."""

from typing import Any

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.pipelines import all_stages
from salesforce_lite.opportunities.service import (
    list_opportunities,
    today_of,
)
from salesforce_lite.opportunities.sums import reckoning

_SHOWN = 8


def customer_panel(uow: UnitOfWork, customer: Customer) -> dict[str, Any]:
    """The open opportunities that close first, and what they are worth."""
    wanted = OpportunityFilter(customer_id=customer.id)
    page = list_opportunities(uow, wanted, limit=_SHOWN)
    amounts = [one.amount for one in page.items if one.amount is not None]
    rates = reckoning(uow, {amount.currency for amount in amounts}, today_of(uow))
    return {
        "customer": customer,
        "opportunities": page.items,
        "stages": all_stages(uow) if page.items else {},
        "total": rates.total(amounts).amount,
        "more": page.next_cursor is not None,
    }
