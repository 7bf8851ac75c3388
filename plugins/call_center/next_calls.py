"""Use case: whom an agent calls next in a campaign, and when, where nobody may be called now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, update

from salesforce_lite.customers import Customer, of_visible_customer
from salesforce_lite.kernel.uow import UnitOfWork

from .calling_rules import Hindrance, Purpose, Verdict
from .campaigns import EXCLUDED, WAITING, get_campaign
from .desk_model import Campaign, Member
from .errors import CalledLaterError, CallerNumberError, NothingToCallError
from .model import LOG
from .permitting import may_call
from .zones import country_of

# So long a customer is held for whoever has the page open.
HELD_FOR = timedelta(minutes=30)
# Whoever promised to call is not there: after so long somebody else calls.
_PROMISE_KEPT_FOR = timedelta(hours=1)
# So many are read at once.
_LOOKED_AT = 50
# So often at most for one request, which would keep others waiting.
_ROUNDS = 40
_LASTING = {Hindrance.DO_NOT_CALL, Hindrance.EXCLUSION_LIST, Hindrance.NO_CONSENT}
_ASLEEP = {Hindrance.HOURS, Hindrance.HOLIDAY}


@dataclass(frozen=True, slots=True)
class NextCall:
    """Whom to call now, and until when nobody else gets them."""

    member: Member
    customer: Customer
    verdict: Verdict


def next_call(uow: UnitOfWork, campaign_id: UUID) -> NextCall:
    """Whom the actor calls now; raises what `why_nobody` says where there is nobody."""
    found = find_next_call(uow, campaign_id)
    if found is None:
        raise why_nobody(uow, campaign_id)
    return found


def find_next_call(uow: UnitOfWork, campaign_id: UUID) -> NextCall | None:
    """The one whom the actor has open, else what was promised to them, else by priority and time.

    Who may not be called at this hour by their own clock is put off to when they may, with all on
    the list who live by the same clock and law.
    """
    uow.actor.require(LOG)
    campaign = get_campaign(uow, campaign_id)
    if not campaign.is_open:
        return None
    for _round in range(_ROUNDS):
        rows = _due(uow, campaign)
        if not rows:
            return None
        for member, customer in rows:
            # Those who live by the same clock may have put it off.
            if member.next_at > uow.now:
                continue
            verdict = verdict_on(uow, campaign, member, customer, uow.now)
            if verdict.is_allowed:
                member.taken_by, member.taken_until = uow.actor.user_id, uow.now + HELD_FOR
                uow.session.flush()
                return NextCall(member, customer, verdict)
            _put_off(uow, campaign, member, customer, verdict)
    return None


def verdict_on(
    uow: UnitOfWork, campaign: Campaign, member: Member, customer: Customer, at: datetime
) -> Verdict:
    """Whether somebody on a list may be called then; whom we promised to call has asked for it."""
    promised = member.promised_to is not None
    purpose = Purpose.CALLBACK if promised else Purpose(campaign.purpose)
    shown = campaign.caller_number
    return may_call(uow, customer, member.number, at, purpose, caller_number=shown)


def why_nobody(uow: UnitOfWork, campaign_id: UUID) -> NothingToCallError:
    """What to say where the list has nobody for now: when there will be, or that those who are
    left are left out only for the number that is shown."""
    campaign = get_campaign(uow, campaign_id)
    when = soonest_call(uow, campaign)
    if when is not None:
        return CalledLaterError(when=when)
    query = _on_list(uow, campaign).where(Member.state == EXCLUDED).limit(_LOOKED_AT)
    for member, customer in uow.session.execute(query):
        found = set(verdict_on(uow, campaign, member, customer, uow.now).hindrances)
        if Hindrance.CALLER_NUMBER in found and not found & _LASTING:
            return CallerNumberError()
    return NothingToCallError()


def soonest_call(uow: UnitOfWork, campaign: Campaign) -> datetime | None:
    """When the actor may make the next call of an open campaign; None for never."""
    if not campaign.is_open:
        return None
    query = _on_list(uow, campaign).where(Member.state == WAITING)
    found: datetime | None = None
    rows = uow.session.execute(query.order_by(Member.next_at, Member.id).limit(_LOOKED_AT))
    for member, customer in rows:
        at = _free_at(uow, member)
        if found is not None and member.next_at >= found:
            break
        verdict = verdict_on(uow, campaign, member, customer, at)
        when = at if verdict.is_allowed else verdict.next_at
        if when is not None and (found is None or when < found):
            found = when
    return found


def _free_at(uow: UnitOfWork, member: Member) -> datetime:
    """From when on the actor may have somebody on the list."""
    own = uow.actor.user_id
    times = [uow.now, member.next_at]
    if member.promised_to not in (None, own):
        times.append(member.next_at + _PROMISE_KEPT_FOR)
    if member.taken_until is not None and member.taken_by != own:
        times.append(member.taken_until)
    return max(times)


def _put_off(
    uow: UnitOfWork, campaign: Campaign, member: Member, customer: Customer, verdict: Verdict
) -> None:
    if verdict.next_at is None:
        member.state = EXCLUDED
        uow.session.flush()
        return
    member.next_at = verdict.next_at
    uow.session.flush()
    if set(verdict.hindrances) <= _ASLEEP and customer.country and member.promised_to is None:
        _put_off_alike(uow, campaign, member, customer, verdict.next_at)


def _put_off_alike(
    uow: UnitOfWork, campaign: Campaign, member: Member, customer: Customer, until: datetime
) -> None:
    """All others with this clock and the law of this country: a list of thousands that sleep is
    passed over at once. Those that another agent looks at are left to them."""
    alike = (
        select(Member.id)
        .join(Customer, Customer.id == Member.customer_id)
        .where(
            Member.campaign_id == campaign.id,
            Member.state == WAITING,
            Member.next_at <= uow.now,
            Member.promised_to.is_(None),
            or_(Member.taken_until.is_(None), Member.taken_until <= uow.now),
            Member.zone == member.zone,
            Customer.country == country_of(uow, customer, member.number),
        )
        .with_for_update(of=Member, skip_locked=True)
    )
    uow.session.execute(
        update(Member)
        .where(Member.id.in_(alike.scalar_subquery()))
        .values(next_at=until, version=Member.version + 1)
        .execution_options(synchronize_session=False)
    )
    for one in uow.session:
        if isinstance(one, Member):
            uow.session.expire(one)


def _due(uow: UnitOfWork, campaign: Campaign) -> list[tuple[Member, Customer]]:
    """Locked, so that two agents never have the same one; what others hold is passed over."""
    own = uow.actor.user_id
    query = (
        _on_list(uow, campaign)
        .where(
            Member.state == WAITING,
            Member.next_at <= uow.now,
            or_(
                Member.taken_until.is_(None),
                Member.taken_until <= uow.now,
                Member.taken_by == own,
            ),
            or_(
                Member.promised_to.is_(None),
                Member.promised_to == own,
                Member.next_at <= uow.now - _PROMISE_KEPT_FOR,
            ),
        )
        .order_by(Member.priority, Member.next_at, Member.id)
        .with_for_update(of=Member, skip_locked=True)
    )
    # Theirs come first, however many others are before them.
    theirs = or_(
        and_(Member.taken_by == own, Member.taken_until.is_not(None)), Member.promised_to == own
    )
    found = [
        (member, customer)
        for asked in (query.where(theirs), query)
        for member, customer in uow.session.execute(asked.limit(_LOOKED_AT))
    ]
    held = [row for row in found if row[0].taken_by == own and row[0].taken_until]
    promised = [row for row in found if row[0].promised_to == own]
    return list({row[0].id: row for row in (*held, *promised, *found)}.values())


def _on_list(uow: UnitOfWork, campaign: Campaign) -> Select[Member, Customer]:
    """Those on its list whom the actor sees."""
    return (
        select(Member, Customer)
        .join(Customer, Customer.id == Member.customer_id)
        .where(Member.campaign_id == campaign.id, of_visible_customer(uow, Member.customer_id))
    )
