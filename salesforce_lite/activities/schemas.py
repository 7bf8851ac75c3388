"""Activities as programs send and see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import (
    LARGEST_BATCH,
    Input,
    ListQuery,
    Moment,
    Record,
    Reference,
    Several,
)

Kind = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=30,
        description="`visit`, `call`, `email`, `message`, `meeting`, `task`, `promise`, `note`, or "
        "a kind of a plugin or of the company's own.",
    ),
]
Text = Annotated[str, Meta(max_length=300)]
Note = Annotated[str, Meta(max_length=8000)]
Standing = Literal["planned", "overdue", "done"]


class Coordinates(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where it happened, in degrees (WGS 84)."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


class Who(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Somebody who took part: a user or contact by id, or just a name."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: Literal["user", "contact", "name"] = "name"
    id: UUID | None = None


class ActivityView(Record, kw_only=True, frozen=True):
    """One contact with a customer, or one thing to do: planned until `completed_at` is set.

    `at` is the moment it stands at: when it happened, or is due. `is_kept` is of promises.
    """

    kind: str
    status: Standing
    channel: str
    subject: str
    note: str
    outcome: str
    customer_id: UUID | None
    contact_id: UUID | None
    opportunity_id: UUID | None
    owner_id: UUID | None
    at: Moment
    due_at: Moment | None
    started_at: Moment | None
    ended_at: Moment | None
    completed_at: Moment | None
    is_all_day: bool
    zone: str
    location: str
    place: Coordinates | None
    participants: list[Who]
    is_kept: bool | None
    follows_id: UUID | None
    external_ref: str | None
    external_refs: list[str]
    data: dict[str, Any]
    custom: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class NextActivity(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What comes after it: planned with it, for the same customer."""

    kind: Kind
    due_at: Moment
    subject: Annotated[str, Meta(max_length=200)] = ""
    is_all_day: bool = False


class ActivityWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of an activity; what is left out stays as it is.

    `owner_id` of others outside of one's team needs the permission to assign. Of `custom` only the
    fields that are named are changed; `data` is what a plugin's kind keeps.
    """

    kind: Kind | UnsetType = UNSET
    channel: Annotated[str, Meta(max_length=30)] | UnsetType = UNSET
    subject: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    outcome: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    customer_id: UUID | UnsetType | None = UNSET
    contact_id: UUID | UnsetType | None = UNSET
    opportunity_id: UUID | UnsetType | None = UNSET
    owner_id: UUID | UnsetType = UNSET
    due_at: Moment | UnsetType | None = UNSET
    started_at: Moment | UnsetType | None = UNSET
    ended_at: Moment | UnsetType | None = UNSET
    completed_at: Moment | UnsetType | None = UNSET
    is_all_day: bool | UnsetType = UNSET
    zone: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    location: Text | UnsetType = UNSET
    place: Coordinates | UnsetType | None = UNSET
    participants: Annotated[list[Who], Meta(max_length=100)] | UnsetType = UNSET
    external_ref: Reference | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    custom: dict[str, Any] | UnsetType = UNSET


class NewActivity(ActivityWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new activity: with `completed_at` it is done, without it is planned.

    What is planned without `due_at` is for today. Sent again with the `id` that the program chose,
    it is made once.
    """

    kind: Kind
    id: UUID | UnsetType = UNSET
    follows_id: UUID | None = None
    next_step: NextActivity | None = None


class ActivityPatch(ActivityWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A change of one of several; with `version` only if it has not changed since."""

    id: UUID
    version: int | UnsetType = UNSET


class NewActivities(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several new activities."""

    items: Annotated[list[NewActivity], Meta(min_length=1, max_length=LARGEST_BATCH)]


class ActivityPatches(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Changes of several activities."""

    items: Annotated[list[ActivityPatch], Meta(min_length=1, max_length=LARGEST_BATCH)]


class ActivityQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which activities; what is left out does not narrow. Of ranges the end is not part.

    Sorted by `due_at` are only those that are planned; left out, what is planned comes by its day,
    everything else the newest first.
    """

    q: Annotated[
        str, Meta(max_length=200, description="Words, as in the search; the best 100.")
    ] = ""
    sort: Literal["at", "-at", "due_at", "-due_at", "updated_at", "-updated_at"] | None = None
    status: Standing | None = None
    kind: Annotated[str, Meta(max_length=30)] = ""
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    follows_id: UUID | None = None
    at_since: Moment | None = None
    at_until: Moment | None = None
    due_since: Moment | None = None
    due_until: Moment | None = None
    updated_since: Moment | None = None
    external_ref: Annotated[str, Meta(max_length=160)] = ""
    custom: Annotated[
        dict[str, str], Meta(description="Custom fields by code: a value, or a range `10..20`.")
    ] = {}


class Completion(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How it went: the outcome replaces, the note is added to what stands there."""

    outcome: Annotated[str, Meta(max_length=40)] | None = None
    note: Note | None = None
    next_step: NextActivity | None = None
    completed_at: Annotated[
        Moment | None, Meta(description="When it was done, if not just now.")
    ] = None


class Rescheduling(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another time for what is planned."""

    due_at: Moment
    zone: Annotated[str, Meta(max_length=60)] | None = None
    is_all_day: bool | None = None


class PromiseNote(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What became of a promise, in words."""

    note: Note | None = None
