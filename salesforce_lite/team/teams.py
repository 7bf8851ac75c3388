"""Use cases of teams: a tree of people whose managers see what stands below them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from salesforce_lite.access import User
from salesforce_lite.audit import Said, made_before
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError, StaleVersionError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.session import audit_row, write_history
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team.errors import TeamLoopError, TeamNameTakenError
from salesforce_lite.team.events import TeamChanged, TeamCreated
from salesforce_lite.team.model import Team, TeamMember

LONGEST_NAME = 120
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NOBODY = N_("This person does not work here (any more).")


def list_teams(uow: UnitOfWork) -> list[Team]:
    """All teams, by name; who works where is no secret inside the company."""
    return list(uow.session.scalars(select(Team).order_by(Team.name)))


def get_team(uow: UnitOfWork, team_id: UUID) -> Team:
    team = uow.session.get(Team, team_id)
    if team is None:
        raise NotFoundError
    return team


def list_members(uow: UnitOfWork, team_id: UUID) -> list[User]:
    """The people of the team itself, by name."""
    query = select(User).join(TeamMember, TeamMember.user_id == User.id)
    return list(uow.session.scalars(query.where(TeamMember.team_id == team_id).order_by(User.name)))


def colleagues_of(uow: UnitOfWork, user_id: UUID) -> list[User]:
    """Who is in a team of the person or leads it, by name; not the person, nor who has left."""
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    members = select(TeamMember.user_id).where(TeamMember.team_id.in_(theirs))
    leaders = select(Team.manager_id).where(Team.id.in_(theirs))
    query = select(User).where(
        User.id.in_(members) | User.id.in_(leaders), User.id != user_id, User.active
    )
    return list(uow.session.scalars(query.order_by(User.name, User.id)))


def create_team(
    uow: UnitOfWork,
    name: str,
    *,
    parent_id: UUID | None = None,
    manager_id: UUID | None = None,
    new_id: UUID | None = None,
) -> Team:
    """Add a team. Sent again with the `new_id` that a program chose, it is the one made at first.

    Raises TeamNameTakenError, and InvalidInputError for a manager who does not work here.
    """
    uow.actor.require("teams.manage")
    fields = {"name": clean_name(name), "parent_id": parent_id, "manager_id": manager_id}
    if before := made_before(uow, Said(fields=fields, new_id=new_id), get_team):
        return before
    if parent_id is not None:
        get_team(uow, parent_id)
    require_active(uow, "manager_id", [manager_id] if manager_id else [])
    team = Team(name=_free_name(uow, name), parent_id=parent_id, manager_id=manager_id)
    if new_id is not None:
        team.id = new_id
    uow.session.add(team)
    uow.session.flush()
    uow.record(TeamCreated(team_id=team.id))
    return team


def rename_team(uow: UnitOfWork, team_id: UUID, name: str, *, version: int | None = None) -> Team:
    team = _to_change(uow, team_id, version)
    if clean_name(name) != team.name:
        team.name = _free_name(uow, name)
        uow.record(TeamChanged(team_id=team.id))
    return team


def move_team(
    uow: UnitOfWork, team_id: UUID, parent_id: UUID | None, *, version: int | None = None
) -> Team:
    """Put the team below another, or at the top. Raises TeamLoopError."""
    team = _to_change(uow, team_id, version)
    if parent_id is not None:
        _refuse_loop(uow, team, get_team(uow, parent_id))
    if team.parent_id != parent_id:
        team.parent_id = parent_id
        uow.record(TeamChanged(team_id=team.id))
    return team


def set_team_manager(
    uow: UnitOfWork, team_id: UUID, manager_id: UUID | None, *, version: int | None = None
) -> Team:
    """Who sees the records of the team and of those below it."""
    team = _to_change(uow, team_id, version)
    require_active(uow, "manager_id", [manager_id] if manager_id else [])
    if team.manager_id != manager_id:
        team.manager_id = manager_id
        uow.record(TeamChanged(team_id=team.id))
    return team


def change_team(
    uow: UnitOfWork,
    team_id: UUID,
    *,
    name: str,
    parent_id: UUID | None,
    manager_id: UUID | None,
    version: int | None = None,
) -> Team:
    """All that a form says of a team, at once."""
    rename_team(uow, team_id, name, version=version)
    move_team(uow, team_id, parent_id)
    return set_team_manager(uow, team_id, manager_id)


def add_member(uow: UnitOfWork, team_id: UUID, user_id: UUID) -> Team:
    """One more person; who is in the team already stays."""
    team = _in_turn(uow, team_id)
    return _replace_members(uow, team, {*_member_ids(uow, team_id), user_id})


def remove_member(uow: UnitOfWork, team_id: UUID, user_id: UUID) -> Team:
    """One person less; what they own stays theirs."""
    team = _in_turn(uow, team_id)
    return _replace_members(uow, team, _member_ids(uow, team_id) - {user_id})


def members_of(uow: UnitOfWork, team_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Team → the people of the team itself, in one query."""
    found: dict[UUID, list[UUID]] = {}
    query = select(TeamMember.team_id, TeamMember.user_id)
    rows = uow.session.execute(
        query.where(TeamMember.team_id.in_(list(team_ids))).order_by(TeamMember.user_id)
    )
    for team_id, user_id in rows:
        found.setdefault(team_id, []).append(user_id)
    return found


