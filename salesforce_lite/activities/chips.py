"""What the cards of the board say about the next step."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.upcoming import next_of_opportunities
from salesforce_lite.activities.words import show_planned, show_title
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import OpportunityChip


def load_chips(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, OpportunityChip]:
    """Overdue, planned, or that nothing is: one query for all cards."""
    if not uow.actor.may("activities.view"):
        return {}
    following = next_of_opportunities(uow, ids)
    return {opportunity_id: _chip(following.get(opportunity_id)) for opportunity_id in ids}


def _chip(activity: Activity | None) -> OpportunityChip:
    if activity is None:
        return OpportunityChip(text=str(gettext("No next step")), state="none")
    words = gettext("%(when)s · %(what)s", when=show_planned(activity), what=show_title(activity))
    return OpportunityChip(
        text=str(words),
        state="overdue" if activity.is_overdue(clock.now()) else "planned",
    )
