"""What the page of a customer shows of its opportunities."""

from typing import Any

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.listing import list_opportunities
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.pipelines import all_stages
from salesforce_lite.opportunities.service import today_of
from salesforce_lite.opportunities.standing import standing_with
from salesforce_lite.opportunities.sums import currencies_of, reckoning

_SHOWN = 8


def customer_panel(uow: UnitOfWork, customer: Customer) -> dict[str, Any]:
    """The open opportunities that close first, and what all of them are worth."""
    wanted = OpportunityFilter(customer_id=customer.id)
    page = list_opportunities(uow, wanted, limit=_SHOWN)
    standing = standing_with(uow, customer)
    rates = reckoning(uow, currencies_of([standing.open]), today_of(uow))
    return {
        "customer": customer,
        "opportunities": page.items,
        "stages": all_stages(uow) if page.items else {},
        "count": standing.count,
        "total": rates.amount(standing.open),
    }
