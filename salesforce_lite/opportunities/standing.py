"""How a customer stands: what is open with them, and the last sale."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage
from salesforce_lite.opportunities.service import visible_opportunities
from salesforce_lite.opportunities.sums import ByCurrency, count_of
from salesforce_lite.opportunities.totals import Sums, measures


@dataclass(frozen=True, slots=True)
class Standing:
    """Sums of what is open, the first day one of it should close, the day of the last sale."""

    open: ByCurrency
    closes_on: date | None
    won_on: date | None

    @property
    def count(self) -> int:
        return count_of(self.open)


def standing_with(uow: UnitOfWork, customer: Customer) -> Standing:
    """Asked once for all parts of a page."""
    return uow.once(("opportunities.standing", customer.id), lambda: _read(uow, customer))


def _read(uow: UnitOfWork, customer: Customer) -> Standing:
    rows = uow.session.execute(
        visible_opportunities(uow)
        .with_only_columns(
            Opportunity.outcome,
            Opportunity.amount_currency,
            func.min(Opportunity.expected_close_on),
            func.max(Opportunity.closed_on),
            *measures(Opportunity.amount_minor, Opportunity.probability_set),
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Opportunity.customer_id == customer.id,
            Opportunity.outcome.in_([Outcome.OPEN, Outcome.WON]),
        )
        .group_by(Opportunity.outcome, Opportunity.amount_currency)
    ).all()
    opened = [row for row in rows if row[0] == Outcome.OPEN]
    return Standing(
        open={row[1] or "": Sums(*map(int, row[4:])) for row in opened},
        closes_on=min((row[2] for row in opened), default=None),
        won_on=max((row[3] for row in rows if row[0] == Outcome.WON), default=None),
    )
