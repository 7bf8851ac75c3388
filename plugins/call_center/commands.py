"""Commands for whoever runs the server: public exclusion lists, as their keepers give them out."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from salesforce_lite.plugin import CommandWork

from .exclusion_lists import forget_list, take_list

_AT_ONCE = 500


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "list_code", required=True, help="Its code, such as robinson or repep.")
@click.option("--whole", is_flag=True, help="Numbers that it had and that are not in it now go.")
@click.pass_obj
def exclusions(work: CommandWork, *, file: Path, list_code: str, whole: bool) -> None:
    """Bring in a public exclusion list: a number in the first column of each line."""
    taken, unread = 0, 0
    numbers = _numbers(file)
    with work.writing() as uow:
        if whole:
            # In one go with what stands in it now: at no moment is a number free that is on it.
            forget_list(uow, list_code)
        while part := list(islice(numbers, _AT_ONCE)):
            kept, lost = take_list(uow, list_code, part)
            taken, unread = taken + kept, unread + lost
    click.echo(f"numbers={taken} unread={unread}")


def _numbers(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            if row and any(letter.isdigit() for letter in row[0]):
                yield row[0].strip()
