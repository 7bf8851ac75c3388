"""What programs send to loyalty and are told by it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import Amount, Input, Moment, PageQuery, read_amount
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .journal_model import Transaction
from .keeping_model import AdjustmentRequest, Redemption, Reward
from .members import members_of, standing_of
from .model import Account, Program
from .sales import SaleLine

_Points = Annotated[int, Meta(ge=1, le=10**12, description="Whole points.")]
_Key = Annotated[str, Meta(min_length=1, max_length=120)]
_Source = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        description="The system that tells it; with `reference` it counts once.",
    ),
]


class ProgramView(Struct, kw_only=True, frozen=True):
    """A program of points; `rules` is the number of the version that holds."""

    id: UUID
    code: str
    name: str
    currency: str
    zone: str
    is_open: bool
    rules: int


class RewardView(Struct, kw_only=True, frozen=True):
    """A reward; without `stock` there are as many as are wanted."""

    id: UUID
    program_id: UUID
    name: str
    cost: int
    stock: int | None
    valid_from: date | None
    valid_until: date | None
    is_offered: bool


class MemberView(Struct, kw_only=True, frozen=True):
    """A member, with what can be redeemed at this moment."""

    id: UUID
    program_id: UUID
    customer_id: UUID | None
    number: str
    state: str
    tier: str
    tier_until: datetime | None
    joined_at: datetime
    available: int
    pending: int
    debt: int
    next_expiry_at: datetime | None
    next_expiry_points: int


class MovementView(Struct, kw_only=True, frozen=True):
    """A movement of points; `points` is what the member has more, or less below nothing."""

    id: UUID
    member_id: UUID
    kind: str
    points: int
    occurred_at: datetime
    source: str
    reference: str
    rules: int | None
    reason: str


class RedemptionView(Struct, kw_only=True, frozen=True):
    """A redemption; `state` is open, used or cancelled."""

    id: UUID
    member_id: UUID
    reward_id: UUID | None
    code: str
    points: int
    state: str
    made_at: datetime


class AdjustmentView(Struct, kw_only=True, frozen=True):
    """An adjustment; `state` is posted, waiting for a second person, or refused."""

    id: UUID
    member_id: UUID
    points: int
    reason: str
    lapses_on: date | None
    state: str


class MemberQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whose memberships, and of which program."""

    program_id: UUID | None = None
    customer_id: UUID | None = None


class RewardQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Of which program."""

    program_id: UUID


class NewMember(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A customer who joins; `birthday` is month and day, such as 1224."""

    program_id: UUID
    customer_id: UUID
    birthday: Annotated[int, Meta(ge=0, le=1231)] = 0
    brought_by: UUID | None = None


class SentLine(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A line: net after discounts and before tax; what was paid with points says `is_reward`."""

    product_code: Annotated[str, Meta(max_length=80)] = ""
    category: Annotated[str, Meta(max_length=80)] = ""
    quantity: Annotated[str, Meta(max_length=20, pattern=r"^[0-9]+(\.[0-9]{1,3})?$")] = "1"
    net: Amount
    is_reward: bool = False


class NewAccrual(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A purchase (`net`, and `lines` where rules look at them), or an `event` that rules know.

    The same `source` and `reference` count once, however often they are sent.
    """

    program_id: UUID
    customer_id: UUID
    source: _Source
    reference: _Key
    made_at: Moment
    net: Amount | UnsetType = UNSET
    lines: Annotated[tuple[SentLine, ...], Meta(max_length=500)] = ()
    event: Literal["visit", "survey", "other"] | UnsetType = UNSET


class NewReturn(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What came back of a purchase, in amounts above nothing."""

    program_id: UUID
    source: _Source
    reference: _Key
    sale_reference: _Key
    returned_at: Moment
    net: Amount
    lines: Annotated[tuple[SentLine, ...], Meta(max_length=500)] = ()


class NewRedemption(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Points for a reward, or so many for something else; the `id` keeps it from counting twice."""

    id: UUID | UnsetType = UNSET
    member_id: UUID
    reward_id: UUID | None = None
    points: _Points | None = None


class NewAdjustment(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Points by hand, below nothing to take them away, with the reason."""

    id: UUID | UnsetType = UNSET
    member_id: UUID
    points: Annotated[int, Meta(ge=-(10**12), le=10**12)]
    reason: Annotated[str, Meta(max_length=300)]
    lapses_on: Annotated[date, Meta(description="The last day of what is given.")] | None = None


def member_views(uow: UnitOfWork, accounts: Sequence[Account]) -> list[MemberView]:
    """With what each has at this moment, in one query."""
    standings = standing_of(uow, accounts)
    return [
        MemberView(
            id=one.id,
            program_id=one.program_id,
            customer_id=one.customer_id,
            number=one.number,
            state=one.state,
            tier=one.tier,
            tier_until=one.tier_until,
            joined_at=one.joined_at,
            available=standings[one.id].available,
            pending=standings[one.id].pending,
            debt=standings[one.id].debt,
            next_expiry_at=standings[one.id].next_expiry,
            next_expiry_points=standings[one.id].next_points,
        )
        for one in accounts
    ]


def members_along(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[MemberView]]:
    """The memberships of customers, along with these; phones carry them as well."""
    found: dict[UUID, list[MemberView]] = {}
    for one in member_views(uow, members_of(uow, ids)):
        if one.customer_id is not None:
            found.setdefault(one.customer_id, []).append(one)
    return found


def program_view(one: Program) -> ProgramView:
    return ProgramView(
        id=one.id,
        code=one.code,
        name=one.name,
        currency=one.currency,
        zone=one.zone,
        is_open=one.is_open,
        rules=one.rules,
    )


def reward_view(one: Reward) -> RewardView:
    return RewardView(
        id=one.id,
        program_id=one.program_id,
        name=one.name,
        cost=one.cost,
        stock=one.stock,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        is_offered=one.is_offered,
    )


def movement_view(one: Transaction) -> MovementView:
    return MovementView(
        id=one.id,
        member_id=one.account_id,
        kind=one.kind,
        points=one.points,
        occurred_at=one.occurred_at,
        source=one.source,
        reference=one.reference,
        rules=one.rules,
        reason=one.reason,
    )


def redemption_view(one: Redemption) -> RedemptionView:
    return RedemptionView(
        id=one.id,
        member_id=one.account_id,
        reward_id=one.reward_id,
        code=one.code,
        points=one.points,
        state=one.state,
        made_at=one.made_at,
    )


def adjustment_view(one: AdjustmentRequest) -> AdjustmentView:
    return AdjustmentView(
        id=one.id,
        member_id=one.account_id,
        points=one.points,
        reason=one.reason,
        lapses_on=one.lapses_on,
        state=one.state,
    )


def read_lines(lines: Sequence[SentLine]) -> tuple[SaleLine, ...]:
    """Lines as they were sent, never rounded."""
    return tuple(
        SaleLine(
            code=one.product_code,
            category=one.category,
            quantity=Decimal(one.quantity),
            net=read_amount(one.net, f"lines.{place}.net") or Money(0, one.net.currency),
            is_reward=one.is_reward,
        )
        for place, one in enumerate(lines)
    )
