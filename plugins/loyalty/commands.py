"""Commands of the operator: does all agree with the journal, and was every purchase counted."""

import click

from salesforce_lite.plugin import CommandWork

from .counting import catch_up as catch_up_step
from .counting import count_again
from .verifying import faults_of_ledger
from .versions import open_programs


@click.command("verify")
@click.pass_obj
def verify(work: CommandWork) -> None:
    """Derive every balance and lot again from the journal, and name what does not agree."""
    with work.reading() as uow:
        faults = faults_of_ledger(uow)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo("Everything agrees with the journal.")


@click.command("catch-up")
@click.option("--after", default=0, help="Begin behind this position.")
@click.pass_obj
def catch_up(work: CommandWork, after: int) -> None:
    """Count purchases and returns that were not: the plugin was off, or something failed."""
    position: int | None = after
    purchases = returns = 0
    while position is not None:
        with work.writing() as uow:
            done = catch_up_step(uow, position)
        position, purchases = done.position, purchases + done.purchases
        returns += done.returns
        for one in done.refused:
            click.echo(f"refused: {one}", err=True)
    with work.reading() as uow:
        programs = [one.id for one in open_programs(uow)]
    counted = 0
    for program_id in programs:
        while True:
            with work.writing() as uow:
                step = count_again(uow, program_id)
            counted += step
            if not step:
                break
    click.echo(f"purchases={purchases} returns={returns} counted-again={counted}")
