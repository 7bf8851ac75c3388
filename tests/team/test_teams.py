"""Teams are a tree, and whose records a person sees follows from it."""

import pytest
from sqlalchemy import select, update

from salesforce_lite.access import deactivate_user, find_user, set_roles
from salesforce_lite.customers import CustomerDraft, get_customer, save_customer
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.team import (
    Team,
    add_member,
    create_team,
    get_team,
    list_members,
    list_teams,
    move_team,
    people_below,
    remove_member,
    rename_team,
    set_members,
    set_team_manager,
)
from salesforce_lite.team.errors import TeamLoopError, TeamNameTakenError


def person(uow, name):
    return find_user(uow, f"{name}@example.com").id


def team(uow, name):
    return uow.session.scalar(select(Team).where(Team.name == name))


def names_below(work, name):
    with work("admin") as uow:
        below = people_below(uow.session, person(uow, name))
        return {
            who
            for who in ("admin", "manager", "rep", "other", "inside", "viewer")
            if person(uow, who) in below
        }


def test_a_manager_sees_their_team_and_those_below(work):
    assert names_below(work, "manager") == {"manager", "rep"}
    with work("admin") as uow:
        below = create_team(uow, "North-West", parent_id=team(uow, "North").id)
        lowest = create_team(uow, "Harbour", parent_id=below.id)
        set_members(uow, lowest.id, [person(uow, "inside")])
        set_team_manager(uow, lowest.id, person(uow, "viewer"))
    assert names_below(work, "manager") == {"manager", "rep", "inside", "viewer"}
    assert names_below(work, "viewer") == {"inside", "viewer"}
    assert names_below(work, "admin") == set()


def test_a_team_that_moves_takes_its_people_along(work):
    with work("admin") as uow:
        move_team(uow, team(uow, "South").id, team(uow, "North").id)
    assert names_below(work, "manager") == {"manager", "rep", "other"}
    with work("admin") as uow:
        move_team(uow, team(uow, "South").id, None)
    assert names_below(work, "manager") == {"manager", "rep"}


def test_own_team_and_all_show_what_they_say(work):
    made = {}
    for owner in ("rep", "other", "manager"):
        with work(owner) as uow:
            made[owner] = save_customer(uow, CustomerDraft.of({"name": owner})).id

    def seen(name):
        found = set()
        for owner, customer_id in made.items():
            with work(name) as uow:
                try:
                    get_customer(uow, customer_id)
                except NotFoundError:
                    continue
                found.add(owner)
        return found

    assert seen("rep") == {"rep"}
    assert seen("manager") == {"rep", "manager"}
    assert seen("viewer") == seen("inside") == seen("admin") == {"rep", "other", "manager"}
    with work("admin") as uow:
        set_roles(uow, person(uow, "rep"), ["rep", "viewer"])
    assert seen("rep") == {"rep", "other", "manager"}


def test_a_team_cannot_stand_below_itself(work):
    with work("admin") as uow:
        north = team(uow, "North")
        below = create_team(uow, "North-West", parent_id=north.id)
        lowest = create_team(uow, "Harbour", parent_id=below.id)
        for parent in (north, below, lowest):
            with pytest.raises(TeamLoopError):
                move_team(uow, north.id, parent.id)
        with pytest.raises(TeamLoopError) as refused:
            move_team(uow, north.id, lowest.id)
        assert "“North” cannot stand below “Harbour”" in str(refused.value)
        move_team(uow, lowest.id, north.id)


def test_a_circle_in_the_table_does_not_hang_the_server(work):
    with work("admin") as uow:
        north, south = team(uow, "North"), team(uow, "South")
        uow.session.execute(update(Team).where(Team.id == north.id).values(parent_id=south.id))
        uow.session.execute(update(Team).where(Team.id == south.id).values(parent_id=north.id))
    assert names_below(work, "manager") == {"manager", "rep", "other"}
    with work("admin") as uow:
        extra = create_team(uow, "Extra")
        move_team(uow, extra.id, team(uow, "North").id)


