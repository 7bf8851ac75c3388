"""Use cases of pipelines and their stages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.company import Company
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError, StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.errors import LastPipelineError, LastStageError
from salesforce_lite.opportunities.model import DEMANDABLE, Pipeline, Stage
from salesforce_lite.opportunities.totals import rebuild_totals

_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TAKEN = N_("There is one with this name already.")
_PERCENT = N_("A probability is a whole number from 0 to 100.")
_NO_DEMAND = N_("A stage can demand amount, contact, source, competitor or note.")
_DAYS = N_("Give a number of days above 0, or leave it empty.")

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
    query = select(Pipeline, Stage).outerjoin(Stage, Stage.pipeline_id == Pipeline.id)
    query = query.order_by(Pipeline.position, Pipeline.name, Stage.position, Stage.id)
    found: dict[UUID, PipelineWithStages] = {}
    stages: dict[UUID, list[Stage]] = defaultdict(list)
    for pipeline, stage in uow.session.execute(query):
        if pipeline.is_active or retired:
            found[pipeline.id] = PipelineWithStages(pipeline, stages[pipeline.id])
            if stage is not None and (stage.is_active or retired):
                stages[pipeline.id].append(stage)
    return list(found.values())


def all_stages(uow: UnitOfWork) -> dict[UUID, Stage]:
    """Every stage by its id, retired ones too: what happened in them is still shown."""
    return {stage.id: stage for stage in uow.session.scalars(select(Stage))}


def get_stage(uow: UnitOfWork, stage_id: UUID) -> Stage:
    stage = uow.session.get(Stage, stage_id)
    if stage is None:
        raise NotFoundError
    return stage


def save_pipeline(
    uow: UnitOfWork,
    pipeline_id: UUID | None = None,
    *,
    name: str,
    position: int | None = None,
    is_active: bool = True,
    version: int | None = None,
) -> Pipeline:
    """Make or change a pipeline; `is_active=False` retires it for new opportunities."""
    uow.actor.require("pipelines.manage")
    name = _checked_name(name)
    same = select(Pipeline.id).where(Pipeline.name == name)
    if uow.session.scalar(same) not in (None, pipeline_id):
        raise InvalidInputError(fields={"name": _TAKEN})
    if pipeline_id is None:
        pipeline = Pipeline(name=name, position=_next_position(uow), is_active=is_active)
        uow.session.add(pipeline)
    else:
        pipeline = _get_pipeline(uow, pipeline_id)
        _check_version(pipeline, version)
        if pipeline.is_active and not is_active and len(list_pipelines(uow)) == 1:
            raise LastPipelineError(name=pipeline.name)
        pipeline.name, pipeline.is_active = name, is_active
    if position is not None:
        pipeline.position = position
    uow.session.flush()
    return pipeline


def save_stage(
    uow: UnitOfWork,
    stage_id: UUID | None = None,
    *,
    pipeline_id: UUID,
    name: str,
    probability: int,
    position: int | None = None,
    usual_days: int | None = None,
    demands: Sequence[str] = (),
    is_active: bool = True,
    version: int | None = None,
) -> Stage:
    """Make or change a stage. A new probability weighs its open opportunities anew."""
    uow.actor.require("pipelines.manage")
    name = _checked_name(name)
    _check_stage(probability, usual_days, demands)
    if stage_id is None:
        stage = Stage(pipeline_id=_get_pipeline(uow, pipeline_id).id, name=name)
        stage.position = _next_position(uow, pipeline_id)
        uow.session.add(stage)
    else:
        stage = get_stage(uow, stage_id)
        _check_version(stage, version)
        if stage.is_active and not is_active and _is_last(uow, stage):
            raise LastStageError(name=stage.name)
    weighs_anew = stage_id is not None and stage.probability != probability
    stage.name, stage.probability, stage.is_active = name, probability, is_active
    stage.usual_days = usual_days
    stage.demands = tuple(demand for demand in DEMANDABLE if demand in demands)
    if position is not None:
        stage.position = position
    uow.session.flush()
    if weighs_anew:
        rebuild_totals(uow, [stage.id])
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


def _get_pipeline(uow: UnitOfWork, pipeline_id: UUID) -> Pipeline:
    pipeline = uow.session.get(Pipeline, pipeline_id)
    if pipeline is None:
        raise NotFoundError
    return pipeline


def _check_version(record: Pipeline | Stage, expected: int | None) -> None:
    if expected is not None and record.version != expected:
        raise StaleVersionError


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInputError(fields={"name": _EMPTY})
    if len(cleaned) > 120:
        raise InvalidInputError(fields={"name": _TOO_LONG})
    return cleaned


def _check_stage(probability: int, usual_days: int | None, demands: Sequence[str]) -> None:
    problems = {}
    if not 0 <= probability <= 100:
        problems["probability"] = _PERCENT
    if usual_days is not None and usual_days < 1:
        problems["usual_days"] = _DAYS
    if set(demands) - set(DEMANDABLE):
        problems["demands"] = _NO_DEMAND
    if problems:
        raise InvalidInputError(fields=problems)


def _next_position(uow: UnitOfWork, pipeline_id: UUID | None = None) -> int:
    if pipeline_id is None:
        last = uow.session.scalar(select(func.max(Pipeline.position)))
    else:
        of_pipeline = select(func.max(Stage.position)).where(Stage.pipeline_id == pipeline_id)
        last = uow.session.scalar(of_pipeline)
    return 0 if last is None else last + 1


def _is_last(uow: UnitOfWork, stage: Stage) -> bool:
    others = select(Stage.id).where(
        Stage.pipeline_id == stage.pipeline_id, Stage.id != stage.id, Stage.is_active
    )
    return uow.session.scalar(others.limit(1)) is None


def choose_pipeline(
    pipelines: Sequence[PipelineWithStages], pipeline_id: UUID | None
) -> PipelineWithStages:
    """The one asked for, else the first in use."""
    asked = (one for one in pipelines if one.pipeline.id == pipeline_id)
    found = next(asked, next(iter(pipelines), None))
    if found is None:
        raise NotFoundError
    return found
