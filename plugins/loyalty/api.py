"""Loyalty for programs: members and their points, accruals, returns, redemptions, adjustments."""

from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Listed, PageQuery, Resource, chosen, list_name, listed, read_amount
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.paging import Order, page_of
from salesforce_lite.web import current_uow

from .adjusting import adjust, decide
from .api_shapes import (
    AdjustmentView,
    MemberQuery,
    MemberView,
    MovementView,
    NewAccrual,
    NewAdjustment,
    NewMember,
    NewRedemption,
    NewReturn,
    ProgramView,
    RedemptionView,
    RewardQuery,
    RewardView,
    adjustment_view,
    member_views,
    movement_view,
    program_view,
    read_lines,
    redemption_view,
    reward_view,
)
from .joining import enrol
from .members import find_member, get_member, visible_members
from .model import ACCRUE, ADJUST, APPROVE, ENROL, REDEEM, VIEW, Account
from .movements import movements_of
from .programs import list_programs
from .redeeming import cancel_redemption, hand_out, redeem, seen_redemption
from .rewards import list_rewards
from .sales import Sale, SaleReturn
from .told_points import post_happening, post_return, post_sale

programs = Resource(name="programs", title=N_("Programs of points"))
rewards = Resource(name="rewards", title=N_("Rewards for points"))
members = Resource(name="members", title=N_("Members of programs"))
accruals = Resource(name="accruals", title=N_("Points for purchases and events"))
returns = Resource(name="returns", title=N_("Points of returned purchases"))
redemptions = Resource(name="redemptions", title=N_("Redemptions of points"))
adjustments = Resource(name="adjustments", title=N_("Adjustments of points by hand"))
RESOURCES = [programs, rewards, members, accruals, returns, redemptions, adjustments]

_ONE = N_("Say either what was bought or what happened.")
_NO_MEMBER = N_("This customer is no member of the program.")
_BY_ID = (Order(Account.id),)


@programs.get("", needs=VIEW)
def list_all_programs() -> Listed[ProgramView]:
    """All programs: there are few."""
    found = list_programs(current_uow())
    return Listed(items=[program_view(one) for one in found], next_cursor=None)


@rewards.get("", needs=VIEW)
def list_offered(query: RewardQuery) -> Listed[RewardView]:
    """The rewards that a program offers, the cheapest first."""
    found = list_rewards(current_uow(), query.program_id)
    return Listed(items=[reward_view(one) for one in found], next_cursor=None)


@members.get("", needs=VIEW)
def list_members(query: MemberQuery) -> Listed[MemberView]:
    """Members whom one sees, a page at a time."""
    uow = current_uow()
    found = visible_members(uow)
    if query.program_id:
        found = found.where(Account.program_id == query.program_id)
    if query.customer_id:
        found = found.where(Account.customer_id == query.customer_id)
    page = page_of(
        uow.session,
        found,
        _BY_ID,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("loyalty.members", query),
    )
    return Listed(items=member_views(uow, page.items), next_cursor=page.next_cursor)


@members.post("", needs=ENROL, status=201)
def join(body: NewMember) -> MemberView:
    """Make a customer a member; who is one already stays as they are."""
    uow = current_uow()
    account = enrol(
        uow,
        body.program_id,
        body.customer_id,
        birthday=body.birthday,
        brought_by=body.brought_by,
    )
    uow.session.refresh(account)
    return member_views(uow, [account])[0]


@members.get("/<uuid:member_id>", needs=VIEW)
def show_member(member_id: UUID) -> MemberView:
    """One member, with what can be redeemed at this moment."""
    uow = current_uow()
    return member_views(uow, [get_member(uow, member_id)])[0]


@members.get("/<uuid:member_id>/movements", needs=VIEW)
def list_movements(member_id: UUID, query: PageQuery) -> Listed[MovementView]:
    """What moved a member's points, newest first."""
    page = movements_of(current_uow(), member_id, cursor=query.cursor or None, limit=query.limit)
    return listed(page, movement_view)


@accruals.post("", needs=ACCRUE, status=201)
def accrue(body: NewAccrual) -> Listed[MovementView]:
    """Post what a purchase or an event gives, once; nothing is an empty list."""
    uow = current_uow()
    if (body.net is UNSET) == (body.event is UNSET):
        raise InvalidInputError(fields={"net": _ONE, "event": _ONE})
    net = read_amount(chosen(body.net), "net")
    if net is not None:
        sale = Sale(
            source=body.source,
            reference=body.reference,
            customer_id=body.customer_id,
            made_at=body.made_at,
            net=net,
            lines=read_lines(body.lines),
        )
        found = post_sale(uow, body.program_id, sale)
    else:
        account = find_member(uow, body.program_id, body.customer_id)
        if account is None:
            raise InvalidInputError(fields={"customer_id": _NO_MEMBER})
        found = post_happening(
            uow, account.id, chosen(body.event) or "", body.source, body.reference, body.made_at
        )
    return Listed(items=[movement_view(found)] if found else [], next_cursor=None)


@returns.post("", needs=ACCRUE, status=201)
def take_back(body: NewReturn) -> MovementView:
    """Take back the points of what was returned, in proportion."""
    net = read_amount(body.net, "net")
    if net is None:
        raise InvalidInputError(fields={"net": _ONE})
    one = SaleReturn(
        source=body.source,
        reference=body.reference,
        sale_reference=body.sale_reference,
        returned_at=body.returned_at,
        net=net,
        lines=read_lines(body.lines),
    )
    return movement_view(post_return(current_uow(), body.program_id, one))


@redemptions.post("", needs=REDEEM, status=201)
def redeem_points(body: NewRedemption) -> RedemptionView:
    """Redeem points for a reward or something else; those that lapse first are used first."""
    made = redeem(
        current_uow(),
        body.member_id,
        points=body.points,
        reward_id=body.reward_id,
        redemption_id=chosen(body.id),
    )
    return redemption_view(made)


@redemptions.get("/<uuid:redemption_id>", needs=VIEW)
def show_redemption(redemption_id: UUID) -> RedemptionView:
    """One redemption of a member whom one sees."""
    return redemption_view(seen_redemption(current_uow(), redemption_id))


@redemptions.post("/<uuid:redemption_id>/cancellation", needs=REDEEM)
def cancel(redemption_id: UUID) -> RedemptionView:
    """Give the points back; cancelled twice, it happens once."""
    return redemption_view(cancel_redemption(current_uow(), redemption_id))


@redemptions.post("/<uuid:redemption_id>/handing-out", needs=REDEEM)
def give(redemption_id: UUID) -> RedemptionView:
    """The member has what was redeemed; it cannot be cancelled any more."""
    return redemption_view(hand_out(current_uow(), redemption_id))


@adjustments.post("", needs=ADJUST, status=201)
def adjust_points(body: NewAdjustment) -> AdjustmentView:
    """Give or take points by hand; above the program's limit it waits for a second person."""
    made = adjust(
        current_uow(),
        body.member_id,
        body.points,
        body.reason,
        lapses_on=body.lapses_on,
        request_id=chosen(body.id),
    )
    return adjustment_view(made)


@adjustments.post("/<uuid:adjustment_id>/approval", needs=APPROVE)
def approve(adjustment_id: UUID) -> AdjustmentView:
    """Approve what somebody else asked for."""
    return adjustment_view(decide(current_uow(), adjustment_id, approve=True))


@adjustments.post("/<uuid:adjustment_id>/refusal", needs=APPROVE)
def refuse(adjustment_id: UUID) -> AdjustmentView:
    """Refuse what somebody else asked for."""
    return adjustment_view(decide(current_uow(), adjustment_id, approve=False))
