"""What rules would do before they are saved: how many they match, and who would move where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from time import monotonic
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

_EXAMPLES = 10
# From so many places in the order in which customers came is the sample taken.
_PLACES = 20
# Somebody waits for it: after so many seconds what was tried out until then is enough. Few at
# once, because nobody looks at the clock within them.
_MOST_SECONDS, _BATCH = 1.0, 25


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
    """All of it is of so many customers that the actor sees: `sample`; `is_whole` says that there
    are no others.

    `matrix` and `before` are cell → how many, `changes` (cell now, cell then) → how many, `matches`
    rule → how many its condition holds for.
    """

    definition: Definition
    sample: int
    is_whole: bool
    matrix: Mapping[str, int]
    before: Mapping[str, int]
    changes: Mapping[tuple[str, str], int]
    examples: Sequence[Example]
    matches: Mapping[str, int]


def preview(uow: UnitOfWork, data: object, *, sample: int = 500) -> Preview:
    """Try rules out on at most so many customers, and on fewer where these take long.

    Raises InvalidInputError as `read_definition` does. Nothing is kept.
    """
    uow.actor.require(MANAGE)
    ends_at = monotonic() + _MOST_SECONDS
    definition = read_definition(uow, data)
    ids = _sample(uow, sample + 1)
    wanted = ids[:sample]
    active = find_active_version(uow)
    engines = [Engine.of(uow, definition)]
    if active:
        engines.append(Engine.of(uow, active.definition))
    matches = Matches(uow, definition, wanted)
    scored: list[dict[UUID, Score]] = [{}, {}]
    tried = 0
    while tried < len(wanted) and (not tried or monotonic() < ends_at):
        batch = wanted[tried : tried + _BATCH]
        for engine, scores in zip(engines, scored, strict=False):
            scores |= _scored(uow, engine, batch)
        matches.count(uow, batch)
        tried += len(batch)
    then, now = scored
    moved = [one for one in then if one not in now or _cell(now[one]) != _cell(then[one])]
    return Preview(
        definition=definition,
        sample=len(then),
        is_whole=tried == len(ids),
        matrix=_counted(then),
        before=_counted(now),
        changes=Counter((_cell(now[one]), _cell(then[one])) for one in moved if one in now),
        examples=_examples(uow, moved, now, then),
        matches=matches.found,
    )


class Matches:
    """Rule → how many of the customers that were counted, and that the actor sees, it holds for.

    `ids` are all that will be counted: what a condition needs to know is asked for them alone.
    """

    def __init__(self, uow: UnitOfWork, definition: Definition, ids: Sequence[UUID]) -> None:
        fields = all_fields_by_key(uow)
        idle = idle_rules(definition, fields)
        compiler = Compiler(uow, fields, Yardstick.of(uow), ids)
        self._sums = {
            rule.key: func.sum(case((compiler.expression(rule.when), 1), else_=0))
            for rule in definition.rules
            if rule.key not in idle
        }
        self.found = {rule.key: 0 for rule in definition.rules}

    def count(self, uow: UnitOfWork, ids: Sequence[UUID]) -> None:
        """Count some more, in one statement."""
        if not self._sums:
            return
        theirs = visible_customers(uow).where(Customer.id.in_(ids))
        row = uow.session.execute(theirs.with_only_columns(*self._sums.values())).one()
        for key, count in zip(self._sums, row, strict=True):
            self.found[key] += count or 0


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
    """Some from each of many places in turn, so that old and new customers are among the first of
    them; all where there are no more."""
    ids = visible_customers(uow).with_only_columns(Customer.id).order_by(Customer.id)
    first = list(uow.session.scalars(ids.limit(most)))
    if len(first) < most:
        return first
    last = uow.session.scalar(ids.order_by(None).order_by(Customer.id.desc()).limit(1))
    low, high = first[0].int, (last or first[-1]).int
    each = -(-most // _PLACES)
    places = []
    for place in range(_PLACES):
        start = UUID(int=low + (high - low) * place // _PLACES)
        places.append(list(uow.session.scalars(ids.where(Customer.id >= start).limit(each))))
    in_turn = [one for some in zip_longest(*places) for one in some if one is not None]
    # Where most came at once, such as by an import, many places are the same.
    return list(dict.fromkeys([*in_turn, *first]))[:most]


def _scored(uow: UnitOfWork, engine: Engine, ids: Sequence[UUID]) -> dict[UUID, Score]:
    return {
        facts.customer_id: engine.score(facts)
        for facts in load_facts(uow, ids, engine.needs, engine.yardstick)
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