def test_names_are_unique_and_tidy(work):
    with work("admin") as uow:
        assert create_team(uow, "  Far   East ").name == "Far East"
        with pytest.raises(TeamNameTakenError):
            create_team(uow, "Far East")
        with pytest.raises(TeamNameTakenError):
            rename_team(uow, team(uow, "North").id, "South")
        for wrong in ("", " ", "x" * 121):
            with pytest.raises(InvalidInputError):
                create_team(uow, wrong)
        assert rename_team(uow, team(uow, "North").id, "North").name == "North"


def test_members_are_replaced(work):
    with work("admin") as uow:
        north = team(uow, "North").id
        set_members(uow, north, [person(uow, "other"), person(uow, "viewer")])
        assert [user.name for user in list_members(uow, north)] == ["Other", "Viewer"]
        set_members(uow, north, [])
        assert list_members(uow, north) == []


def test_who_came_and_who_went_is_in_the_history(work, actor_of):
    ids = [actor_of(name).user_id for name in ("rep", "other", "viewer")]
    rep, other, viewer = (str(user_id) for user_id in ids)
    with work("admin") as uow:
        north, version = team(uow, "North").id, team(uow, "North").version
    with work("admin") as uow:
        add_member(uow, north, ids[1])
    with work("admin") as uow:
        add_member(uow, north, ids[1])
        set_members(uow, north, ids[1:])
    with work("admin") as uow:
        remove_member(uow, north, ids[2])
    with work("admin") as uow:
        kept = select(AuditEntry).where(AuditEntry.record_id == north).order_by(AuditEntry.id)
        told = [one for one in uow.session.scalars(kept) if "members" in one.changes]
        assert [one.changes for one in told] == [
            {"members": [[rep], sorted([rep, other])]},
            {"members": [sorted([rep, other]), sorted([other, viewer])]},
            {"members": [sorted([other, viewer]), [other]]},
        ]
        assert [one.record_version for one in told] == [version + 1, version + 2, version + 3]
        assert (told[0].record_kind, told[0].actor_name) == ("team", "Admin")
        assert get_team(uow, north).version == version + 3


def test_who_left_cannot_join_or_lead_a_team(work):
    with work("admin") as uow:
        rep = person(uow, "rep")
        deactivate_user(uow, rep)
        north, south = team(uow, "North").id, team(uow, "South").id
        with pytest.raises(InvalidInputError):
            set_members(uow, south, [rep])
        with pytest.raises(InvalidInputError):
            set_team_manager(uow, south, rep)
        with pytest.raises(InvalidInputError):
            create_team(uow, "New", manager_id=new_id())
        assert set_members(uow, north, [rep]).id == north


def test_a_stale_change_is_refused(work):
    with work("admin") as uow:
        rename_team(uow, team(uow, "South").id, "Sur", version=1)
    with pytest.raises(StaleVersionError), work("admin") as uow:
        rename_team(uow, team(uow, "Sur").id, "Süden", version=1)


def test_a_team_that_is_none_is_not_found(work):
    with work("admin") as uow:
        for ask in (
            lambda: get_team(uow, new_id()),
            lambda: create_team(uow, "x", parent_id=new_id()),
            lambda: move_team(uow, team(uow, "North").id, new_id()),
        ):
            with pytest.raises(NotFoundError):
                ask()


@pytest.mark.parametrize("name", ["manager", "rep", "inside", "viewer"])
def test_only_administrators_change_teams(work, name):
    with work(name) as uow:
        north = list_teams(uow)[0].id
        for forbidden in (
            lambda: create_team(uow, "x"),
            lambda: rename_team(uow, north, "x"),
            lambda: move_team(uow, north, None),
            lambda: set_team_manager(uow, north, None),
            lambda: set_members(uow, north, []),
        ):
            with pytest.raises(PermissionDeniedError):
                forbidden()


def test_what_changes_nothing_is_not_told(work):
    with work("admin") as uow:
        north = team(uow, "North")
        rename_team(uow, north.id, "North")
        move_team(uow, north.id, None)
        set_team_manager(uow, north.id, person(uow, "manager"))
        set_members(uow, north.id, [person(uow, "rep")])
    with work("admin") as uow:
        assert uow.session.scalars(select(EventRecord.name)).all() == []
