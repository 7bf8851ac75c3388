"""Campaigns for programs: which there are, how far they are, and who is put on their lists."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from salesforce_lite.api import Resource, expected_version
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

from .caller_numbers import set_caller_number
from .campaign_lists import Segment, fill_list
from .campaigns import (
    add_campaign,
    add_members,
    change_campaign,
    close_campaign,
    get_campaign,
    list_campaigns,
    progress_of,
)
from .desk_model import Campaign
from .model import LOG, MANAGE

campaigns = Resource(name="campaigns", title=N_("Campaigns"))
_MOST_AT_ONCE = 500


class CampaignView(Struct, kw_only=True, frozen=True):
    """A campaign, with how many of its list are still to be called and how many are done."""

    id: UUID
    name: str
    purpose: str
    max_attempts: int
    retry_minutes: int
    caller_number: Annotated[str, Meta(description="empty for that of the line")]
    is_open: bool
    waiting: int
    done: int
    exhausted: int
    excluded: int
    version: int


class NewCampaign(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A list that is yet empty."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    purpose: Literal["commercial", "service"]
    max_attempts: Annotated[int, Meta(ge=1, le=50)] = 4
    retry_minutes: Annotated[int, Meta(ge=1, le=43_200)] = 120
    caller_number: Annotated[str, Meta(max_length=100)] = ""


class NewMembers(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who is to be called; those that stand on the list already stay as they are."""

    customer_ids: Annotated[list[UUID], Meta(min_length=1, max_length=_MOST_AT_ONCE)]
    priority: Annotated[int, Meta(ge=1, le=9)] = 5


class CampaignChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is to change; the rest stays."""

    name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    purpose: Literal["commercial", "service"] | UnsetType = UNSET
    max_attempts: Annotated[int, Meta(ge=1, le=50)] | UnsetType = UNSET
    retry_minutes: Annotated[int, Meta(ge=1, le=43_200)] | UnsetType = UNSET
    caller_number: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET


class NewSegment(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Customers who are all of this; what is empty narrows nothing."""

    lifecycle: Literal["", "lead", "qualified", "active", "dormant", "lost"] = ""
    role: Annotated[str, Meta(max_length=80)] = ""
    tag: Annotated[str, Meta(max_length=80)] = ""
    portfolio_id: UUID | None = None
    priority: Annotated[int, Meta(ge=1, le=9)] = 5


class Filled(Struct, kw_only=True, frozen=True):
    """How many are new on the list now; where it is not whole, the others follow in a moment."""

    added: int
    is_whole: bool


class Added(Struct, kw_only=True, frozen=True):
    """How many are new on the list."""

    added: int


class ShownNumber(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What those who are called see; empty for the number of the line."""

    caller_number: Annotated[str, Meta(max_length=100)]


class Opening(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whether anybody is still called."""

    is_open: bool


@campaigns.get("", needs=LOG)
def index() -> list[CampaignView]:
    """The open ones first, the newest of them first."""
    return _views(list_campaigns(current_uow()))


@campaigns.get("/<uuid:campaign_id>", needs=LOG)
def show(campaign_id: UUID) -> CampaignView:
    """One campaign."""
    return _views([get_campaign(current_uow(), campaign_id)])[0]


@campaigns.post("", needs=MANAGE)
def add(body: NewCampaign) -> CampaignView:
    """Make a campaign."""
    campaign = add_campaign(
        current_uow(),
        name=body.name,
        purpose=body.purpose,
        max_attempts=body.max_attempts,
        retry_minutes=body.retry_minutes,
        caller_number=body.caller_number,
    )
    return _views([campaign])[0]


@campaigns.post("/<uuid:campaign_id>/members", needs=MANAGE)
def put_on_list(campaign_id: UUID, body: NewMembers) -> Added:
    """Put customers on the list. Left out is who has no number, or wants no calls."""
    uow = current_uow()
    ids = list(dict.fromkeys(body.customer_ids))
    return Added(added=add_members(uow, campaign_id, ids, priority=body.priority))


@campaigns.patch("/<uuid:campaign_id>", needs=MANAGE)
def change(campaign_id: UUID, body: CampaignChange) -> CampaignView:
    """Change a campaign. With more attempts, who had too many waits again."""
    uow = current_uow()
    campaign = get_campaign(uow, campaign_id)
    names = ("name", "purpose", "max_attempts", "retry_minutes", "caller_number")
    standing = {name: getattr(campaign, name) for name in names}
    sent = {name: value for name, value in structs.asdict(body).items() if value is not UNSET}
    version = expected_version()
    changed = change_campaign(uow, campaign_id, **standing | sent, version=version)
    return _views([changed])[0]


@campaigns.post("/<uuid:campaign_id>/segment", needs=MANAGE)
def put_segment_on_list(campaign_id: UUID, body: NewSegment) -> Filled:
    """Put a whole segment of customers on the list, however many they are."""
    segment = Segment(
        lifecycle=body.lifecycle, role=body.role, tag=body.tag, portfolio_id=body.portfolio_id
    )
    filled = fill_list(current_uow(), campaign_id, segment, priority=body.priority)
    return Filled(added=filled.added, is_whole=filled.is_whole)


@campaigns.post("/<uuid:campaign_id>/opening", needs=MANAGE)
def turn(campaign_id: UUID, body: Opening) -> CampaignView:
    """Close the campaign, or open it again; its list and answers stay."""
    return _views([close_campaign(current_uow(), campaign_id, is_open=body.is_open)])[0]


@campaigns.post("/<uuid:campaign_id>/caller-number", needs=MANAGE)
def show_number(campaign_id: UUID, body: ShownNumber) -> CampaignView:
    """Choose the number that is shown; refused where the law forbids it for such calls."""
    uow = current_uow()
    campaign = get_campaign(uow, campaign_id)
    set_caller_number(uow, campaign, body.caller_number)
    return _views([campaign])[0]


def _views(rows: Sequence[Campaign]) -> list[CampaignView]:
    progress = progress_of(current_uow(), [one.id for one in rows])
    return [
        CampaignView(
            id=one.id,
            name=one.name,
            purpose=one.purpose,
            max_attempts=one.max_attempts,
            retry_minutes=one.retry_minutes,
            caller_number=one.caller_number,
            is_open=one.is_open,
            waiting=progress.get(one.id, {}).get("waiting", 0),
            done=progress.get(one.id, {}).get("done", 0),
            exhausted=progress.get(one.id, {}).get("exhausted", 0),
            excluded=progress.get(one.id, {}).get("excluded", 0),
            version=one.version,
        )
        for one in rows
    ]
