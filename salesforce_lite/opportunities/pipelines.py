"""Reads pipelines and their stages, and puts in the first one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from salesforce_lite.company import Company
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Pipeline, Stage, StageTotal
from salesforce_lite.opportunities.totals import EVERYBODY

# English, Spanish, percent, usual days
_FIRST_STAGES = (
    ("Qualification", "Calificación", 10, 14),
    ("Needs", "Necesidades", 25, 14),
    ("Proposal", "Propuesta", 50, 10),
    ("Negotiation", "Negociación", 75, 10),
    ("Verbal yes", "Acuerdo verbal", 90, 7),
)


@dataclass(frozen=True, slots=True)
class PipelineWithStages:
    """A pipeline and its stages in use, in order."""

    pipeline: Pipeline
    stages: Sequence[Stage]


def list_pipelines(uow: UnitOfWork, *, retired: bool = False) -> list[PipelineWithStages]:
    """The pipelines in their order, each with its stages; retired ones only on request."""
    uow.actor.require("opportunities.view")
    return [
        PipelineWithStages(pipeline, [one for one in stages if one.is_active or retired])
        for pipeline, stages in _in_order(uow)
        if pipeline.is_active or retired
    ]


def board_pipelines(uow: UnitOfWork) -> list[PipelineWithStages]:
    """Those in use, and after them what was retired while open sales of the actor stand in it."""
    uow.actor.require("opportunities.view")
    holding = _retired_with_sales(uow)
    return sorted(
        (
            PipelineWithStages(pipeline, [s for s in stages if s.is_active or s.id in holding])
            for pipeline, stages in _in_order(uow)
            if pipeline.is_active or any(stage.id in holding for stage in stages)
        ),
        key=lambda one: not one.pipeline.is_active,
    )


def all_stages(uow: UnitOfWork) -> dict[UUID, Stage]:
    """Every stage by its id, retired ones too: what happened in them is still shown."""
    return {stage.id: stage for stage in uow.session.scalars(select(Stage))}


def get_stage(uow: UnitOfWork, stage_id: UUID) -> Stage:
    stage = uow.session.get(Stage, stage_id)
    if stage is None:
        raise NotFoundError
    return stage


def ensure_pipelines(uow: UnitOfWork) -> None:
    """Put in the first pipeline, in the company's language; where there is one nothing changes."""
    if uow.session.scalar(select(Pipeline.id).limit(1)) is not None:
        return
    locale = uow.session.scalar(select(Company.locale).limit(1)) or "en"
    is_spanish = locale.startswith("es")
    pipeline = Pipeline(name="Ventas" if is_spanish else "Sales")
    uow.session.add(pipeline)
    uow.session.flush()
    for position, (english, spanish, probability, usual_days) in enumerate(_FIRST_STAGES):
        stage = Stage(pipeline_id=pipeline.id, name=spanish if is_spanish else english)
        stage.position, stage.probability, stage.usual_days = position, probability, usual_days
        uow.session.add(stage)


def choose_pipeline(
    pipelines: Sequence[PipelineWithStages], pipeline_id: UUID | None
) -> PipelineWithStages:
    """The one asked for, else the first in use."""
    asked = (one for one in pipelines if one.pipeline.id == pipeline_id)
    found = next(asked, next(iter(pipelines), None))
    if found is None:
        raise NotFoundError
    return found


def _in_order(uow: UnitOfWork) -> list[tuple[Pipeline, list[Stage]]]:
    query = select(Pipeline, Stage).outerjoin(Stage, Stage.pipeline_id == Pipeline.id)
    query = query.order_by(Pipeline.position, Pipeline.name, Stage.position, Stage.id)
    found: dict[UUID, tuple[Pipeline, list[Stage]]] = {}
    for pipeline, stage in uow.session.execute(query):
        stages = found.setdefault(pipeline.id, (pipeline, []))[1]
        if stage is not None:
            stages.append(stage)
    return list(found.values())


def _retired_with_sales(uow: UnitOfWork) -> set[UUID]:
    """Stages, retired or of a retired pipeline, where the actor has open sales."""
    whose = EVERYBODY if uow.actor.sees_everybody() else uow.actor.scope or ()
    query = (
        select(StageTotal.stage_id)
        .join(Stage, Stage.id == StageTotal.stage_id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(StageTotal.scope_owner_id.in_(whose), or_(~Stage.is_active, ~Pipeline.is_active))
        .group_by(StageTotal.stage_id)
        .having(func.sum(StageTotal.count) > 0)
    )
    return set(uow.session.scalars(query))
