"""Commands for whoever runs the server: check totals, and bring in a log of purchases."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import click

from salesforce_lite.plugin import CommandWork

from .purchase_log import read_log, save_log
from .verifying import renew_all_totals, wrong_totals

_BATCH = 500
T = TypeVar("T")


@click.command()
@click.option("--mend", is_flag=True, help="Make what is wrong anew.")
@click.pass_obj
def verify(work: CommandWork, *, mend: bool) -> None:
    """Compare the totals of customers with their orders and returns."""
    with work.reading() as uow:
        wrong = list(wrong_totals(uow))
    for one in wrong:
        click.echo(
            f"{one.customer_id} {one.year or '-'} {one.currency}: {one.kept} | {one.derived}"
        )
    if wrong and mend:
        with work.writing() as uow:
            renew_all_totals(uow)
        click.echo("mended", err=True)
    elif wrong:
        raise click.ClickException(f"{len(wrong)} totals are wrong; --mend makes them anew")
    else:
        click.echo("totals are right", err=True)


@click.command("purchase-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--columns",
    default="customer,date,quantity,amount",
    help="What stands in which column; “-” for one to pass over.",
)
@click.option("--source", default="purchase-log", help="What the system is called that wrote it.")
@click.option("--currency", default="", help="That of the amounts; else the company's.")
@click.pass_obj
def purchase_log(
    work: CommandWork, *, file: Path, columns: str, source: str, currency: str
) -> None:
    """Bring in a log of purchases without a head: columns between blanks, one purchase a line.

    Customers are made under the numbers of the log. Brought in again, nothing is doubled.
    """
    made = 0
    for part in _parts(read_log(file, columns.split(","))):
        with work.writing() as uow:
            made += save_log(uow, part, source=source, currency=currency)
    click.echo(f"orders={made}")


def _parts(purchases: Iterator[T]) -> Iterator[list[T]]:
    part: list[T] = []
    for one in purchases:
        part.append(one)
        if len(part) == _BATCH:
            yield part
            part = []
    if part:
        yield part


def cli() -> list[click.Command]:
    return [verify, purchase_log]
