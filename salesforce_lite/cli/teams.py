"""`team …`: teams as a tree, their managers and their members."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import click
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.cli.named import person_at, team_called
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import (
    Team,
    create_team,
    list_members,
    list_teams,
    move_team,
    rename_team,
    set_members,
    set_team_manager,
)

NOBODY = "-"


@click.group()
def team() -> None:
    """Make and change teams; a manager sees the records of the team and of those below it."""


@team.command("add")
@click.argument("name")
@click.option("--below", help="The team it belongs to.")
@click.option("--manager", help="E-mail address of who manages it.")
@click.option("--member", "members", multiple=True, help="E-mail address; several times.")
def add(name: str, below: str | None, manager: str | None, members: tuple[str, ...]) -> None:
    """Make a team."""
    with operating(open_site()) as uow:
        made = create_team(
            uow,
            name,
            parent_id=team_called(uow, below).id if below else None,
            manager_id=person_at(uow, manager).id if manager else None,
        )
        set_members(uow, made.id, [person_at(uow, email).id for email in members])


@team.command("change")
@click.argument("name")
@click.option("--rename", help="Its new name.")
@click.option("--below", help=f"The team it belongs to from now on; “{NOBODY}” for none.")
@click.option("--manager", help=f"E-mail address of who manages it; “{NOBODY}” for nobody.")
@click.option("--member", "joining", multiple=True, help="Who joins; several times.")
@click.option("--without", "leaving", multiple=True, help="Who leaves; several times.")
def change(
    name: str,
    rename: str | None,
    below: str | None,
    manager: str | None,
    joining: tuple[str, ...],
    leaving: tuple[str, ...],
) -> None:
    """Change a team: name, place in the tree, manager, who joins and who leaves."""
    with operating(open_site()) as uow:
        changed = team_called(uow, name)
        if below:
            move_team(uow, changed.id, None if below == NOBODY else team_called(uow, below).id)
        if manager:
            person = None if manager == NOBODY else person_at(uow, manager).id
            set_team_manager(uow, changed.id, person)
        _exchange(uow, changed, joining, leaving)
        if rename:
            rename_team(uow, changed.id, rename)


@team.command("list")
def list_() -> None:
    """All teams, those below indented: name, manager, members."""
    with reading(open_site()) as uow:
        people = {person.id: person.email for person in uow.session.scalars(select(User))}
        below: dict[UUID | None, list[Team]] = defaultdict(list)
        for one in list_teams(uow):
            below[one.parent_id].append(one)
        _show(uow, below, people, None, depth=0)


def join_team(uow: UnitOfWork, name: str, person: User) -> None:
    """Make the person a member, besides those who are."""
    _exchange(uow, team_called(uow, name), [person.email], ())


def _exchange(
    uow: UnitOfWork, changed: Team, joining: Iterable[str], leaving: Iterable[str]
) -> None:
    members = {member.id for member in list_members(uow, changed.id)}
    come = {person_at(uow, email).id for email in joining}
    go = {person_at(uow, email).id for email in leaving}
    set_members(uow, changed.id, (members | come) - go)


def _show(
    uow: UnitOfWork,
    below: dict[UUID | None, list[Team]],
    people: dict[UUID, str],
    parent: UUID | None,
    *,
    depth: int,
) -> None:
    for one in below[parent]:
        manager = people[one.manager_id] if one.manager_id else ""
        members = ",".join(member.email for member in list_members(uow, one.id))
        click.echo(f"{'  ' * depth}{one.name}\t{manager}\t{members}")
        _show(uow, below, people, one.id, depth=depth + 1)
