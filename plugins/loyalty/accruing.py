"""Points come into being: for purchases and for what happened, each once, by the rules of its day.

Nobody is asked for a permission here: what a rule gives, it gives whoever saved the purchase.
`services` asks those who post points by themselves.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.uow import UnitOfWork

from .caps import Given, capped, given_before
from .days import day_of, end_after
from .definition import FIXED, Definition
from .events import LoyaltyPointsPosted
from .journal_model import ACCRUED, AVAILABLE, ISSUED, OWED, PENDING
from .lapsing import expire_at_once, let_lapse, touch_accounts
from .ledger import lock_accounts, post, posted_keys
from .members import accounts_of, enrol_customers
from .model import ACTIVE, Account, Program
from .postings import NewLot, Posting
from .rates import factors_of
from .reckoning import Part, parts_of
from .referral_jobs import ask_for_referrals
from .sales import Sale
from .tiers import Climb, promote
from .uncounted import note_uncounted
from .versions import Version, version_at

# The basis of what is given once: it is taken back whole.
WHOLE = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a rule of this kind gives points for: a visit, a survey, a birthday."""

    kind: str
    account_id: UUID
    source: str
    reference: str
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Earning:
    """Points for one account, before they are posted."""

    account: Account
    source: str
    reference: str
    at: datetime
    version: Version
    parts: Sequence[Part]
    detail: dict[str, Any]
    # What is bought may come back: its points wait as long as the program says.
    waits: bool = False


def accrue_sales(uow: UnitOfWork, program: Program, sales: Iterable[Sale]) -> list[Posting]:
    """Post what these purchases give; what was posted before is left out, what gives nothing too.

    Constant in statements, however many they are. A purchase in a currency without a rate is
    kept as one that could not be counted.
    """
    once = {(one.source, one.reference): one for one in sales}
    buyers = [one.customer_id for one in once.values()]
    if program.enrols_buyers:
        joined = {one.customer_id: min(one.made_at, uow.now) for one in once.values()}
        accounts = enrol_customers(uow, program, joined)
    else:
        accounts = accounts_of(uow, program.id, buyers)
    accounts = _held(uow, accounts)
    let_lapse(uow, accounts.values())
    fresh = [
        one
        for one in _not_posted(uow, program, once.values())
        if one.customer_id in accounts and _earns(accounts[one.customer_id])
    ]
    if not fresh:
        return []
    versions = {one.reference: version_at(uow, program.id, one.made_at) for one in fresh}
    factors = factors_of(uow, program, fresh)
    definitions = [one.definition for one in versions.values()]
    held = [accounts[one.customer_id].id for one in fresh]
    given = given_before(uow, program.zone, {id(one): one for one in definitions}.values(), held)
    often = Counter(one.customer_id for one in fresh)
    climb = Climb(uow, program, [accounts[key] for key, times in often.items() if times > 1])
    earnings, unrated = [], []
    for one in sorted(fresh, key=lambda sale: (sale.made_at, sale.reference)):
        account, version = accounts[one.customer_id], versions[one.reference]
        factor = factors.get((one.net.currency, day_of(one.made_at, program.zone)))
        if factor is None:
            unrated.append(one)
            continue
        tier = climb.tier(account)
        parts = _parts(program, version.definition, one, account.id, tier, factor, given)
        climb.count(account, one.made_at, sum(part.points for part in parts if part.qualifies))
        if parts:
            detail = {"number": one.number, "net": one.net.as_json()}
            earnings.append(
                Earning(
                    account,
                    one.source,
                    one.reference,
                    one.made_at,
                    version,
                    parts,
                    detail,
                    waits=True,
                )
            )
    note_uncounted(uow, program, unrated)
    postings = post_earnings(uow, program, earnings)
    ask_for_referrals(uow, definitions, {one.account_id for one in postings})
    return postings


def accrue_happenings(
    uow: UnitOfWork, program: Program, happenings: Iterable[Happening]
) -> list[Posting]:
    """Post what the rules give for what happened, once for each reference; caps hold."""
    once = {(one.source, one.reference): one for one in happenings}
    accounts = lock_accounts(uow, [one.account_id for one in once.values()])
    let_lapse(uow, accounts.values())
    fresh = [
        one for one in _not_posted(uow, program, once.values()) if _earns(accounts[one.account_id])
    ]
    versions = {id(one): version_at(uow, program.id, one.at) for one in fresh}
    definitions = {id(one.definition): one.definition for one in versions.values()}.values()
    given = given_before(uow, program.zone, definitions, [one.account_id for one in fresh])
    earnings = []
    for one in fresh:
        version = versions[id(one)]
        rule = version.definition.of_kind(one.kind)
        if rule is None:
            continue
        whole = [Part(rule.key, rule.points, WHOLE, rule.qualifies)]
        parts = capped(whole, given.left(one.account_id, rule.key, one.at, rule.caps))
        for part in parts:
            given.count(one.account_id, rule.key, one.at, part.points)
        if parts:
            account = accounts[one.account_id]
            earnings.append(
                Earning(account, one.source, one.reference, one.at, version, parts, one.detail)
            )
    return post_earnings(uow, program, earnings)


