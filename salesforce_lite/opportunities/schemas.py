"""Opportunities as programs send and see them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import (
    LARGEST_BATCH,
    Amount,
    DayRange,
    Input,
    ListQuery,
    Moment,
    Record,
    Reference,
    Several,
    Words,
)

OutcomeName = Literal["open", "won", "lost"]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Code = Annotated[str, Meta(max_length=40)]
Note = Annotated[str, Meta(max_length=4000)]
LossNote = Annotated[str, Meta(max_length=1000)]


class OpportunityView(Record, kw_only=True, frozen=True):
    """A possible sale to one customer.

    `probability` is what a person set, null where that of the stage counts; `likely` is the percent
    that counts.
    """

    title: str
    customer_id: UUID
    contact_id: UUID | None
    pipeline_id: UUID
    stage_id: UUID
    stage_since: Moment
    amount: Amount | None
    probability: int | None
    likely: int
    expected_close_on: date
    outcome: OutcomeName
    closed_on: date | None
    loss_reason: str
    loss_note: str
    source: str
    competitor: str
    note: str
    owner_id: UUID | None
    external_ref: str | None
    external_refs: list[str]
    custom: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class OpportunityWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of an opportunity; what is left out stays as it is.

    `owner_id` of others needs the permission to assign; null is the owner of the customer. A
    `probability` of null is that of the stage. Winning, losing and reopening are requests of their
    own. Of `custom` only the fields that are named are changed.
    """

    title: Title | UnsetType = UNSET
    customer_id: UUID | UnsetType = UNSET
    contact_id: UUID | UnsetType | None = UNSET
    pipeline_id: UUID | UnsetType = UNSET
    stage_id: UUID | UnsetType = UNSET
    amount: Amount | UnsetType | None = UNSET
    probability: Percent | UnsetType | None = UNSET
    expected_close_on: date | UnsetType = UNSET
    source: Code | UnsetType = UNSET
    competitor: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    owner_id: UUID | UnsetType | None = UNSET
    external_ref: Reference | UnsetType = UNSET
    custom: dict[str, Any] | UnsetType = UNSET


class NewOpportunity(OpportunityWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new opportunity; sent again with the `id` that the program chose, it is made once.

    One that ended elsewhere comes with its `outcome`, the day it was closed, and the reason why it
    was lost.
    """

    title: Title
    customer_id: UUID
    id: UUID | UnsetType = UNSET
    outcome: OutcomeName | UnsetType = UNSET
    closed_on: date | UnsetType | None = UNSET
    loss_reason: Code | UnsetType = UNSET
    loss_note: LossNote | UnsetType = UNSET


class OpportunityPatch(OpportunityWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A change of one of several opportunities; with `version` only if it has not changed since."""

    id: UUID
    version: int | UnsetType = UNSET


class NewOpportunities(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several new opportunities."""

    items: Annotated[list[NewOpportunity], Meta(min_length=1, max_length=LARGEST_BATCH)]


class OpportunityPatches(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Changes of several opportunities."""

    items: Annotated[list[OpportunityPatch], Meta(min_length=1, max_length=LARGEST_BATCH)]


SORTS = Literal[
    "expected_close_on",
    "-expected_close_on",
    "updated_at",
    "-updated_at",
    "closed_on",
    "-closed_on",
]


class OpportunityQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which opportunities; what is left out does not narrow."""

    q: Words = ""
    sort: Annotated[
        SORTS | None,
        Meta(
            description="By `expected_close_on`, or by `updated_at` where `updated_since` is asked "
            "for. By `closed_on` only those of one outcome, won or lost."
        ),
    ] = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    owner_id: UUID | None = None
    outcome: OutcomeName | None = None
    expected_close_on: DayRange = ""
    closed_on: DayRange = ""
    currency: Annotated[str, Meta(max_length=3)] = ""
    external_ref: Annotated[str, Meta(max_length=160)] = ""
    updated_since: Moment | None = None
    custom: Annotated[
        dict[str, str], Meta(description="Custom fields by code: a value, or a range `10..20`.")
    ] = {}


class Winning(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """On which day it was won; today where nothing is said."""

    closed_on: date | None = None


class Losing(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Why it was lost: a code of the list “opportunity.loss_reason”."""

    reason: Code
    note: LossNote = ""
    closed_on: date | None = None


class Move(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Into which stage, of any pipeline."""

    stage_id: UUID


class StageChangeView(Struct, kw_only=True, frozen=True):
    """When it entered a stage, from which, and how long it had stood there."""

    id: UUID
    from_stage_id: UUID | None
    to_stage_id: UUID
    at: Moment
    seconds_in_stage: int | None
    actor_id: UUID | None
    actor_name: str
