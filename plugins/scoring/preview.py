"""What rules would do before they are saved: how many they match, and who would move where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

from .compiled_sql import Compiler
from .definition import read_definition
from .engine import Engine, Score, idle_rules
from .facts import load_facts
from .fields import all_fields_by_key
from .model import MANAGE, ScoringScore
from .reasons import Reason
from .rules import CELLS, RANKS_OF_A_CELL, Definition
from .versions import find_active_version
from .yardstick import Yardstick

_BATCH, _EXAMPLES = 100, 10
# From so many places in the order in which customers came is the sample taken.
_PLACES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A customer who would move; `before` is “” where there are no rules yet."""

    customer_id: UUID
    name: str
    before: str
    after: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`matrix` and `changes` are of the sample: cell → how many, (cell now, cell then) → how many.

    `matches` are of all customers that the actor sees: rule → how many its condition holds for.
    """

    definition: Definition
    sample: int
    matrix: Mapping[str, int]
    before: Mapping[str, int]
    changes: Mapping[tuple[str, str], int]
    examples: Sequence[Example]
    matches: Mapping[str, int]


def preview(uow: UnitOfWork, data: object, *, sample: int = 500) -> Preview:
    """Raises InvalidInputError as `read_definition` does. Nothing is kept."""
    uow.actor.require(MANAGE)
    definition = read_definition(uow, data)
    ids = _sample(uow, sample)
    then = _scored(uow, definition, ids)
    active = find_active_version(uow)
    now = _scored(uow, active.definition, ids) if active else {}
    moved = [one for one in then if one not in now or _cell(now[one]) != _cell(then[one])]
    return Preview(
        definition=definition,
        sample=len(then),
        matrix=_counted(then),
        before=_counted(now),
        changes=Counter((_cell(now[one]), _cell(then[one])) for one in moved if one in now),
        examples=_examples(uow, moved, now, then),
        matches=count_matches(uow, definition),
    )


def count_matches(uow: UnitOfWork, definition: Definition) -> dict[str, int]:
    """Rule → how many of the customers that the actor sees it holds for, in one statement."""
    fields = all_fields_by_key(uow)
    idle = idle_rules(definition, fields)
    compiler = Compiler(uow, fields, Yardstick.of(uow))
    working = [rule for rule in definition.rules if rule.key not in idle]
    found = dict.fromkeys(idle, 0)
    if working:
        counts = [func.sum(case((compiler.expression(rule.when), 1), else_=0)) for rule in working]
        row = uow.session.execute(visible_customers(uow).with_only_columns(*counts)).one()
        found |= {rule.key: count or 0 for rule, count in zip(working, row, strict=True)}
    return found


def count_cells(uow: UnitOfWork) -> dict[str, int]:
    """Cell → how many of the customers that the actor sees stood there when scored last."""
    # Whole numbers on both engines; the index alone is read.
    place = ScoringScore.rank // RANKS_OF_A_CELL
    query = select(place, func.count()).group_by(place)
    if not uow.actor.sees_everybody():
        seen = visible_customers(uow).with_only_columns(Customer.id)
        query = query.where(ScoringScore.customer_id.in_(seen))
    counted = {CELLS[len(CELLS) - number]: count for number, count in uow.session.execute(query)}
    return {cell: counted.get(cell, 0) for cell in CELLS}


def _sample(uow: UnitOfWork, most: int) -> list[UUID]:
    """Some from each of many places, so that old and new customers are among them."""
    ids = visible_customers(uow).with_only_columns(Customer.id).order_by(Customer.id)
    first = list(uow.session.scalars(ids.limit(most + 1)))
    if len(first) <= most:
        return first
    last = uow.session.scalar(ids.order_by(None).order_by(Customer.id.desc()).limit(1))
    low, high = first[0].int, (last or first[-1]).int
    each = -(-most // _PLACES)
    found: dict[UUID, None] = {}
    for place in range(_PLACES):
        start = UUID(int=low + (high - low) * place // _PLACES)
        found |= dict.fromkeys(uow.session.scalars(ids.where(Customer.id >= start).limit(each)))
    return list(found)[:most]


def _scored(uow: UnitOfWork, definition: Definition, ids: Sequence[UUID]) -> dict[UUID, Score]:
    engine = Engine.of(uow, definition)
    return {
        facts.customer_id: engine.score(facts)
        for start in range(0, len(ids), _BATCH)
        for facts in load_facts(uow, ids[start : start + _BATCH], engine.needs, engine.yardstick)
    }


def _cell(score: Score) -> str:
    return score.standing.cell


def _counted(scores: Mapping[UUID, Score]) -> dict[str, int]:
    counted = Counter(_cell(score) for score in scores.values())
    return {cell: counted[cell] for cell in CELLS}


def _examples(
    uow: UnitOfWork,
    moved: Sequence[UUID],
    now: Mapping[UUID, Score],
    then: Mapping[UUID, Score],
) -> list[Example]:
    """Those that move farthest."""

    def way(one: UUID) -> int:
        before = CELLS.index(_cell(now[one])) if one in now else len(CELLS)
        return -abs(before - CELLS.index(_cell(then[one])))

    chosen = sorted(moved, key=way)[:_EXAMPLES]
    named = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    names = dict(uow.session.execute(named.where(Customer.id.in_(chosen))).all())
    return [
        Example(
            one,
            names.get(one, ""),
            _cell(now[one]) if one in now else "",
            _cell(then[one]),
            then[one].reasons,
        )
        for one in chosen
    ]
