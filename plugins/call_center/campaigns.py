"""Use cases of campaigns: whom they call, and what became of a call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from salesforce_lite.customers import Customer, get_customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .caller_numbers import caller_number_typed
from .calling_rules import Purpose
from .coming_back import bring_back
from .desk_model import Campaign, Member
from .dispositions import disposition_called
from .model import LOG, MANAGE, Call
from .permitting import excluded_numbers
from .zones import zone_of

WAITING, DONE, EXHAUSTED, EXCLUDED = "waiting", "done", "exhausted", "excluded"
_BATCH = 900
_EMPTY = N_("Fill this in.")
_NO_PURPOSE = N_("Choose why they are called.")
_OUT_OF_RANGE = N_("From 1 to 50 attempts.")
_LONGEST_RETRY = 43_200
_NO_MINUTES = N_("From 1 minute to 43,200, which are 30 days.")
_NOT_A_PRIORITY = N_("From 1, which is called first, to 9.")


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
    _check(name, purpose, max_attempts, retry_minutes)
    campaign = Campaign(
        name=" ".join(name.split())[:120],
        purpose=purpose,
        max_attempts=max_attempts,
        retry_minutes=retry_minutes,
        caller_number=caller_number_typed(uow, purpose, caller_number),
        created_at=uow.now,
    )
    uow.session.add(campaign)
    uow.session.flush()
    return campaign


def change_campaign(
    uow: UnitOfWork,
    campaign_id: UUID,
    *,
    name: str,
    purpose: str,
    max_attempts: int,
    retry_minutes: int,
    caller_number: str,
    version: int | None = None,
) -> Campaign:
    """As `add_campaign`, of one that is there. With more attempts, who had too many waits again;
    with less, who has had them is called no more, unless a call was promised."""
    uow.actor.require(MANAGE)
    campaign = get_campaign(uow, campaign_id)
    check_version(campaign, version)
    _check(name, purpose, max_attempts, retry_minutes)
    number = caller_number_typed(uow, purpose, caller_number)
    if (campaign.purpose, campaign.caller_number) != (purpose, number):
        bring_back(uow, campaign_id=campaign.id)
    campaign.name, campaign.purpose = " ".join(name.split())[:120], purpose
    campaign.max_attempts, campaign.retry_minutes = max_attempts, retry_minutes
    campaign.caller_number = number
    uow.session.flush()
    _count_attempts_anew(uow, campaign)
    return campaign


def _count_attempts_anew(uow: UnitOfWork, campaign: Campaign) -> None:
    more = (Member.state == EXHAUSTED, Member.attempts < campaign.max_attempts)
    less = (
        Member.state == WAITING,
        Member.attempts >= campaign.max_attempts,
        Member.promised_to.is_(None),
    )
    for now_so, state in ((more, WAITING), (less, EXHAUSTED)):
        uow.session.execute(
            update(Member)
            .where(Member.campaign_id == campaign.id, *now_so)
            .values(state=state, version=Member.version + 1)
        )


def _check(name: str, purpose: str, max_attempts: int, retry_minutes: int) -> None:
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = _EMPTY
    if purpose not in (Purpose.COMMERCIAL, Purpose.SERVICE):
        problems["purpose"] = _NO_PURPOSE
    if not 1 <= max_attempts <= 50:
        problems["max_attempts"] = _OUT_OF_RANGE
    if not 1 <= retry_minutes <= _LONGEST_RETRY:
        problems["retry_minutes"] = _NO_MINUTES
    if problems:
        raise InvalidInputError(fields=problems)


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
