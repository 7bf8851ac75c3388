"""Pipelines and their stages for programs."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, to_builtins

from salesforce_lite.api import Input, Listed, Query, Record, Resource, expected_version
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Stage
from salesforce_lite.opportunities.pipeline_keeping import (
    PipelineFields,
    StageFields,
    change_pipeline,
    change_stage,
    move_pipeline,
    move_stage,
    save_pipeline,
    save_stage,
)
from salesforce_lite.opportunities.pipelines import (
    PipelineWithStages,
    get_stage,
    list_pipelines,
)
from salesforce_lite.web import current_uow

resource = Resource(name="pipelines", title=N_("Pipelines"), about="pipeline")

Demand = Literal["amount", "contact_id", "source", "competitor", "note"]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Percent = Annotated[int, Meta(ge=0, le=100)]
# What a column of whole numbers holds.
Days = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Demands = Annotated[list[Demand], Meta(max_length=10)]


class StageView(Record, kw_only=True, frozen=True):
    """One step of a pipeline: its usual percent, after how many days an opportunity counts as slow
    (null: never), and what an opportunity needs to enter it."""

    pipeline_id: UUID
    name: str
    probability: int
    usual_days: int | None
    demands: list[Demand]
    is_active: bool


class PipelineView(Record, kw_only=True, frozen=True):
    """A way of selling, with its stages in order."""

    name: str
    is_active: bool
    stages: list[StageView]


class NewPipelineStage(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new stage; it comes last."""

    name: Name
    probability: Percent
    usual_days: Days | None = None
    demands: Demands = []
    is_active: bool = True


class StageWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be changed of a stage; `is_active` false retires it."""

    name: Name | UnsetType = UNSET
    probability: Percent | UnsetType = UNSET
    usual_days: Days | UnsetType | None = UNSET
    demands: Demands | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class NewPipeline(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new pipeline, which comes last, with at least one stage."""

    name: Name
    stages: Annotated[list[NewPipelineStage], Meta(max_length=100)]
    is_active: bool = True


class PipelineWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be changed of a pipeline; `is_active` false retires it for new opportunities."""

    name: Name | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class Place(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which one it is to be, counted from 1 with the retired ones; beyond the end is last."""

    place: Annotated[int, Meta(ge=1, le=10_000)]


class PipelineQuery(Query, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which pipelines."""

    retired: Annotated[
        bool, Meta(description="Those that are no longer in use as well, and such stages.")
    ] = False


@resource.get("", needs="opportunities.view")
def index(query: PipelineQuery) -> Listed[PipelineView]:
    """All pipelines in their order, with their stages."""
    found = list_pipelines(current_uow(), retired=query.retired)
    return Listed(items=[_pipeline_view(one) for one in found])


@resource.get("/<uuid:pipeline_id>", needs="opportunities.view")
def show(pipeline_id: UUID, query: Query) -> PipelineView:
    """One pipeline with all its stages, retired ones too."""
    return _shown(current_uow(), pipeline_id)


@resource.post("", needs="pipelines.manage", status=201)
def create(body: NewPipeline) -> PipelineView:
    """Add a pipeline with its first stages."""
    uow = current_uow()
    stages = [cast(StageFields, to_builtins(one)) for one in body.stages]
    made = save_pipeline(uow, name=body.name, stages=stages, is_active=body.is_active)
    return _shown(uow, made.id)


@resource.patch("/<uuid:pipeline_id>", needs="pipelines.manage")
def change(pipeline_id: UUID, body: PipelineWrite) -> PipelineView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    change_pipeline(uow, pipeline_id, cast(PipelineFields, _said(body)), version=expected_version())
    return _shown(uow, pipeline_id)


@resource.put("/<uuid:pipeline_id>/place", needs="pipelines.manage")
def place(pipeline_id: UUID, body: Place) -> PipelineView:
    """Put it elsewhere in the row of pipelines."""
    uow = current_uow()
    move_pipeline(uow, pipeline_id, body.place, version=expected_version())
    return _shown(uow, pipeline_id)


@resource.post("/<uuid:pipeline_id>/stages", needs="pipelines.manage", status=201)
def add_stage(pipeline_id: UUID, body: NewPipelineStage) -> StageView:
    """Add a stage at the end of the pipeline."""
    fields: dict[str, Any] = to_builtins(body)
    return _stage_view(save_stage(current_uow(), pipeline_id=pipeline_id, **fields))


@resource.get("/<uuid:pipeline_id>/stages/<uuid:stage_id>", needs="opportunities.view")
def show_stage(pipeline_id: UUID, stage_id: UUID, query: Query) -> StageView:
    """One stage."""
    return _stage_view(_stage_of(current_uow(), pipeline_id, stage_id))


@resource.patch("/<uuid:pipeline_id>/stages/<uuid:stage_id>", needs="pipelines.manage")
def change_stage_of(pipeline_id: UUID, stage_id: UUID, body: StageWrite) -> StageView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    _stage_of(uow, pipeline_id, stage_id)
    said = cast(StageFields, _said(body))
    return _stage_view(change_stage(uow, stage_id, said, version=expected_version()))


@resource.put("/<uuid:pipeline_id>/stages/<uuid:stage_id>/place", needs="pipelines.manage")
def place_stage(pipeline_id: UUID, stage_id: UUID, body: Place) -> StageView:
    """Put it elsewhere in the row of stages."""
    uow = current_uow()
    _stage_of(uow, pipeline_id, stage_id)
    return _stage_view(move_stage(uow, stage_id, body.place, version=expected_version()))


def _said(body: Input) -> dict[str, Any]:
    said: dict[str, Any] = to_builtins(body)
    return said


def _shown(uow: UnitOfWork, pipeline_id: UUID) -> PipelineView:
    uow.session.flush()
    found = (one for one in list_pipelines(uow, retired=True) if one.pipeline.id == pipeline_id)
    pipeline = next(found, None)
    if pipeline is None:
        raise NotFoundError
    return _pipeline_view(pipeline)


def _stage_of(uow: UnitOfWork, pipeline_id: UUID, stage_id: UUID) -> Stage:
    stage = get_stage(uow, stage_id)
    if stage.pipeline_id != pipeline_id:
        raise NotFoundError
    return stage


def _pipeline_view(one: PipelineWithStages) -> PipelineView:
    return PipelineView(
        id=one.pipeline.id,
        version=one.pipeline.version,
        name=one.pipeline.name,
        is_active=one.pipeline.is_active,
        stages=[_stage_view(stage) for stage in one.stages],
    )


def _stage_view(stage: Stage) -> StageView:
    return StageView(
        id=stage.id,
        version=stage.version,
        pipeline_id=stage.pipeline_id,
        name=stage.name,
        probability=stage.probability,
        usual_days=stage.usual_days,
        demands=cast(list[Demand], list(stage.demands)),
        is_active=stage.is_active,
    )