def post_earnings(uow: UnitOfWork, program: Program, earnings: Sequence[Earning]) -> list[Posting]:
    """Make lots of them and post them; debts are paid first, tiers are reached, dead lots lapse."""
    owed: dict[UUID, int] = {}
    postings = [_posting(uow, program, one, owed) for one in earnings]
    post(uow, postings)
    touch_accounts(uow, program, {one.account.id: one.at for one in _by_time(earnings)})
    expire_at_once(uow, program, postings)
    promote(uow, program, [one.account for one in earnings])
    for one, posting in zip(earnings, postings, strict=True):
        uow.record(told(posting, one.account))
    return postings


def told(posting: Posting, account: Account) -> LoyaltyPointsPosted:
    """What is told of a movement."""
    return LoyaltyPointsPosted(
        transaction_id=posting.id,
        account_id=account.id,
        program_id=posting.program_id,
        customer_id=account.customer_id,
        kind=posting.kind,
        points=posting.points,
    )


def new_lot(
    program: Program,
    definition: Definition,
    account_id: UUID,
    part: Part,
    at: datetime,
    *,
    waits: bool,
    now: datetime,
) -> NewLot:
    """Points of a part: when they can be redeemed, and until when."""
    available_at = at + timedelta(days=definition.pending_days) if waits else at
    fixed = definition.expiry == FIXED
    return NewLot(
        rule=part.rule,
        points=part.points,
        account_id=account_id,
        earned_at=at,
        available_at=available_at,
        expires_at=end_after(at, definition.expiry_months, program.zone) if fixed else None,
        is_pending=available_at > now,
        qualifies=part.qualifies,
        basis=part.basis,
    )


def _posting(uow: UnitOfWork, program: Program, one: Earning, owed: dict[UUID, int]) -> Posting:
    definition, account = one.version.definition, one.account
    lots = [
        new_lot(program, definition, account.id, part, one.at, waits=one.waits, now=uow.now)
        for part in one.parts
    ]
    posting = Posting(
        program_id=program.id,
        account_id=account.id,
        kind=ACCRUED,
        source=one.source,
        reference=one.reference,
        occurred_at=one.at,
        entries=[],
        lots=lots,
        rules=one.version.number,
        detail=one.detail,
    )
    debt = owed.setdefault(account.id, account.debt)
    paid, waiting, free = 0, 0, 0
    for lot in lots:
        # What waits may still come back: a debt is paid from what can be redeemed.
        share = 0 if lot.is_pending else min(debt - paid, lot.points)
        if share:
            posting.uses.append((lot.id, share))
        paid += share
        waiting += lot.points if lot.is_pending else 0
        free += 0 if lot.is_pending else lot.points - share
    owed[account.id] = debt - paid
    posting.entries = [
        (account.id, ledger, points)
        for ledger, points in (
            (ISSUED, -(paid + waiting + free)),
            (AVAILABLE, free),
            (PENDING, waiting),
            (OWED, paid),
        )
        if points
    ]
    return posting


def _parts(
    program: Program,
    definition: Definition,
    sale: Sale,
    account_id: UUID,
    tier: str,
    factor: Fraction,
    given: Given,
) -> list[Part]:
    found: list[Part] = []
    day = day_of(sale.made_at, program.zone)
    for rule in definition.of_purchases:
        whole = parts_of(definition, rule, sale, tier=tier, factor=factor, day=day)
        left = given.left(account_id, rule.key, sale.made_at, rule.caps) if rule.caps else None
        parts = capped(whole, left)
        if rule.caps.look_back:
            points = sum(part.points for part in parts)
            given.count(account_id, rule.key, sale.made_at, points)
        found += parts
    return found


def _held(uow: UnitOfWork, accounts: dict[UUID, Account]) -> dict[UUID, Account]:
    held = lock_accounts(uow, [one.id for one in accounts.values()])
    return {customer_id: held[one.id] for customer_id, one in accounts.items()}


def _earns(account: Account) -> bool:
    return account.state == ACTIVE and not account.is_staff


def _not_posted(uow: UnitOfWork, program: Program, these: Iterable[Any]) -> list[Any]:
    wanted = {(one.source, one.reference, ACCRUED): one for one in these}
    known = posted_keys(uow, program.id, wanted.keys())
    return [one for key, one in wanted.items() if key not in known]


def _by_time(earnings: Sequence[Earning]) -> list[Earning]:
    return sorted(earnings, key=lambda one: one.at)
