"""A program of the sample company: members who earn, climb, redeem, and change their mind."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, or_, select

from salesforce_lite.company import get_company
from salesforce_lite.demo import HOME_ZONE, SampleCustomer, SampleStory
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import accrue_sales
from .definition import Definition
from .joining import enrol
from .journal_model import Allocation, Entry, Lot, Transaction
from .keeping_model import AdjustmentRequest, Redemption, Referral, Reward, TierPeriod
from .model import Account, Program, ProgramRules
from .programs import ProgramFields, make_program, publish_rules
from .redeeming import cancel_redemption, hand_out, redeem
from .rewards import RewardFields, save_reward
from .sales import Sale
from .uncounted_model import Uncounted

_SOURCE, _CODE = "sample", "sample-club"
_MEMBERS, _PURCHASES = 40, (2, 12)
# Spanish, English, points.
_REWARDS = (
    ("Taza", "Mug", 150),
    ("Cesta de productos", "Hamper", 600),
    ("Cena para dos", "Dinner for two", 1500),
)
_TIERS = (("silver", "Plata", "Silver", 800, "1.25"), ("gold", "Oro", "Gold", 2500, "1.5"))


def play(uow: UnitOfWork, story: SampleStory) -> None:
    """A year and a half of points of some customers; once."""
    if uow.session.scalar(select(Program.id).where(Program.is_sample).limit(1)) is not None:
        return
    noon = datetime(story.day.year, story.day.month, story.day.day, 12, tzinfo=UTC)
    with story.acting(uow, None, noon - timedelta(days=560)):
        program = _program(uow, story)
    rewards = [
        save_reward(
            uow,
            program.id,
            RewardFields(name=spanish if _is_spanish(story) else english, cost=cost),
        )
        for spanish, english, cost in _REWARDS
    ]
    for place, customer in enumerate(story.customers[:_MEMBERS]):
        _member(uow, story, program, rewards, place, customer, noon)


def _program(uow: UnitOfWork, story: SampleStory) -> Program:
    spanish = _is_spanish(story)
    fields = ProgramFields(
        name="Club de clientes (ejemplo)" if spanish else "Customer club (sample)",
        currency=get_company(uow).currency,
        zone=HOME_ZONE,
        enrols_buyers=False,
    )
    program = make_program(uow, _CODE, fields, is_sample=True)
    content: dict[str, Any] = {
        "rules": [
            {"key": "base", "kind": "amount", "rate": "1"},
            {"key": "hello", "kind": "welcome", "points": 50},
        ],
        "tiers": [
            {
                "code": code,
                "name": es if spanish else en,
                "achieve": points,
                "retain": points // 2,
                "multiplier": multiplier,
            }
            for code, es, en, points, multiplier in _TIERS
        ],
        "window": "months",
        "expiry": "fixed",
        "expiry_months": 24,
    }
    publish_rules(uow, program.id, Definition.from_json(content))
    return program


def _member(
    uow: UnitOfWork,
    story: SampleStory,
    program: Program,
    rewards: list[Reward],
    place: int,
    customer: SampleCustomer,
    noon: datetime,
) -> None:
    rng = story.rng
    days = sorted((rng.randint(40, 520) for _ in range(rng.randint(*_PURCHASES))), reverse=True)
    with story.acting(uow, customer.owner_id, noon - timedelta(days=days[0], hours=1)):
        account = enrol(uow, program.id, customer.id, birthday=rng.randint(1, 12) * 100 + 15)
    sales = [
        Sale(
            source=_SOURCE,
            reference=str(uuid5(NAMESPACE_URL, f"{place}-{number}")),
            customer_id=customer.id,
            made_at=noon - timedelta(days=ago),
            net=Money.of(Decimal(rng.randint(20, 600)), program.currency),
            number=f"{place}-{number}",
        )
        for number, ago in enumerate(days)
    ]
    with story.acting(uow, customer.owner_id, noon - timedelta(days=39)):
        accrue_sales(uow, program, sales)
        uow.session.refresh(account)
    within = [one for one in rewards if one.cost <= account.available]
    if within and rng.random() < 0.6:
        with story.acting(uow, customer.owner_id, noon - timedelta(days=rng.randint(2, 38))):
            made = redeem(uow, account.id, reward_id=rng.choice(within).id)
            chance = rng.random()
            if chance < 0.2:
                cancel_redemption(uow, made.id)
            elif chance < 0.7:
                hand_out(uow, made.id)


def _is_spanish(story: SampleStory) -> bool:
    return story.language == "es"


def forget(uow: UnitOfWork) -> None:
    """The accounts of sample customers with their journal, then the program, if nobody else is in
    it. Accounts that were merged with those of others stay, without a name: their journal says
    where the points of the others came from."""
    ids = _alone(uow)
    txs = select(Transaction.id).where(Transaction.account_id.in_(ids))
    uow.session.flush()
    for kind in (Redemption, AdjustmentRequest, TierPeriod):
        uow.session.execute(delete(kind).where(kind.account_id.in_(ids)))
    touched = or_(Referral.referrer_id.in_(ids), Referral.referred_id.in_(ids))
    uow.session.execute(delete(Referral).where(touched))
    uow.session.execute(delete(Allocation).where(Allocation.tx_id.in_(txs)))
    # Entries have no index by account: all of a transaction go with it.
    uow.session.execute(delete(Entry).where(Entry.tx_id.in_(txs)))
    for ledger in (Lot, Transaction):
        uow.session.execute(delete(ledger).where(ledger.account_id.in_(ids)))
    uow.session.execute(delete(Account).where(Account.id.in_(ids)))
    for program in uow.session.scalars(select(Program).where(Program.is_sample)).all():
        _forget_program(uow, program)
    uow.once.forget()
    uow.session.expire_all()


def _alone(uow: UnitOfWork) -> list[UUID]:
    """Sample accounts that have nothing to do with others."""
    merged = select(Account.merged_into_id).where(Account.merged_into_id.is_not(None))
    query = select(Account.id).where(
        Account.is_sample, Account.merged_into_id.is_(None), Account.id.not_in(merged)
    )
    return list(uow.session.scalars(query))


def _forget_program(uow: UnitOfWork, program: Program) -> None:
    there = select(Account.id).where(Account.program_id == program.id).limit(1)
    if uow.session.scalar(there) is not None:
        return
    for kind in (Uncounted, Reward, ProgramRules):
        uow.session.execute(delete(kind).where(kind.program_id == program.id))
    uow.session.execute(delete(Program).where(Program.id == program.id))
