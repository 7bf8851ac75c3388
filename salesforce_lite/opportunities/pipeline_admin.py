"""The back office of pipelines and their stages."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.opportunities.pipeline_forms import PipelineForm, StageForm
from salesforce_lite.opportunities.pipeline_keeping import (
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
    all_stages,
    get_stage,
    list_pipelines,
)
from salesforce_lite.web import current_uow, form_view, needs, render_page, sent_version

MANAGE = "pipelines.manage"


class PipelinesView(BackOfficeView):
    """`/admin/pipelines/`."""

    url_name = "pipelines"
    title = N_("Pipelines")
    summary = N_("Ways of selling: their stages, how probable each is, what it demands.")
    icon = "board"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        return render_page(
            "opportunities/office/pipelines.html",
            pipelines=list_pipelines(current_uow(), retired=True),
        )

    @page("/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new())

    @page("/<uuid:pipeline_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, pipeline_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show(pipeline_id=pipeline_id))

    @page("/<uuid:pipeline_id>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, pipeline_id: UUID) -> ResponseReturnValue:
        move_pipeline(current_uow(), pipeline_id, _place(), version=sent_version())
        return redirect(url_for("pipelines.index"), 303)

    @page("/<uuid:pipeline_id>/stages/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_stage(self, pipeline_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new_stage(pipeline_id=pipeline_id))

    @page("/stages/<uuid:stage_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def stage(self, stage_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _stage(stage_id=stage_id))

    @page("/stages/<uuid:stage_id>/place", methods=("POST",))
    @needs(MANAGE)
    def move_stage(self, stage_id: UUID) -> ResponseReturnValue:
        stage = move_stage(current_uow(), stage_id, _place(), version=sent_version())
        return redirect(url_for("pipelines.show", pipeline_id=stage.pipeline_id), 303)


def _place() -> int:
    return request.form.get("place", type=int) or 0


def _one(pipeline_id: UUID) -> PipelineWithStages:
    for one in list_pipelines(current_uow(), retired=True):
        if one.pipeline.id == pipeline_id:
            return one
    raise NotFoundError


def _model() -> PipelineWithStages:
    """Whose stages a new pipeline begins with: nobody starts from nothing."""
    return list_pipelines(current_uow(), retired=True)[0]


def _build_new() -> tuple[PipelineForm, dict[str, Any]]:
    return PipelineForm(), {"model": _model().pipeline}


@form_view("opportunities/office/pipeline_new.html", _build_new)
def _new(form: PipelineForm) -> ResponseReturnValue:
    stages: list[StageFields] = [
        {
            "name": stage.name,
            "probability": stage.probability,
            "usual_days": stage.usual_days,
            "demands": stage.demands,
        }
        for stage in _model().stages
    ]
    pipeline = save_pipeline(current_uow(), name=form.name.data or "", stages=stages)
    flash(gettext("“%(name)s” is added.", name=pipeline.name), "success")
    return redirect(url_for("pipelines.show", pipeline_id=pipeline.id), 303)


def _build(pipeline_id: UUID) -> tuple[PipelineForm, dict[str, Any]]:
    one = _one(pipeline_id)
    found = all_stages(current_uow()).values()
    stages = sorted(
        (stage for stage in found if stage.pipeline_id == pipeline_id),
        key=lambda stage: (stage.position, stage.id),
    )
    return PipelineForm(obj=one.pipeline), {"pipeline": one.pipeline, "stages": stages}


@form_view("opportunities/office/pipeline.html", _build)
def _show(form: PipelineForm, pipeline_id: UUID) -> ResponseReturnValue:
    pipeline = change_pipeline(
        current_uow(),
        pipeline_id,
        {"name": form.name.data or "", "is_active": bool(form.is_active.data)},
        version=form.version.data,
    )
    flash(gettext("“%(name)s” is saved.", name=pipeline.name), "success")
    return redirect(url_for("pipelines.index"), 303)


def _fields(form: StageForm) -> StageFields:
    return {
        "name": form.name.data or "",
        "probability": form.probability.data or 0,
        "usual_days": form.usual_days.data,
        "demands": form.demands.data or [],
        "is_active": bool(form.is_active.data),
    }


def _build_new_stage(pipeline_id: UUID) -> tuple[StageForm, dict[str, Any]]:
    return StageForm(), {"pipeline": _one(pipeline_id).pipeline, "stage": None}


@form_view("opportunities/office/stage.html", _build_new_stage)
def _new_stage(form: StageForm, pipeline_id: UUID) -> ResponseReturnValue:
    save_stage(current_uow(), pipeline_id=pipeline_id, **_fields(form))
    return redirect(url_for("pipelines.show", pipeline_id=pipeline_id), 303)


def _build_stage(stage_id: UUID) -> tuple[StageForm, dict[str, Any]]:
    stage = get_stage(current_uow(), stage_id)
    return StageForm(obj=stage), {"pipeline": _one(stage.pipeline_id).pipeline, "stage": stage}


@form_view("opportunities/office/stage.html", _build_stage)
def _stage(form: StageForm, stage_id: UUID) -> ResponseReturnValue:
    stage = change_stage(current_uow(), stage_id, _fields(form), version=form.version.data)
    return redirect(url_for("pipelines.show", pipeline_id=stage.pipeline_id), 303)
