"""How a customer stands at this moment, for whoever may see the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select

from salesforce_lite.kernel.uow import UnitOfWork

from .engine import Engine, Score, standing_of, weightiest
from .facts import activities, customers, load_facts, opportunities
from .model import ScoringScore, ScoringVersion
from .reasons import Reason, kept_reasons
from .rules import Definition, Standing
from .versions import find_active_version

# Older than a night and a morning, a score is reckoned anew rather than believed.
_BELIEVED = timedelta(hours=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStanding:
    """Where a customer stands now, why, by which version, and when that was reckoned."""

    standing: Standing
    reasons: Sequence[Reason]
    definition: Definition
    version: ScoringVersion
    computed_at: datetime


def standing_now(uow: UnitOfWork, customer_id: UUID) -> CustomerStanding | None:
    """As it is at this moment; None before there are rules, or for a customer who is gone.

    What is kept is enough while nothing was changed since: points fade by the clock. Else the
    customer is scored for the page, and a job keeps it soon.
    """
    return uow.once(("scoring", customer_id), lambda: _standing_now(uow, customer_id))


def _standing_now(uow: UnitOfWork, customer_id: UUID) -> CustomerStanding | None:
    version = find_active_version(uow)
    if version is None:
        return None
    kept = uow.session.get(ScoringScore, customer_id)
    if kept is not None and _still_holds(uow, kept, version.number):
        definition = version.definition
        reasons = kept_reasons(definition, kept.reasons, uow.now)
        score = Score(standing_of(definition, reasons), weightiest(reasons))
        return _shown(version, definition, score, kept.computed_at)
    definition = version.definition
    engine = Engine.of(uow, definition)
    for facts in load_facts(uow, [customer_id], engine.needs, engine.yardstick):
        return _shown(version, definition, engine.score(facts), uow.now)
    return None


def _shown(
    version: ScoringVersion, definition: Definition, score: Score, computed_at: datetime
) -> CustomerStanding:
    return CustomerStanding(
        standing=score.standing,
        reasons=score.reasons,
        definition=definition,
        version=version,
        computed_at=computed_at,
    )


def _still_holds(uow: UnitOfWork, kept: ScoringScore, number: int) -> bool:
    if kept.version != number or kept.computed_at < uow.now - _BELIEVED:
        return False
    changed = [
        exists().where(key == kept.customer_id, table.c.updated_at >= kept.computed_at)
        for table, key in (
            (customers, customers.c.id),
            (activities, activities.c.customer_id),
            (opportunities, opportunities.c.customer_id),
        )
    ]
    return not uow.session.scalar(select(or_(*changed)))
