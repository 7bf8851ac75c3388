"""Teams for programs."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Listed, Query, Resource, chosen, expected_version, list_name
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.team.listing import TeamFilter, find_teams
from salesforce_lite.team.model import Team
from salesforce_lite.team.schemas import NewTeam, TeamQuery, TeamView, TeamWrite
from salesforce_lite.team.teams import (
    change_team,
    create_team,
    get_team,
    members_of,
    set_members,
)
from salesforce_lite.web import SIGNED_IN, current_uow

MANAGE = "teams.manage"
_NO_SUCH = N_("This does not exist (any more).")

resource = Resource(name="teams", title=N_("Teams"), about="team")


def _views(uow: UnitOfWork, teams: Sequence[Team]) -> list[TeamView]:
    # The version that a change makes is known now.
    uow.session.flush()
    members = members_of(uow, [team.id for team in teams])
    return [
        TeamView(
            id=team.id,
            version=team.version,
            name=team.name,
            parent_id=team.parent_id,
            manager_id=team.manager_id,
            member_ids=members.get(team.id, []),
            created_at=team.created_at,
            updated_at=team.updated_at,
        )
        for team in teams
    ]


@resource.get("", needs=SIGNED_IN)
def index(query: TeamQuery) -> Listed[TeamView]:
    """Teams that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_teams(
        uow,
        TeamFilter(
            name=query.q,
            manager_id=query.manager_id,
            parent_id=query.parent_id,
            updated_since=query.updated_since,
        ),
        sort=query.sort or ("updated_at" if query.updated_since else "name"),
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("teams", query),
    )
    return Listed(items=_views(uow, page.items), next_cursor=page.next_cursor)


@resource.get("/<uuid:team_id>", needs=SIGNED_IN)
def show(team_id: UUID, query: Query) -> TeamView:
    """One team."""
    uow = current_uow()
    return _views(uow, [get_team(uow, team_id)])[0]


@resource.post("", needs=MANAGE, status=201)
def create(body: NewTeam) -> TeamView:
    """Add a team."""
    uow = current_uow()
    team = create_team(
        uow,
        body.name,
        parent_id=_parent(uow, body),
        manager_id=chosen(body.manager_id),
        new_id=chosen(body.id),
    )
    return _with_members(uow, team, body)


@resource.patch("/<uuid:team_id>", needs=MANAGE)
def change(team_id: UUID, body: TeamWrite) -> TeamView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    team = get_team(uow, team_id)
    check_version(team, expected_version())
    changed = change_team(
        uow,
        team_id,
        name=team.name if body.name is UNSET else body.name,
        parent_id=team.parent_id if body.parent_id is UNSET else _parent(uow, body),
        manager_id=team.manager_id if body.manager_id is UNSET else body.manager_id,
    )
    return _with_members(uow, changed, body)


def _parent(uow: UnitOfWork, body: TeamWrite) -> UUID | None:
    """The team that it is to stand below, which is there."""
    if body.parent_id is UNSET or body.parent_id is None:
        return None
    try:
        return get_team(uow, body.parent_id).id
    except NotFoundError:
        raise InvalidInputError(fields={"parent_id": _NO_SUCH}) from None


def _with_members(uow: UnitOfWork, team: Team, body: TeamWrite) -> TeamView:
    if body.member_ids is not UNSET:
        uow.session.flush()
        set_members(uow, team.id, body.member_ids)
    return _views(uow, [team])[0]
