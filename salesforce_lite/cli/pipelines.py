"""`pipeline …`: the ways of selling, each a row of stages."""

import click

from salesforce_lite.cli.named import pipeline_called
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.cli.stages import stage, words_of
from salesforce_lite.opportunities import (
    StageFields,
    change_pipeline,
    list_pipelines,
    move_pipeline,
    save_pipeline,
)

PERCENT = click.IntRange(0, 100)


@click.group()
def pipeline() -> None:
    """Make and change pipelines and their stages; what was used is retired, never deleted."""


pipeline.add_command(stage)


@pipeline.command("list")
def list_() -> None:
    """Pipelines with their state, below them stages: name, percent, days, demands, state."""
    with reading(open_site()) as uow:
        for one in list_pipelines(uow, retired=True):
            click.echo(f"{one.pipeline.name}\t{'active' if one.pipeline.is_active else 'retired'}")
            for its in one.stages:
                click.echo("  " + "\t".join(words_of(its)))


@pipeline.command("add")
@click.argument("name")
@click.option(
    "--stage",
    "stages",
    type=(str, PERCENT),
    metavar="NAME PERCENT",
    multiple=True,
    required=True,
    help="A stage and its probability; several times, in their order.",
)
def add(name: str, stages: tuple[tuple[str, int], ...]) -> None:
    """Make a pipeline; what its stages demand is said with `pipeline stage change`."""
    with operating(open_site()) as uow:
        first: list[StageFields] = [
            {"name": one, "probability": percent} for one, percent in stages
        ]
        save_pipeline(uow, name=name, stages=first)


@pipeline.command("rename")
@click.argument("name")
@click.argument("new_name")
def rename(name: str, new_name: str) -> None:
    """Call a pipeline something else."""
    with operating(open_site()) as uow:
        change_pipeline(uow, pipeline_called(uow, name).pipeline.id, {"name": new_name})


@pipeline.command("move")
@click.argument("name")
@click.argument("place", type=click.IntRange(min=1))
def move(name: str, place: int) -> None:
    """Put a pipeline at PLACE; 1 is the one that new opportunities take."""
    with operating(open_site()) as uow:
        move_pipeline(uow, pipeline_called(uow, name).pipeline.id, place)


@pipeline.command("retire")
@click.argument("name")
def retire(name: str) -> None:
    """Let no new opportunities into it; those that are in it go on."""
    with operating(open_site()) as uow:
        change_pipeline(uow, pipeline_called(uow, name).pipeline.id, {"is_active": False})


@pipeline.command("revive")
@click.argument("name")
def revive(name: str) -> None:
    """Use a retired pipeline again."""
    with operating(open_site()) as uow:
        change_pipeline(uow, pipeline_called(uow, name).pipeline.id, {"is_active": True})
