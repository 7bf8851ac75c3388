"""People: added, deactivated, given roles and passwords; somebody can always let others in."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import (
    activate_user,
    change_password,
    change_profile,
    create_user,
    deactivate_user,
    ensure_roles,
    find_user,
    list_users,
    set_password,
    set_roles,
)
from salesforce_lite.access.errors import (
    EmailTakenError,
    LastAdminError,
    LongPasswordError,
    UnknownRoleError,
    WeakPasswordError,
    WrongPasswordError,
)
from salesforce_lite.access.model import Role
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.plugin import Permission
from tests.conftest import PASSWORD

NEW = {"email": "new@example.com", "name": "New", "roles": ["rep"], "password": PASSWORD}


def user_id(uow, name):
    return find_user(uow, f"{name}@example.com").id


def told(work):
    with work("admin") as uow:
        return list(uow.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def test_a_person_is_added_and_told_of(work):
    with work("admin") as uow:
        user = create_user(uow, **{**NEW, "email": " New@Example.com "})
        assert user.email == "new@example.com"
        assert user.password.startswith("$argon2id$")
        assert user.created_by == uow.actor.user_id
    assert told(work) == ["UserCreated"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"email": "rep@example.com"}, EmailTakenError),
        ({"email": "nobody"}, InvalidInputError),
        ({"roles": ["king"]}, UnknownRoleError),
        ({"password": "short"}, WeakPasswordError),
        ({"password": "x" * 201}, LongPasswordError),
        ({"zone": "Mars/Olympus"}, InvalidInputError),
        ({"locale": "de"}, InvalidInputError),
    ],
)
def test_what_cannot_be_is_refused(work, wrong, error):
    with pytest.raises(error), work("admin") as uow:
        create_user(uow, **{**NEW, **wrong})
    assert told(work) == []


@pytest.mark.parametrize("name", ["manager", "rep", "inside", "viewer"])
def test_only_administrators_manage_people(work, name):
    with work(name) as uow:
        rep = find_user(uow, "rep@example.com")
        for forbidden in (
            lambda: create_user(uow, **NEW),
            lambda: deactivate_user(uow, rep.id),
            lambda: activate_user(uow, rep.id),
            lambda: set_roles(uow, rep.id, ["admin"]),
            lambda: set_password(uow, rep, "another long password"),
        ):
            with pytest.raises(PermissionDeniedError):
                forbidden()


def test_a_deactivated_person_comes_back_when_activated(work):
    with work("admin") as uow:
        deactivate_user(uow, user_id(uow, "rep"))
        assert "rep@example.com" not in [user.email for user in list_users(uow)]
        assert "rep@example.com" in [user.email for user in list_users(uow, active_only=False)]
        activate_user(uow, user_id(uow, "rep"))
        assert find_user(uow, "rep@example.com").active
    assert told(work) == ["UserDeactivated", "UserActivated"]


@pytest.fixture
def operator(app):
    """Whoever runs the server, on its command line."""
    return lambda: unit_of_work(app.make_session, system_actor("tests"), surface="test")


def test_the_last_administrator_stays(operator):
    with operator() as uow:
        admin = user_id(uow, "admin")
        with pytest.raises(LastAdminError) as refused:
            deactivate_user(uow, admin)
        assert "Admin is the last active administrator" in str(refused.value)
        with pytest.raises(LastAdminError):
            set_roles(uow, admin, ["rep"])
        assert set_roles(uow, admin, ["admin", "rep"]).active


def test_an_inactive_administrator_does_not_count(operator):
    with operator() as uow:
        set_roles(uow, user_id(uow, "manager"), ["admin"])
        deactivate_user(uow, user_id(uow, "manager"))
        with pytest.raises(LastAdminError):
            deactivate_user(uow, user_id(uow, "admin"))
        activate_user(uow, user_id(uow, "manager"))
        deactivate_user(uow, user_id(uow, "admin"))


def test_roles_are_replaced_and_told_of(work):
    with work("admin") as uow:
        set_roles(uow, user_id(uow, "rep"), ["viewer", "rep"])
        set_roles(uow, user_id(uow, "rep"), ["rep", "viewer"])
    with work("admin") as uow:
        event = uow.session.scalars(select(EventRecord)).one()
        assert (event.payload["before"], event.payload["after"]) == (["rep"], ["rep", "viewer"])


def test_a_password_is_changed_only_with_the_present_one(work):
    with pytest.raises(WrongPasswordError), work("rep") as uow:
        change_password(uow, "wrong", "another long password")
    with work("rep") as uow:
        assert [note.subject for note in uow.session.scalars(select(Note))] == ["rep@example.com"]
        before = find_user(uow, "rep@example.com").fs_uniquifier
        assert change_password(uow, PASSWORD, "another long password").fs_uniquifier != before
    assert told(work) == ["PasswordChanged"]


def test_a_weak_new_password_changes_nothing(work):
    with pytest.raises(WeakPasswordError), work("rep") as uow:
        change_password(uow, PASSWORD, "short")
    assert told(work) == []


def test_a_profile_is_checked_as_a_whole(work):
    with work("rep") as uow:
        with pytest.raises(InvalidInputError) as refused:
            change_profile(uow, {"name": " ", "locale": "xx", "zone": "Mars", "theme": "pink"})
        assert set(refused.value.fields) == {"name", "locale", "zone", "theme"}
        user = change_profile(uow, {"name": " Ana  Ruiz ", "locale": "es-PE"}, version=1)
        assert (user.name, user.locale, user.zone) == ("Ana Ruiz", "es-PE", "UTC")
        uow.session.flush()
        with pytest.raises(StaleVersionError):
            change_profile(uow, {"name": "Late"}, version=1)


def test_a_system_has_no_profile(work):
    with work("admin") as uow:
        object.__setattr__(uow, "actor", uow.actor.__class__(user_id=None, name="job"))
        with pytest.raises(NotFoundError):
            change_profile(uow, {"name": "x"})


def test_roles_keep_what_an_administrator_made_of_them(work):
    known = Permission(code="customers.view", label="", default_roles=("rep",))
    new = Permission(code="reports.view", label="", default_roles=("manager",))
    with work("admin") as uow:
        role = uow.session.scalar(select(Role).where(Role.name == "rep"))
        role.permissions = tuple(code for code in role.permissions if code != known.code)
        uow.session.flush()
        ensure_roles(uow, [known, new])
        codes = {role.name: role.permissions for role in uow.session.scalars(select(Role))}
    assert known.code not in codes["rep"]
    assert new.code in codes["manager"]
    assert new.code in codes["admin"]
    assert new.code not in codes["rep"]
