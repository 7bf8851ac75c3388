"""Use cases of campaigns: whom they call, who is next, and what became of a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from salesforce_lite.customers import Customer, get_customer, of_visible_customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .caller_numbers import caller_number_typed
from .calling_rules import Hindrance, Purpose, Verdict
from .desk_model import Campaign, Member
from .dispositions import disposition_called
from .errors import CallerNumberError, NothingToCallError
from .model import LOG, MANAGE, Call
from .permitting import excluded_numbers, may_call
from .zones import zone_of

WAITING, DONE, EXHAUSTED, EXCLUDED = "waiting", "done", "exhausted", "excluded"
# So long a customer is held for whoever has the page open.
HELD_FOR = timedelta(minutes=30)
# Of those that are due so many are looked at; who may not be called now is put off.
_LOOKED_AT = 50
_BATCH = 900
# What another number would not mend.
_LASTING = {Hindrance.DO_NOT_CALL, Hindrance.EXCLUSION_LIST, Hindrance.NO_CONSENT}
_EMPTY = N_("Fill this in.")
_NO_PURPOSE = N_("Choose why they are called.")
_OUT_OF_RANGE = N_("From 1 to 50 attempts.")
_NOT_A_PRIORITY = N_("From 1, which is called first, to 9.")


@dataclass(frozen=True, slots=True)
class NextCall:
    """Whom to call now, and until when nobody else gets them."""

    member: Member
    customer: Customer
    verdict: Verdict


def add_campaign(
    uow: UnitOfWork,
    *,
    name: str,
    purpose: str,
    max_attempts: int = 4,
    retry_minutes: int = 120,
    caller_number: str = "",
) -> Campaign:
    """A list that is yet empty. Raises InvalidInputError beside the fields, also for a number that
    such calls may not show."""
    uow.actor.require(MANAGE)
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = _EMPTY
    if purpose not in tuple(Purpose):
        problems["purpose"] = _NO_PURPOSE
    if not 1 <= max_attempts <= 50:
        problems["max_attempts"] = _OUT_OF_RANGE
    if problems:
        raise InvalidInputError(fields=problems)
    campaign = Campaign(
        name=" ".join(name.split())[:120],
        purpose=purpose,
        max_attempts=max_attempts,
        retry_minutes=max(1, retry_minutes),
        caller_number=caller_number_typed(uow, purpose, caller_number),
        created_at=uow.now,
    )
    uow.session.add(campaign)
    uow.session.flush()
    return campaign


def get_campaign(uow: UnitOfWork, campaign_id: UUID) -> Campaign:
    uow.actor.require(LOG)
    campaign = uow.session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFoundError
    return campaign


def list_campaigns(uow: UnitOfWork) -> Sequence[Campaign]:
    """The newest first; those that are closed come after the open ones."""
    uow.actor.require(LOG)
    query = select(Campaign).order_by(Campaign.is_open.desc(), Campaign.created_at.desc())
    return uow.session.scalars(query.limit(200)).all()


def close_campaign(uow: UnitOfWork, campaign_id: UUID, *, is_open: bool = False) -> Campaign:
    """Nobody is called any more; the list and its answers stay."""
    uow.actor.require(MANAGE)
    campaign = get_campaign(uow, campaign_id)
    campaign.is_open = is_open
    return campaign


def add_members(
    uow: UnitOfWork, campaign_id: UUID, customer_ids: Sequence[UUID], *, priority: int = 5
) -> int:
    """Put customers on the list, each once; answers how many are new. Who has no number that can
    be dialled is left out, and so is who wants no calls."""
    uow.actor.require(MANAGE)
    campaign = get_campaign(uow, campaign_id)
    if not 1 <= priority <= 9:
        raise InvalidInputError(fields={"priority": _NOT_A_PRIORITY})
    added = 0
    for start in range(0, len(customer_ids), _BATCH):
        ids = customer_ids[start : start + _BATCH]
        customers = uow.session.scalars(visible_customers(uow).where(Customer.id.in_(ids))).all()
        standing = select(Member.customer_id).where(
            Member.campaign_id == campaign.id, Member.customer_id.in_(ids)
        )
        known = set(uow.session.scalars(standing))
        numbers = {
            one.id: next((phone.number for phone in one.phones if phone.number), None)
            for one in customers
        }
        excluded = excluded_numbers(uow, [one for one in numbers.values() if one])
        new = [
            Member(
                campaign_id=campaign.id,
                customer_id=one.id,
                number=number,
                zone=zone_of(uow, one, number),
                priority=priority,
                next_at=uow.now,
            )
            for one in customers
            if (number := numbers[one.id]) and one.id not in known and number not in excluded
        ]
        uow.session.add_all(new)
        added += len(new)
    uow.session.flush()
    return added


def next_call(uow: UnitOfWork, campaign_id: UUID) -> NextCall:
    """Whom the actor calls now; raises NothingToCallError where nobody is left, CallerNumberError
    where the number of the campaign is why."""
    found = find_next_call(uow, campaign_id)
    if found is None:
        raise why_nobody(uow, campaign_id)
    return found


def find_next_call(uow: UnitOfWork, campaign_id: UUID) -> NextCall | None:
    """The one whom the actor has open, else what was promised to them, else by priority and time.

    Who may not be called at this hour by their own clock is put off to when they may.
    """
    uow.actor.require(LOG)
    campaign = get_campaign(uow, campaign_id)
    if not campaign.is_open:
        return None
    for member, customer in _due(uow, campaign):
        verdict = verdict_on(uow, campaign, member, customer)
        if verdict.is_allowed:
            member.taken_by, member.taken_until = uow.actor.user_id, uow.now + HELD_FOR
            uow.session.flush()
            return NextCall(member, customer, verdict)
        if verdict.next_at is None:
            member.state = EXCLUDED
        else:
            member.next_at = verdict.next_at
    uow.session.flush()
    return None


def verdict_on(uow: UnitOfWork, campaign: Campaign, member: Member, customer: Customer) -> Verdict:
    """Whether somebody on a list may be called now; whom we promised to call has asked for it."""
    promised = member.promised_to is not None
    purpose = Purpose.CALLBACK if promised else Purpose(campaign.purpose)
    shown = campaign.caller_number
    return may_call(uow, customer, member.number, uow.now, purpose, caller_number=shown)


def why_nobody(uow: UnitOfWork, campaign_id: UUID) -> type[NothingToCallError]:
    """What to say where the list has nobody for now: some may be left out only for the number."""
    campaign = get_campaign(uow, campaign_id)
    query = (
        select(Member, Customer)
        .join(Customer, Customer.id == Member.customer_id)
        .where(Member.campaign_id == campaign.id, Member.state == EXCLUDED)
        .where(of_visible_customer(uow, Member.customer_id))
        .limit(_LOOKED_AT)
    )
    for member, customer in uow.session.execute(query):
        found = set(verdict_on(uow, campaign, member, customer).hindrances)
        if Hindrance.CALLER_NUMBER in found and not found & _LASTING:
            return CallerNumberError
    return NothingToCallError


def get_member(uow: UnitOfWork, member_id: UUID) -> Member:
    """Somebody on a list; raises NotFoundError for whom the actor may not see."""
    uow.actor.require(LOG)
    member = uow.session.get(Member, member_id)
    if member is None:
        raise NotFoundError
    get_customer(uow, member.customer_id)
    return member


def settle_member(
    uow: UnitOfWork, member_id: UUID, call: Call, *, callback_at: datetime | None = None
) -> Member:
    """What the call has come to: done, called again later, or never again."""
    member = get_member(uow, member_id)
    campaign = get_campaign(uow, member.campaign_id)
    if call.member_id == member.id:
        return member
    disposition = disposition_called(uow, call.disposition, opened_at=call.logged_at)
    call.member_id = member.id
    member.attempts += 1
    member.disposition, member.taken_by, member.taken_until = disposition.code, None, None
    member.promised_to = None
    if disposition.sets_dnc:
        member.state = EXCLUDED
    elif disposition.schedules_callback and callback_at is not None:
        member.next_at, member.promised_to = callback_at, uow.actor.user_id
    elif disposition.is_contact:
        member.state = DONE
    elif member.attempts >= campaign.max_attempts:
        member.state = EXHAUSTED
    else:
        member.next_at = uow.now + timedelta(minutes=campaign.retry_minutes)
    uow.session.flush()
    return member


def progress_of(uow: UnitOfWork, campaign_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Campaign → state → how many, in one query."""
    rows = uow.session.execute(
        select(Member.campaign_id, Member.state, func.count())
        .where(Member.campaign_id.in_(campaign_ids))
        .group_by(Member.campaign_id, Member.state)
    )
    found: dict[UUID, dict[str, int]] = {}
    for campaign_id, state, count in rows:
        found.setdefault(campaign_id, {})[state] = count
    return found


