"""What phones send and are answered."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from salesforce_lite.api import LARGEST_BATCH, Input, Moment, PageQuery, Record

_LARGEST = 2**53 - 1
Version = Annotated[
    int, Meta(ge=0, le=2**31 - 1, description="The version that the phone had read.")
]
State = Literal["applied", "conflict", "rejected"]


class Command(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One thing that was done on the phone."""

    op_id: Annotated[UUID, Meta(description="Made when it was done, and the same in each try.")]
    seq: Annotated[int, Meta(ge=0, le=_LARGEST, description="Counts up on the device.")]
    command: Annotated[str, Meta(max_length=80, description="`activities.create_activity`, …")]
    payload: Annotated[Raw, Meta(description="What the command takes; see the documentation.")]
    v: Annotated[int, Meta(ge=1, le=1000)] = 1
    base_version: Version | None = None


class Push(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What waits on a phone. An id that begins with `temp:` stands for the one that the server
    makes; later commands of the device may use it."""

    device_id: UUID
    device_now: Annotated[Moment, Meta(description="The clock of the device, when it is sent.")]
    commands: Annotated[list[Command], Meta(max_length=LARGEST_BATCH)]
    device_name: Annotated[str, Meta(max_length=120)] = ""
    app_version: Annotated[str, Meta(max_length=40)] = ""


class Reason(Struct, kw_only=True, frozen=True):
    """Why a command was not applied, or not all of it."""

    code: str
    detail: str
    errors: dict[str, str] = {}


class CommandResult(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What became of one command; of a `duplicate` what `was` answered at first.

    With `retry` nothing of it is kept: it is to be sent again.
    """

    op_id: UUID
    status: Literal["applied", "duplicate", "conflict", "rejected"]
    was: State | None = None
    retry: bool = False
    record_kind: str = ""
    id: UUID | None = None
    version: int | None = None
    record: Any = None
    reason: Reason | None = None
    conflict_id: UUID | None = None


class Pushed(Struct, kw_only=True, frozen=True):
    """One result for each command that was looked at, in the order of `seq`; what is `left` is to
    be sent again. `ids` are those that stand for `temp:…`."""

    results: list[CommandResult]
    left: int
    ids: dict[str, UUID]
    skew_s: float
    epoch: UUID

    @property
    def counted_rows(self) -> int:
        """Whatever is shown counts."""
        return max(1, sum(one.record is not None for one in self.results))


class PullQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where to read on; without a cursor from the beginning: what a phone should carry."""

    cursor: Annotated[str, Meta(max_length=2000)] = ""
    device_id: UUID | None = None


class Change(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A record as it is now, or that it is gone. What belongs to a customer that is gone goes with
    it."""

    kind: Literal["customer", "contact", "opportunity", "activity"]
    id: UUID
    version: int | None = None
    is_gone: bool = False
    record: Any = None
    # Lists, one for each card of a plugin; makers of clients stumble over a list of anything.
    cards: dict[str, Any] = {}


class Pulled(Struct, kw_only=True, frozen=True):
    """Changes in the order of the server. `next_cursor` is where to read on, always: at once where
    there `is_more`, later where not."""

    items: Sequence[Change]
    next_cursor: str
    is_more: bool
    is_priming: bool
    epoch: UUID
    left_out: int
    """Customers beyond what a phone carries; they come when they change."""
    vocabulary: dict[str, Any] | None = None
    """Lists of values, pipelines, kinds, fields: all of it, whenever some of it changed."""

    @property
    def counted_rows(self) -> int:
        """Of a folder the customer counts: what a phone carries is limited by other means."""
        if not self.is_priming:
            return len(self.items)
        return max(1, sum(one.kind == "customer" for one in self.items))


class DeviceView(Record, kw_only=True, frozen=True):
    """A phone and when it was heard of last."""

    name: str
    user_id: UUID
    app_version: str
    seen_at: Moment | None
    pushed_at: Moment | None
    primed_at: Moment | None
    skew_s: float
    wipe_asked_at: Moment | None
    wiped_at: Moment | None


class Wiping(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """With `revoke` the token that the phone used last counts no more, at once."""

    revoke: bool = False


class ConflictView(Record, kw_only=True, frozen=True):
    """What a phone said and what was not applied, until a person has decided.

    `fields` names each field with its `original`, `current` and `wanted` value.
    """

    kind: Literal["fields", "state", "gone", "reused"]
    user_id: UUID
    command: str
    record_kind: str
    record_id: UUID | None
    fields: dict[str, Any]
    payload: dict[str, Any]
    reason: dict[str, Any]
    is_open: bool
    decision: dict[str, Any]
    created_at: Moment


class ConflictQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which conflicts, the oldest first."""

    is_open: bool = True
    user_id: UUID | None = None


class Decision(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which value stays: `fields` for single fields of a conflict of fields, `choice` for the rest,
    and for all of any other."""

    choice: Literal["wanted", "current"] | None = None
    fields: dict[str, Literal["wanted", "current"]] = {}
