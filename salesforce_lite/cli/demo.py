"""`demo`: sample data in and out; `serve --demo` puts them in on an instance without customers."""

import os
import sys
from collections.abc import Callable, Sequence

import click
from sqlalchemy import exists, select

from salesforce_lite.cli.site import open_site, prepared_site
from salesforce_lite.customers import Customer
from salesforce_lite.demo import (
    HOME_ZONE,
    LANGUAGES,
    Going,
    Plot,
    SamplePerson,
    add_sample_data,
    has_sample_data,
    keep_sheet,
    play_for_plugins,
    read_sheet,
    remove_sample_data,
    throw_sheet_away,
)
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.db import take_all_time
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.web import App

_SPEAKER = system_actor("sample data")


@click.command()
@click.option("--customers", default=300, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=7, show_default=True, help="Equal seeds give equal data.")
@click.option("--language", type=click.Choice(LANGUAGES), help="[default: that of the shell]")
@click.option("--remove", is_flag=True, help="Take away all sample data, and only these.")
def demo(customers: int, seed: int, language: str | None, remove: bool) -> None:  # noqa: FBT001
    """Put in a sample company with a year behind it, up to today."""
    if remove:
        _tell_removal(_remove(open_site()))
        return
    app = prepared_site()
    take_all_time(app.engine)
    people = put_in(app, customers=customers, seed=seed, language=language or language_of_shell())
    introduce(people)


def show_sample_company(app: App) -> None:
    """For `serve --demo`: put the data in where there are no customers, say whom to sign in as."""
    with reading_unit(app.make_session, _SPEAKER, surface="demo") as uow:
        has_customers = uow.session.scalar(select(exists().where(Customer.id.is_not(None))))
        is_sample = has_sample_data(uow)
    if not has_customers and not is_sample:
        introduce(put_in(app, customers=300, seed=7, language=language_of_shell()))
    elif is_sample:
        introduce(read_sheet(app.extensions["settings"].instance))


def put_in(app: App, *, customers: int, seed: int, language: str) -> Sequence[SamplePerson]:
    """Add the sample data and keep the sheet with the new passwords."""
    plot = Plot(day=today(HOME_ZONE), language=language, seed=seed, customers=customers)
    click.echo("Putting in sample data …", err=True)
    reactions = app.contributions.reactions
    with unit_of_work(app.make_session, _SPEAKER, surface="demo", reactions=reactions) as uow:
        people = add_sample_data(uow, plot, tell=_progress())
        play_for_plugins(uow, app.contributions.sample_data)
    keep_sheet(app.extensions["settings"].instance, people)
    return people


def introduce(people: Sequence[SamplePerson]) -> None:
    """One line each: role, address, password."""
    if people:
        click.echo("Sign in as one of these sample people:", err=True)
    for one in people:
        click.echo(f"{one.role}\t{one.email}\t{one.password}")


def language_of_shell() -> str:
    """Spanish where the shell speaks it, English otherwise."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "es" if spoken.lower().startswith("es") else "en"


def _remove(app: App) -> Going:
    with unit_of_work(app.make_session, _SPEAKER, surface="cli") as uow:
        going = remove_sample_data(uow, app.contributions.sample_data)
    throw_sheet_away(app.extensions["settings"].instance)
    return going


def _tell_removal(going: Going) -> None:
    click.echo(
        f"customers={going.customers} contacts={going.contacts} "
        f"opportunities={going.opportunities} activities={going.activities} "
        f"people={going.people} added_by_people={going.added}"
    )
    click.echo(
        "The sample data are gone. To let somebody in: salesforce-lite user add EMAIL --role admin",
        err=True,
    )


def _progress() -> Callable[[int, int], None]:
    """A counter that stays on its line; silent where nobody watches."""
    if not sys.stderr.isatty():
        return lambda _done, _all: None

    def show(done: int, in_all: int) -> None:
        click.echo(f"\r{done * 100 // in_all} %", err=True, nl=done == in_all)

    return show