def count_members(uow: UnitOfWork) -> dict[UUID, int]:
    """Team → how many people are in the team itself."""
    query = select(TeamMember.team_id, func.count()).group_by(TeamMember.team_id)
    return dict(uow.session.execute(query).all())


def set_members(uow: UnitOfWork, team_id: UUID, user_ids: Iterable[UUID]) -> Team:
    """Replace the members of the team."""
    return _replace_members(uow, _in_turn(uow, team_id), set(user_ids))


def _in_turn(uow: UnitOfWork, team_id: UUID) -> Team:
    """The team as it is now; nobody else changes its members until this is saved."""
    team = _to_change(uow, team_id, None)
    take_turn(uow, f"members of {team_id}")
    uow.session.refresh(team)
    return team


def _replace_members(uow: UnitOfWork, team: Team, wanted: set[UUID]) -> Team:
    present = _member_ids(uow, team.id)
    require_active(uow, "members", wanted - present)
    if wanted == present:
        return team
    uow.session.execute(
        delete(TeamMember).where(
            TeamMember.team_id == team.id, TeamMember.user_id.in_(present - wanted)
        )
    )
    if wanted - present:
        rows = [{"team_id": team.id, "user_id": user_id} for user_id in sorted(wanted - present)]
        uow.session.execute(insert(TeamMember), rows)
    # Members are rows of their own: the team is a new version all the same.
    team.updated_at = uow.now
    uow.session.flush()
    _write_members(uow, team, present, wanted)
    uow.record(TeamChanged(team_id=team.id))
    return team


def _write_members(uow: UnitOfWork, team: Team, before: set[UUID], after: set[UUID]) -> None:
    """History looks at columns; who belongs to a team, and sees what, is told beside them."""
    changes = {"members": [as_json(sorted(before)), as_json(sorted(after))]}
    line = audit_row(team, "changed", changes, uow)
    write_history(uow.session, [line | {"record_version": team.version}])


def _member_ids(uow: UnitOfWork, team_id: UUID) -> set[UUID]:
    query = select(TeamMember.user_id).where(TeamMember.team_id == team_id)
    return set(uow.session.scalars(query))


def require_active(uow: UnitOfWork, field: str, user_ids: Iterable[UUID]) -> None:
    """Raise InvalidInputError for the field unless all of them work here."""
    wanted = set(user_ids)
    if wanted:
        active = set(uow.session.scalars(select(User.id).where(User.id.in_(wanted), User.active)))
        if wanted - active:
            raise InvalidInputError(fields={field: _NOBODY})


def clean_name(name: str) -> str:
    """The name without needless spaces. Raises InvalidInputError for none or too long a one."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise InvalidInputError(fields={"name": _TOO_LONG if cleaned else _EMPTY})
    return cleaned


def _to_change(uow: UnitOfWork, team_id: UUID, version: int | None) -> Team:
    uow.actor.require("teams.manage")
    team = get_team(uow, team_id)
    if version is not None and team.version != version:
        raise StaleVersionError
    return team


def _free_name(uow: UnitOfWork, name: str) -> str:
    cleaned = clean_name(name)
    if uow.session.scalar(select(Team.id).where(Team.name == cleaned)) is not None:
        raise TeamNameTakenError(name=cleaned)
    return cleaned


def _refuse_loop(uow: UnitOfWork, team: Team, parent: Team) -> None:
    # One walk at a time: two moves that are each harmless may close a circle together.
    uow.session.execute(select(Team.id).with_for_update())
    above: dict[UUID, UUID | None] = {
        row.id: row.parent_id for row in uow.session.execute(select(Team.id, Team.parent_id))
    }
    seen: set[UUID] = set()
    step: UUID | None = parent.id
    while step is not None and step not in seen:
        if step == team.id:
            raise TeamLoopError(name=team.name, parent=parent.name)
        seen.add(step)
        step = above.get(step)
