"""Webhooks, their deliveries and the feed of events as programs send and see them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import Input, PageQuery, Record

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Address = Annotated[str, Meta(max_length=2000, description="Where it is sent: http or https.")]
Types = Annotated[
    list[Annotated[str, Meta(max_length=80)]],
    Meta(max_length=200, description="Names of events, as in `GET /events`; none means all."),
]
Fields = Annotated[
    dict[str, str], Meta(description='Only events whose fields are so: `{"kind": "visit"}`.')
]


class WebhookView(Record, kw_only=True, frozen=True):
    """Sends events to one address, as far as its owner may see them."""

    name: str
    url: str
    types: tuple[str, ...]
    team_id: UUID | None
    portfolio_id: UUID | None
    fields: dict[str, Any]
    owner_id: UUID
    is_on: bool
    off_reason: str
    created_at: datetime
    updated_at: datetime


class WebhookWithSecret(WebhookView, kw_only=True, frozen=True):
    """With the secret that signs, told this once."""

    secret: str


class NewWebhook(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A webhook that sends what happens from now on, in the name of who makes it."""

    name: Name
    url: Address
    types: Types = []
    team_id: UUID | None = None
    portfolio_id: UUID | None = None
    fields: Fields = {}
    id: UUID | UnsetType = UNSET


class WebhookChange(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another name, address or choice; who changes a webhook becomes its owner."""

    name: Name | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    types: Types | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    portfolio_id: UUID | UnsetType | None = UNSET
    fields: Fields | UnsetType = UNSET


class DeliveryView(Struct, kw_only=True, frozen=True):
    """One event for one webhook; `id` is what the receiver knows it by, at each attempt."""

    id: UUID
    event_id: UUID | None
    type: str
    state: Literal["waiting", "sent", "dead", "withheld"]
    attempts: int
    status: int | None
    problem: str
    created_at: datetime
    next_at: datetime
    ended_at: datetime | None


class DeliveryQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which deliveries, the newest first."""

    state: Literal["waiting", "sent", "dead", "withheld"] | None = None


class EventView(Struct, kw_only=True, frozen=True):
    """Something that happened; `position` counts up in the order of the server."""

    id: UUID
    position: int
    type: str
    version: int
    occurred_at: datetime
    actor_id: UUID | None
    actor_name: str
    surface: str
    data: dict[str, Any]


class Events(Struct, kw_only=True, frozen=True):
    """A page of events. `next_cursor` is where to read on, always: at once where there `is_more`,
    later where not."""

    items: list[EventView]
    next_cursor: str
    is_more: bool


class EventQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which events; without a cursor from the beginning."""

    types: Annotated[
        str, Meta(max_length=2000, description="Names of events, parted by commas.")
    ] = ""
    newest: Annotated[bool, Meta(description="Only the cursor for what happens from now on.")] = (
        False
    )
