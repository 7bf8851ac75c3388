"""Scores for programs: who stands best, how one customer stands and why, along with customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct
from sqlalchemy import select

from salesforce_lite.api import Listed, PageQuery, Resource, list_name, listed
from salesforce_lite.customers import get_customer, of_visible_customer
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.paging import Order, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude
from salesforce_lite.web import current_uow

from .model import ScoringScore
from .standing import standing_now
from .words import Words

resource = Resource(name="scores", title=N_("Scores of customers"))
_BEST_FIRST = (
    Order(ScoringScore.rank, descending=True),
    Order(ScoringScore.customer_id, descending=True),
)


class ScoreView(Struct, kw_only=True, frozen=True):
    """How a customer stood when it was scored last; `cell` is grade and level, such as A1."""

    customer_id: UUID
    cell: str
    fit: int
    engagement: int
    rules: Annotated[int, Meta(description="The number of the version of the rules.")]
    computed_at: datetime


class ReasonedScore(Struct, kw_only=True, frozen=True):
    """How a customer stands at this moment, and why, the weightiest first."""

    customer_id: UUID
    cell: str
    fit: int
    engagement: int
    rules: int
    computed_at: datetime
    reasons: list[str]


class ScoreQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which scores, the best first."""

    grade: Literal["A", "B", "C"] | None = None
    level: Annotated[int, Meta(ge=1, le=3)] | None = None


@resource.get("", needs="customers.view")
def index(query: ScoreQuery) -> Listed[ScoreView]:
    """Scores as they were reckoned last, the best customers first."""
    uow = current_uow()
    found = select(ScoringScore).where(of_visible_customer(uow, ScoringScore.customer_id))
    if query.grade:
        found = found.where(ScoringScore.grade == query.grade)
    if query.level:
        found = found.where(ScoringScore.level == query.level)
    page = page_of(
        uow.session,
        found,
        _BEST_FIRST,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("scoring", query),
    )
    return listed(page, _view)


@resource.get("/<uuid:customer_id>", needs="customers.view")
def show(customer_id: UUID) -> ReasonedScore:
    """The score of one customer, reckoned for this moment, with its reasons."""
    uow = current_uow()
    get_customer(uow, customer_id)
    found = standing_now(uow, customer_id)
    if found is None:
        raise NotFoundError
    return ReasonedScore(
        customer_id=customer_id,
        cell=found.standing.cell,
        fit=found.standing.fit,
        engagement=found.standing.engagement,
        rules=found.version.number,
        computed_at=found.computed_at,
        reasons=[
            f"{one.text} ({one.points})"
            for one in Words(uow, found.version.labels).reasons(found.reasons)
        ],
    )


def scores_along() -> ApiInclude:
    """The scores along with customers."""
    return ApiInclude(
        about="customer",
        name="scoring",
        resource="scoring.scores",
        permission="customers.view",
        shape=ScoreView,
        load=load_scores,
    )


def load_scores(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[ScoreView]]:
    """In one query; who was not scored yet has none."""
    rows = uow.session.scalars(select(ScoringScore).where(ScoringScore.customer_id.in_(ids)))
    return {row.customer_id: [_view(row)] for row in rows}


def _view(row: ScoringScore) -> ScoreView:
    return ScoreView(
        customer_id=row.customer_id,
        cell=f"{row.grade}{row.level}",
        fit=row.fit,
        engagement=row.engagement,
        rules=row.version,
        computed_at=row.computed_at,
    )
