"""Use cases of those who keep pipelines: make, change, move and retire them and their stages."""

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.positions import put_at
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.opportunities.errors import LastPipelineError, LastStageError, NoStagesError
from salesforce_lite.opportunities.model import DEMANDABLE, Pipeline, Stage
from salesforce_lite.opportunities.pipelines import get_stage
from salesforce_lite.opportunities.totals import rebuild_totals

_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TAKEN = N_("There is one with this name already.")
_PERCENT = N_("A probability is a whole number from 0 to 100.")
_NO_DEMAND = N_("A stage can demand amount, contact, source, competitor or note.")
_DAYS = N_("Give a number of days above 0, or leave it empty.")

# Names are told apart and last ones counted in turn: of two at once the second sees the first.
_TURN = "pipelines"


class PipelineFields(TypedDict, total=False):
    """What can be changed of a pipeline; `is_active=False` retires it."""

    name: str
    is_active: bool


class StageFields(TypedDict, total=False):
    """What can be changed of a stage: percent, days, names of fields; `is_active=False` retires."""

    name: str
    probability: int
    usual_days: int | None
    demands: Sequence[str]
    is_active: bool


def save_pipeline(
    uow: UnitOfWork,
    pipeline_id: UUID | None = None,
    *,
    name: str,
    stages: Sequence[StageFields] = (),
    position: int | None = None,
    is_active: bool = True,
    version: int | None = None,
) -> Pipeline:
    """Make or change a pipeline; `is_active=False` retires it for new opportunities.

    A new one comes with its first stages, or no opportunity could be in it.
    """
    uow.actor.require("pipelines.manage")
    name = _checked_name(name)
    present = _pipelines_in_turn(uow)
    _refuse_taken(name, present, pipeline_id)
    if pipeline_id is None:
        if not stages:
            raise NoStagesError(name=name)
        pipeline = Pipeline(name=name, position=_after(present), is_active=is_active)
        uow.session.add(pipeline)
    else:
        pipeline = _get_pipeline(uow, pipeline_id)
        check_version(pipeline, version)
        if not is_active and _is_last(pipeline, present):
            raise LastPipelineError(name=pipeline.name)
        pipeline.name, pipeline.is_active = name, is_active
    if position is not None:
        pipeline.position = position
    uow.session.flush()
    for fields in stages:
        save_stage(uow, pipeline_id=pipeline.id, **fields)
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
    present = _stages_in_turn(uow, pipeline_id)
    _refuse_taken(name, present, stage_id)
    if stage_id is None:
        stage = Stage(pipeline_id=_get_pipeline(uow, pipeline_id).id, name=name)
        stage.position = _after(present)
        uow.session.add(stage)
    else:
        stage = get_stage(uow, stage_id)
        check_version(stage, version)
        if not is_active and _is_last(stage, present):
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


def change_pipeline(
    uow: UnitOfWork, pipeline_id: UUID, fields: PipelineFields, *, version: int | None = None
) -> Pipeline:
    """Change what is given, the rest stays. Raises LastPipelineError."""
    uow.actor.require("pipelines.manage")
    _pipelines_in_turn(uow)
    pipeline = _get_pipeline(uow, pipeline_id)
    # Any: keys of the typed dictionary that are only known while it runs.
    wanted: dict[str, Any] = {key: getattr(pipeline, key) for key in PipelineFields.__annotations__}
    wanted.update(fields)
    return save_pipeline(uow, pipeline_id, **wanted, version=version)


def change_stage(
    uow: UnitOfWork, stage_id: UUID, fields: StageFields, *, version: int | None = None
) -> Stage:
    """Change what is given, the rest stays. Raises LastStageError."""
    uow.actor.require("pipelines.manage")
    stage = get_stage(uow, stage_id)
    _stages_in_turn(uow, stage.pipeline_id)
    # Any: as above.
    wanted: dict[str, Any] = {key: getattr(stage, key) for key in StageFields.__annotations__}
    wanted.update(fields)
    return save_stage(uow, stage_id, pipeline_id=stage.pipeline_id, **wanted, version=version)


def move_pipeline(
    uow: UnitOfWork, pipeline_id: UUID, place: int, *, version: int | None = None
) -> Pipeline:
    """Let it be the one at that place, counted from 1 with the retired ones."""
    uow.actor.require("pipelines.manage")
    present = _pipelines_in_turn(uow)
    pipeline = _get_pipeline(uow, pipeline_id)
    check_version(pipeline, version)
    put_at(place, pipeline, present)
    uow.session.flush()
    return pipeline


def move_stage(uow: UnitOfWork, stage_id: UUID, place: int, *, version: int | None = None) -> Stage:
    """Let it be the one at that place of its pipeline, counted from 1 with the retired ones."""
    uow.actor.require("pipelines.manage")
    stage = get_stage(uow, stage_id)
    present = _stages_in_turn(uow, stage.pipeline_id)
    check_version(stage, version)
    put_at(place, stage, present)
    uow.session.flush()
    return stage


def _pipelines_in_turn(uow: UnitOfWork) -> Sequence[Pipeline]:
    """In their order, as whoever changed them before has left them."""
    take_turn(uow, _TURN)
    query = select(Pipeline).order_by(Pipeline.position, Pipeline.name)
    return uow.session.scalars(query.execution_options(populate_existing=True)).all()


def _stages_in_turn(uow: UnitOfWork, pipeline_id: UUID) -> Sequence[Stage]:
    take_turn(uow, _TURN)
    of_pipeline = select(Stage).where(Stage.pipeline_id == pipeline_id)
    query = of_pipeline.order_by(Stage.position, Stage.id)
    return uow.session.scalars(query.execution_options(populate_existing=True)).all()


def _refuse_taken(name: str, present: Sequence[Pipeline | Stage], own_id: UUID | None) -> None:
    """Commands and files say which one they mean by its name, in capitals or not."""
    if any(one.name.casefold() == name.casefold() and one.id != own_id for one in present):
        raise InvalidInputError(fields={"name": _TAKEN})


def _get_pipeline(uow: UnitOfWork, pipeline_id: UUID) -> Pipeline:
    pipeline = uow.session.get(Pipeline, pipeline_id)
    if pipeline is None:
        raise NotFoundError
    return pipeline


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


def _after(present: Sequence[Pipeline | Stage]) -> int:
    return max((one.position + 1 for one in present), default=0)


def _is_last(one: Pipeline | Stage, present: Sequence[Pipeline | Stage]) -> bool:
    return one.is_active and not any(other.is_active for other in present if other is not one)
