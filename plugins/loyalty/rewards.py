"""Use cases of rewards: what there is for points, from when to when, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .days import day_of
from .keeping_model import Reward
from .model import MANAGE, VIEW, Program
from .programs import MOST_POINTS, get_program

_NEEDED = N_("This is needed.")
_POINTS = N_("Write a whole number above nothing.")
_STOCK = N_("Write a whole number; nothing for as many as are wanted.")
_ENDS = N_("It ends before it begins.")
# Put together once: every page of a customer asks.
_BEST = (
    select(Reward)
    .where(
        *(Reward.program_id == bindparam("program"), Reward.is_offered),
        Reward.cost <= bindparam("points"),
        or_(Reward.stock.is_(None), Reward.stock > 0),
        or_(Reward.valid_from.is_(None), Reward.valid_from <= bindparam("day")),
        or_(Reward.valid_until.is_(None), Reward.valid_until >= bindparam("day")),
    )
    .order_by(Reward.cost.desc(), Reward.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardFields:
    """`cost` is in points, `stock` how many there are (None: as many as are wanted); both days are
    included and those of the program's zone."""

    name: str
    cost: int
    stock: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_offered: bool = True


def list_rewards(uow: UnitOfWork, program_id: UUID, *, all_: bool = False) -> Sequence[Reward]:
    """The rewards of a program, the cheapest first; without `all_` those that are offered."""
    uow.actor.require(VIEW)
    query = select(Reward).where(Reward.program_id == program_id)
    if not all_:
        query = query.where(Reward.is_offered)
    return uow.session.scalars(query.order_by(Reward.cost, Reward.id).limit(500)).all()


def best_reward(uow: UnitOfWork, program: Program, points: int) -> Reward | None:
    """The dearest reward that can be had today for so many points, and is there."""
    uow.actor.require(VIEW)
    day = day_of(uow.now, program.zone)
    return uow.session.scalar(_BEST, {"program": program.id, "points": points, "day": day})


def get_reward(uow: UnitOfWork, reward_id: UUID) -> Reward:
    """The reward; raises NotFoundError."""
    uow.actor.require(VIEW)
    reward = uow.session.get(Reward, reward_id)
    if reward is None:
        raise NotFoundError
    return reward


def save_reward(
    uow: UnitOfWork,
    program_id: UUID,
    fields: RewardFields,
    *,
    reward_id: UUID | None = None,
    version: int | None = None,
) -> Reward:
    """Make a reward, or change the one of this id. What was redeemed keeps what it cost.

    Raises InvalidInputError with a sentence for each field, and StaleVersionError.
    """
    uow.actor.require(MANAGE)
    program = get_program(uow, program_id)
    problems = _problems(fields)
    if problems:
        raise InvalidInputError(fields=problems)
    query = select(Reward).where(Reward.id == reward_id).with_for_update()
    reward = uow.session.scalar(query.execution_options(populate_existing=True))
    if reward is None:
        reward = Reward(id=reward_id or new_id(), program_id=program.id, version=0)
        uow.session.add(reward)
    elif reward.program_id != program.id:
        raise NotFoundError
    else:
        check_version(reward, version)
    reward.name, reward.cost, reward.stock = fields.name.strip(), fields.cost, fields.stock
    reward.valid_from, reward.valid_until = fields.valid_from, fields.valid_until
    reward.is_offered = fields.is_offered
    reward.version += 1
    uow.session.flush()
    return reward


def _problems(fields: RewardFields) -> dict[str, str]:
    found = {}
    if not fields.name.strip() or len(fields.name) > 120:
        found["name"] = _NEEDED
    if not 0 < fields.cost <= MOST_POINTS:
        found["cost"] = _POINTS
    if fields.stock is not None and not 0 <= fields.stock < 2**31:
        found["stock"] = _STOCK
    if fields.valid_from and fields.valid_until and fields.valid_until < fields.valid_from:
        found["valid_until"] = _ENDS
    return found
