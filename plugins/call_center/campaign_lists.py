"""Use case: put a whole segment of customers on the list of a campaign, however many they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from salesforce_lite.customers import Customer, CustomerFilter, Lifecycle, find_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.paging import Order
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.plugin import GoOn
from salesforce_lite.team import list_portfolios

from .campaigns import add_members, get_campaign
from .desk_model import Campaign
from .model import MANAGE

FILL = "call_center.fill"
# So many are put on the list while somebody waits; the job goes on in steps of as many.
AT_ONCE = 2000
_PAGE = 200
_NOT_OFFERED = N_("Choose one of those that are offered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Customers who are all of this; what is empty narrows nothing, so that nothing is all whom
    the actor sees."""

    lifecycle: str = ""
    role: str = ""
    tag: str = ""
    portfolio_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """How many are new on the list, and whether those are all; else a job puts the others there."""

    added: int
    is_whole: bool


def fill_list(uow: UnitOfWork, campaign_id: UUID, segment: Segment, *, priority: int = 5) -> Filled:
    """Put a segment on a list, as `add_members` does. Raises InvalidInputError for a lifecycle,
    role or portfolio that there is not."""
    uow.actor.require(MANAGE)
    _check(uow, segment)
    added, cursor = _step(uow, campaign_id, segment, priority, None)
    if cursor is not None:
        payload = {
            "campaign_id": str(campaign_id),
            "lifecycle": segment.lifecycle,
            "role": segment.role,
            "tag": segment.tag,
            "portfolio_id": str(segment.portfolio_id or ""),
            "priority": priority,
            "cursor": cursor,
        }
        enqueue_job(uow, FILL, payload)
    return Filled(added, cursor is None)


def fill_further(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """The next step of a list that is long; a campaign that is gone needs none."""
    campaign_id = UUID(payload["campaign_id"])
    if uow.session.get(Campaign, campaign_id) is None:
        return None
    portfolio = payload["portfolio_id"]
    segment = Segment(
        lifecycle=payload["lifecycle"],
        role=payload["role"],
        tag=payload["tag"],
        portfolio_id=UUID(portfolio) if portfolio else None,
    )
    _added, cursor = _step(uow, campaign_id, segment, payload["priority"], payload["cursor"])
    return GoOn({**payload, "cursor": cursor}) if cursor is not None else None


def _step(
    uow: UnitOfWork, campaign_id: UUID, segment: Segment, priority: int, cursor: str | None
) -> tuple[int, str | None]:
    """How many are new, and where to go on; None at the end."""
    campaign = get_campaign(uow, campaign_id)
    wanted = CustomerFilter(
        lifecycle=segment.lifecycle,
        role=segment.role,
        tag=segment.tag,
        portfolio_id=segment.portfolio_id,
    )
    ids: list[UUID] = []
    while True:
        page = find_customers(
            uow,
            wanted,
            cursor=cursor,
            limit=_PAGE,
            order=(Order(Customer.id),),
            name=f"call_center.list.{campaign.id}",
        )
        ids += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None or len(ids) >= AT_ONCE:
            return add_members(uow, campaign.id, ids, priority=priority), cursor


def _check(uow: UnitOfWork, segment: Segment) -> None:
    problems: dict[str, str] = {}
    if segment.lifecycle and segment.lifecycle not in tuple(Lifecycle):
        problems["lifecycle"] = _NOT_OFFERED
    roles = {one.code for one in list_values(uow, "customer.role", retired=True)}
    if segment.role and segment.role not in roles:
        problems["role"] = _NOT_OFFERED
    if segment.portfolio_id and segment.portfolio_id not in {
        one.id for one in list_portfolios(uow)
    }:
        problems["portfolio_id"] = _NOT_OFFERED
    if problems:
        raise InvalidInputError(fields=problems)
