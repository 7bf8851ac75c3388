"""`pipeline stage …`: the stages of a pipeline, their probability and what they demand."""

import click

from salesforce_lite.cli.named import pipeline_called, stage_called
from salesforce_lite.cli.operator import operating
from salesforce_lite.cli.site import open_site
from salesforce_lite.opportunities import (
    DEMANDABLE,
    Stage,
    StageFields,
    change_stage,
    move_stage,
    save_stage,
)

NOTHING = "-"
# What operators say → the field that must be filled in.
_DEMANDS = {name.removesuffix("_id"): name for name in DEMANDABLE}
_PERCENT = click.IntRange(0, 100)
_FROM_ONE = click.IntRange(min=1)


@click.group()
def stage() -> None:
    """Add and change the stages of a pipeline."""


def words_of(its: Stage) -> tuple[str, ...]:
    """As the list of pipelines shows it: name, percent, days, demands, state."""
    demands = ",".join(name.removesuffix("_id") for name in its.demands)
    days = str(its.usual_days or "")
    return its.name, str(its.probability), days, demands, _state(its)


@stage.command("add")
@click.argument("pipeline")
@click.argument("name")
@click.option("--probability", type=_PERCENT, required=True, help="Percent.")
@click.option("--days", type=_FROM_ONE, help="After so many a sale in it is slow.")
@click.option("--demand", "demands", type=click.Choice(list(_DEMANDS)), multiple=True)
@click.option("--place", type=_FROM_ONE, help="1 is the first. [default: the last]")
def add(
    pipeline: str,
    name: str,
    probability: int,
    days: int | None,
    demands: tuple[str, ...],
    place: int | None,
) -> None:
    """Add a stage to a pipeline."""
    with operating(open_site()) as uow:
        made = save_stage(
            uow,
            pipeline_id=pipeline_called(uow, pipeline).pipeline.id,
            name=name,
            probability=probability,
            usual_days=days,
            demands=[_DEMANDS[demand] for demand in demands],
        )
        if place is not None:
            move_stage(uow, made.id, place)


@stage.command("change")
@click.argument("pipeline")
@click.argument("name")
@click.option("--rename", help="Its new name.")
@click.option("--probability", type=_PERCENT, help="Percent; its open sales are weighed anew.")
@click.option("--days", type=click.IntRange(min=0), help="After so many it is slow; 0 for never.")
@click.option(
    "--demand",
    "demands",
    type=click.Choice([*_DEMANDS, NOTHING]),
    multiple=True,
    help=f"What a sale needs to enter it, instead of what it was; “{NOTHING}” for nothing.",
)
def change(
    pipeline: str,
    name: str,
    rename: str | None,
    probability: int | None,
    days: int | None,
    demands: tuple[str, ...],
) -> None:
    """Change a stage: its name, probability, usual days and what it demands."""
    fields = StageFields()
    if rename is not None:
        fields["name"] = rename
    if probability is not None:
        fields["probability"] = probability
    if days is not None:
        fields["usual_days"] = days or None
    if demands:
        fields["demands"] = [_DEMANDS[demand] for demand in demands if demand != NOTHING]
    _change(pipeline, name, fields)


@stage.command("move")
@click.argument("pipeline")
@click.argument("name")
@click.argument("place", type=_FROM_ONE)
def move(pipeline: str, name: str, place: int) -> None:
    """Put a stage at PLACE of its pipeline; 1 is the first."""
    with operating(open_site()) as uow:
        move_stage(uow, stage_called(uow, pipeline, name).id, place)


@stage.command("retire")
@click.argument("pipeline")
@click.argument("name")
def retire(pipeline: str, name: str) -> None:
    """Let nothing enter it any more; what stands in it stays until somebody moves it."""
    _change(pipeline, name, {"is_active": False})


@stage.command("revive")
@click.argument("pipeline")
@click.argument("name")
def revive(pipeline: str, name: str) -> None:
    """Use a retired stage again."""
    _change(pipeline, name, {"is_active": True})


def _change(pipeline: str, name: str, fields: StageFields) -> None:
    with operating(open_site()) as uow:
        change_stage(uow, stage_called(uow, pipeline, name).id, fields)


def _state(its: Stage) -> str:
    return "active" if its.is_active else "retired"
