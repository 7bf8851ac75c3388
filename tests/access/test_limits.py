"""Who looks after people gives nobody more than they hold themselves."""

import pytest

from salesforce_lite.access import (
    activate_user,
    change_role,
    change_user,
    create_user,
    deactivate_user,
    find_user,
    set_password,
    set_roles,
)
from salesforce_lite.access.errors import MoreThanOwnError, OwnAccountError
from salesforce_lite.audit import find_history
from salesforce_lite.kernel.errors import StaleVersionError

NEW = "a long enough password"


@pytest.fixture
def people(work, app):
    """The viewer looks after people and does nothing else."""
    with work("admin") as uow:
        change_role(
            uow,
            "viewer",
            permissions=["users.manage", "customers.view"],
            known=app.contributions.permissions,
            record_access="all",
        )
    with work("admin") as uow:
        names = ("admin", "manager", "rep", "viewer")
        return {name: find_user(uow, f"{name}@example.com").id for name in names}


@pytest.mark.parametrize(
    "take",
    [
        lambda uow, ids: set_password(uow, find_user(uow, "admin@example.com"), NEW),
        lambda uow, ids: deactivate_user(uow, ids["admin"]),
        lambda uow, ids: activate_user(uow, ids["admin"]),
        lambda uow, ids: change_user(
            uow, ids["admin"], name="A", email="mine@example.com", roles=["admin"]
        ),
        lambda uow, ids: set_roles(uow, ids["admin"], ["viewer"]),
        lambda uow, ids: set_roles(uow, ids["viewer"], ["admin"]),
        lambda uow, ids: set_roles(uow, ids["viewer"], ["viewer", "rep"]),
        lambda uow, ids: create_user(
            uow, email="new@example.com", name="New", roles=["admin"], password=NEW
        ),
        lambda uow, ids: set_password(uow, find_user(uow, "manager@example.com"), NEW),
    ],
)
def test_who_looks_after_people_does_not_become_more_than_they_are(work, people, take):
    with work("viewer") as uow, pytest.raises(MoreThanOwnError):
        take(uow, people)


def test_nor_do_they_give_a_role_what_they_do_not_hold(work, app, people):
    said = {"known": app.contributions.permissions, "record_access": "own"}
    with work("viewer") as uow, pytest.raises(MoreThanOwnError):
        change_role(uow, "viewer", permissions=["customers.delete"], **said)
    with work("viewer") as uow:
        change_role(uow, "rep", permissions=["customers.view"], **said)


def test_nor_do_they_let_a_role_see_further_than_their_own(work, app, people):
    said = {"permissions": ["users.manage"], "known": app.contributions.permissions}
    with work("admin") as uow:
        change_role(uow, "viewer", record_access="own", **said)
    for access in ("team", "all"):
        with work("viewer") as uow, pytest.raises(MoreThanOwnError):
            change_role(uow, "viewer", record_access=access, **said)
    with work("admin") as uow:
        change_role(uow, "viewer", record_access="team", **said)
    with work("viewer") as uow:
        change_role(uow, "viewer", record_access="own", **said)


def test_they_add_and_change_those_who_may_do_less(work, people, app):
    with work("admin") as uow:
        change_role(
            uow,
            "rep",
            permissions=["customers.view"],
            known=app.contributions.permissions,
            record_access="own",
        )
    with work("viewer") as uow:
        made = create_user(uow, email="new@example.com", name="New", roles=["rep"], password=NEW)
        set_password(uow, made, f"{NEW} again")
        deactivate_user(uow, made.id)


@pytest.mark.parametrize(
    "take",
    [
        lambda uow, user: set_password(uow, user, NEW),
        lambda uow, user: deactivate_user(uow, user.id),
    ],
)
def test_an_open_browser_is_not_enough_to_take_an_account_over(work, take):
    with work("admin") as uow:
        oneself = find_user(uow, "admin@example.com")
        with pytest.raises(OwnAccountError):
            take(uow, oneself)


def test_roles_alone_make_a_new_version_and_a_line_of_history(work, people):
    with work("admin") as uow:
        rep = find_user(uow, "rep@example.com")
        said = {"name": rep.name, "email": rep.email, "version": rep.version}
        change_user(uow, rep.id, roles=["rep", "viewer"], **said)
    with work("admin") as uow, pytest.raises(StaleVersionError):
        change_user(uow, people["rep"], roles=["rep", "inside_rep"], **said)
    with work("admin") as uow:
        told = [entry.changes for entry in find_history(uow, record_id=people["rep"]).items]
        assert told[0] == {"roles": [["rep"], ["rep", "viewer"]]}
        assert find_user(uow, "rep@example.com").version == said["version"] + 1
