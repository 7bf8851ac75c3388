"""`list …`: the values that forms offer, such as roles, sources, outcomes and reasons."""

import click

from salesforce_lite.cli.named import value_called
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.lists import (
    add_value,
    find_list,
    list_values,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)

ACTIVE, RETIRED = "active", "retired"


@click.group("list")
def list_() -> None:
    """Add and change the values of lists; what records have is retired, never deleted."""


@list_.command("list")
def list_all() -> None:
    """The lists there are: name, what it holds, how many values are offered."""
    app = open_site()
    with reading(app) as uow:
        for one in sorted(app.contributions.list_definitions, key=lambda one: str(one.name)):
            click.echo(f"{one.name}\t{one.english_title}\t{len(list_values(uow, one.name))}")


@list_.command("show")
@click.argument("name", metavar="LIST")
def show(name: str) -> None:
    """The values of LIST in their order: code, English, Spanish, active or retired."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    with reading(app) as uow:
        for value in list_values(uow, definition.name, retired=True):
            state = ACTIVE if value.is_active else RETIRED
            click.echo(f"{value.code}\t{value.label_en}\t{value.label_es}\t{state}")


@list_.command("add")
@click.argument("name", metavar="LIST")
@click.option("--en", required=True, help="What it is called in English.")
@click.option("--es", required=True, help="What it is called in Spanish.")
@click.option("--code", default="", help="What files and records call it. [default: from --en]")
@click.option("--place", type=click.IntRange(min=1), help="1 is the first. [default: the last]")
def add(name: str, en: str, es: str, code: str, place: int | None) -> None:
    """Add a value to LIST; its code is printed."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    with operating(app) as uow:
        value = add_value(uow, definition, label_en=en, label_es=es, code=code)
        if place is not None:
            move_value(uow, value.id, place)
        made = value.code
    click.echo(made)


@list_.command("rename")
@click.argument("name", metavar="LIST")
@click.argument("value")
@click.option("--en", help="What it is called in English from now on.")
@click.option("--es", help="What it is called in Spanish from now on.")
def rename(name: str, value: str, en: str | None, es: str | None) -> None:
    """Call VALUE something else; records that have it say so too."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    if en is None and es is None:
        raise click.UsageError("Say what it is called: --en, --es or both.")
    with operating(app) as uow:
        rename_value(uow, value_called(uow, definition, value).id, label_en=en, label_es=es)


@list_.command("move")
@click.argument("name", metavar="LIST")
@click.argument("value")
@click.argument("place", type=click.IntRange(min=1))
def move(name: str, value: str, place: int) -> None:
    """Put VALUE at PLACE of its list; 1 is the first."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    with operating(app) as uow:
        move_value(uow, value_called(uow, definition, value).id, place)


@list_.command("retire")
@click.argument("name", metavar="LIST")
@click.argument("value")
def retire(name: str, value: str) -> None:
    """Offer VALUE no more; records that have it keep it."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    with operating(app) as uow:
        retire_value(uow, value_called(uow, definition, value).id)


@list_.command("revive")
@click.argument("name", metavar="LIST")
@click.argument("value")
def revive(name: str, value: str) -> None:
    """Offer a retired VALUE again."""
    app = open_site()
    definition = find_list(app.contributions.list_definitions, name)
    with operating(app) as uow:
        revive_value(uow, value_called(uow, definition, value).id)
