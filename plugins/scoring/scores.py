"""Writes the scores of many customers at once, and finds those that have risen to the threshold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.kernel.uow import UnitOfWork

from .engine import Engine, Score
from .facts import customers, load_facts
from .model import ScoringScore
from .thresholds import tell_of_thresholds
from .versions import active_version

scores = cast(Table, ScoringScore.__table__)
# Who came so lately is new; more of them at once come from a file, and nobody wants as many tasks.
_NEW, _MOST_NEW = timedelta(days=1), 20


@dataclass(frozen=True, slots=True)
class Holding:
    """The version that holds, at work."""

    number: int
    engine: Engine

    @classmethod
    def now(cls, uow: UnitOfWork) -> "Holding":
        """Compiled for the moment of the unit; raises NotFoundError before there are rules."""
        version = active_version(uow)
        return cls(version.number, Engine.of(uow, version.definition))


def score_customers(
    uow: UnitOfWork, ids: Sequence[UUID], holding: Holding, *, tells_of_new: bool = False
) -> None:
    """Score these and keep it; scores of those that are gone go.

    Thresholds are told by the system alone, which sees everybody whom it may concern. The first
    score by a version tells of none: what is other then are the rules. `tells_of_new` says that of
    customers whom nobody has scored yet, those that came lately are told, unless they are many.
    """
    if not ids:
        return
    engine = holding.engine
    facts = load_facts(uow, ids, engine.needs, engine.yardstick)
    before = _known(uow, ids)
    gone = before.keys() - {one.customer_id for one in facts}
    if gone:
        uow.session.execute(delete(scores).where(scores.c.customer_id.in_(gone)))
    found = {one.customer_id: engine.score(one) for one in facts}
    risen = _risen(uow, holding, found, before, tells_of_new=tells_of_new)
    rows = [
        _row(
            uow, holding, customer_id, score, before.get(customer_id), is_told=customer_id in risen
        )
        for customer_id, score in found.items()
    ]
    _write(uow, rows)
    tell_of_thresholds(uow, {one: found[one].standing for one in risen})


def _known(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Any]:
    columns = (scores.c.customer_id, scores.c.version, scores.c.is_reached)
    rows = uow.session.execute(select(*columns).where(scores.c.customer_id.in_(ids)))
    return {row.customer_id: row for row in rows}


def _risen(
    uow: UnitOfWork,
    holding: Holding,
    found: Mapping[UUID, Score],
    before: Mapping[UUID, Any],
    *,
    tells_of_new: bool,
) -> frozenset[UUID]:
    """Those that stand at the threshold and did not before."""
    definition = holding.engine.definition
    if definition.threshold is None or not uow.actor.everything:
        return frozenset()
    there = [one for one, score in found.items() if definition.has_reached(score.standing)]
    known = {
        one
        for one in there
        if one in before and before[one].version == holding.number and not before[one].is_reached
    }
    unknown = [one for one in there if one not in before] if tells_of_new else []
    if 0 < len(unknown) <= _MOST_NEW:
        came = select(customers.c.id).where(
            customers.c.id.in_(unknown), customers.c.created_at >= uow.now - _NEW
        )
        known |= set(uow.session.scalars(came))
    return frozenset(known)


def _row(
    uow: UnitOfWork,
    holding: Holding,
    customer_id: UUID,
    score: Score,
    before: Any,
    *,
    is_told: bool,
) -> dict[str, Any]:
    standing = score.standing
    return {
        "customer_id": customer_id,
        "fit": standing.fit,
        "engagement": standing.engagement,
        "grade": standing.grade,
        "level": standing.level,
        "rank": standing.rank,
        "version": holding.number,
        "computed_at": uow.now,
        "reasons": [reason.as_json() for reason in score.reasons],
        "is_reached": is_told or _stays_reached(uow, holding, score, before),
    }


def _stays_reached(uow: UnitOfWork, holding: Holding, score: Score, before: Any) -> bool:
    """Whether reaching the threshold is no news; by the first score of a version that is silent."""
    definition = holding.engine.definition
    if before is None or before.version != holding.number:
        return definition.has_reached(score.standing)
    return bool(before.is_reached) and not definition.has_fallen(score.standing)


def _write(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    is_sqlite = uow.session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(scores) if is_sqlite else postgresql.insert(scores)
    changed = {
        column.name: statement.excluded[column.name]
        for column in scores.c
        if not column.primary_key
    }
    uow.session.execute(
        statement.on_conflict_do_update(index_elements=["customer_id"], set_=changed), rows
    )