def _due(uow: UnitOfWork, campaign: Campaign) -> list[tuple[Member, Customer]]:
    """Locked, so that two agents never have the same one; what others hold is passed over."""
    own = uow.actor.user_id
    query = (
        select(Member, Customer)
        .join(Customer, Customer.id == Member.customer_id)
        .where(
            Member.campaign_id == campaign.id,
            Member.state == WAITING,
            Member.next_at <= uow.now,
            of_visible_customer(uow, Member.customer_id),
            or_(
                Member.taken_until.is_(None),
                Member.taken_until <= uow.now,
                Member.taken_by == own,
            ),
            or_(
                Member.promised_to.is_(None),
                Member.promised_to == own,
                # Whoever promised it is not there: after an hour somebody else calls.
                Member.next_at <= uow.now - timedelta(hours=1),
            ),
        )
        .order_by(Member.priority, Member.next_at, Member.id)
        .limit(_LOOKED_AT)
        .with_for_update(of=Member, skip_locked=True)
    )
    rows = [(member, customer) for member, customer in uow.session.execute(query)]
    held = [row for row in rows if row[0].taken_by == own and row[0].taken_until]
    promised = [row for row in rows if row[0].promised_to == own]
    return list({row[0].id: row for row in (*held, *promised, *rows)}.values())
