"""What was won lately, as far as the reader may see it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from salesforce_lite.customers import owner_names
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome, visible_opportunities
from salesforce_lite.plugin import plugin_settings

MOST = 3


def load_bell(uow: UnitOfWork, _day: object) -> Mapping[str, Any] | None:
    """What the card on Today shows; None when nothing was won, and then there is no card."""
    won = won_since(uow, days=plugin_settings(uow, "win_bell")["days"])
    if not won:
        return None
    names = owner_names(uow, {sale.owner_id for sale in won if sale.owner_id})
    return {"won": [(sale, names[sale.owner_id] if sale.owner_id else "") for sale in won]}


def won_since(uow: UnitOfWork, *, days: int) -> list[Opportunity]:
    """The newest sales of so many days; one day is today."""
    since = uow.today - timedelta(days=days - 1)
    query = visible_opportunities(uow).where(
        Opportunity.outcome == Outcome.WON, Opportunity.closed_on >= since
    )
    newest = query.order_by(Opportunity.closed_on.desc(), Opportunity.id.desc())
    return list(uow.session.scalars(newest.limit(MOST)))
