"""`kind …`: the kinds of activities, such as visits and calls."""

import click

from salesforce_lite.activities import (
    IMITABLE,
    KIND_NAMES,
    add_kind,
    list_kinds,
    move_kind,
    rename_kind,
    retire_kind,
    revive_kind,
)
from salesforce_lite.cli.lists import ACTIVE, RETIRED
from salesforce_lite.cli.named import value_called
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site


@click.group()
def kind() -> None:
    """Make, name and order the kinds of activities; what there are activities of is retired, never
    deleted."""


@kind.command("list")
def list_() -> None:
    """The kinds in their order: code, English, Spanish, active or retired, what it works like."""
    with reading(open_site()) as uow:
        for one in list_kinds(uow):
            state = ACTIVE if one.is_active else RETIRED
            like = one.details.get("like", one.code)
            click.echo(f"{one.code}\t{one.label_en}\t{one.label_es}\t{state}\t{like}")


@kind.command("add")
@click.option("--en", required=True, help="What it is called in English.")
@click.option("--es", required=True, help="What it is called in Spanish.")
@click.option("--like", required=True, type=click.Choice(IMITABLE), help="What it works like.")
@click.option("--place", type=click.IntRange(min=1), help="1 is the first. [default: the last]")
def add(en: str, es: str, like: str, place: int | None) -> None:
    """Make a kind of your own; its code is printed."""
    with operating(open_site()) as uow:
        made = add_kind(uow, name_en=en, name_es=es, like=like).code
        if place is not None:
            move_kind(uow, made, place)
    click.echo(made)


@kind.command("rename")
@click.argument("code", metavar="KIND")
@click.option("--en", help="What it is called in English from now on.")
@click.option("--es", help="What it is called in Spanish from now on.")
def rename(code: str, en: str | None, es: str | None) -> None:
    """Call KIND something else; its activities say so too."""
    if en is None and es is None:
        raise click.UsageError("Say what it is called: --en, --es or both.")
    with operating(open_site()) as uow:
        rename_kind(uow, value_called(uow, KIND_NAMES, code).code, name_en=en, name_es=es)


@kind.command("move")
@click.argument("code", metavar="KIND")
@click.argument("place", type=click.IntRange(min=1))
def move(code: str, place: int) -> None:
    """Put KIND at PLACE; 1 is the first."""
    with operating(open_site()) as uow:
        move_kind(uow, value_called(uow, KIND_NAMES, code).code, place)


@kind.command("retire")
@click.argument("code", metavar="KIND")
def retire(code: str) -> None:
    """Offer KIND no more; activities that are of it stay so."""
    with operating(open_site()) as uow:
        retire_kind(uow, value_called(uow, KIND_NAMES, code).code)


@kind.command("revive")
@click.argument("code", metavar="KIND")
def revive(code: str) -> None:
    """Offer a retired KIND again."""
    with operating(open_site()) as uow:
        revive_kind(uow, value_called(uow, KIND_NAMES, code).code)
