"""Use cases of access: people, their passwords, their roles and whether they may sign in."""

import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.access.errors import EmailTakenError, LastAdminError, WrongPasswordError
from salesforce_lite.access.events import (
    PasswordChanged,
    ProfileChanged,
    RolesChanged,
    UserActivated,
    UserCreated,
    UserDeactivated,
)
from salesforce_lite.access.limits import refuse_more, refuse_oneself, refuse_superiors
from salesforce_lite.access.model import ADMIN, Role, User, user_role
from salesforce_lite.access.passwords import hash_password, password_matches
from salesforce_lite.access.profiles import ProfileFields, check_profile
from salesforce_lite.access.roles import get_roles
from salesforce_lite.access.session_rows import end_sessions
from salesforce_lite.access.throttle import FAILED, refuse_when_spent
from salesforce_lite.audit import Said, made_before
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.session import audit_row, write_history
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

_NOT_AN_EMAIL = N_("An e-mail address looks like name@example.com.")


def create_user(
    uow: UnitOfWork,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str,
    locale: str = "en",
    locale_is_set: bool = True,
    zone: str = "UTC",
    is_sample: bool = False,
    new_id: UUID | None = None,
) -> User:
    """Add a person; a `locale` that is not set gives way to that of their browser.

    Sent again with the `new_id` that a program chose, it is the one who was added at first; the
    password stays as it is. Raises EmailTakenError, UnknownRoleError, or WeakPasswordError.
    """
    uow.actor.require("users.manage")
    # Before the first query: hashing must not hold SQLite's write lock.
    hashed = hash_password(password)
    uow.start_writing()
    address = _address(email)
    said = Said(fields={"email": address, "name": name.strip() or address}, new_id=new_id)
    if before := made_before(uow, said, get_user):
        return before
    if find_user(uow, address) is not None:
        raise EmailTakenError(email=address)
    profile = check_profile({"name": name.strip() or address, "locale": locale, "zone": zone})
    given = get_roles(uow, roles)
    refuse_more(uow, given)
    user = User(
        **profile,
        email=address,
        roles=given,
        password=hashed,
        fs_uniquifier=secrets.token_hex(32),
        password_changed_at=uow.now,
        locale_is_set=locale_is_set,
        is_sample=is_sample,
    )
    if new_id is not None:
        user.id = new_id
    uow.session.add(user)
    uow.session.flush()
    _write_roles(uow, user, (), _names(given))
    uow.record(UserCreated(user_id=user.id))
    return user


def find_user(uow: UnitOfWork, email: str) -> User | None:
    return uow.session.scalar(select(User).where(User.email == email.strip().lower()))


def get_user(uow: UnitOfWork, user_id: UUID) -> User:
    user = uow.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


def list_users(uow: UnitOfWork, *, active_only: bool = True) -> list[User]:
    """Everybody who works here, by name."""
    query = select(User).order_by(User.name, User.id)
    if active_only:
        query = query.where(User.active)
    return list(uow.session.scalars(query))


def change_profile(uow: UnitOfWork, fields: ProfileFields, *, version: int | None = None) -> User:
    """What people set for themselves: name, language and region, time zone, theme."""
    user = get_oneself(uow)
    check_version(user, version)
    checked = check_profile(fields)
    changed = tuple(name for name, value in checked.items() if getattr(user, name) != value)
    for name in changed:
        setattr(user, name, checked[name])
    user.locale_is_set = user.locale_is_set or "locale" in checked
    if changed:
        uow.record(ProfileChanged(user_id=user.id, fields=changed))
    return user


def change_password(uow: UnitOfWork, old: str, new: str) -> User:
    """Give oneself another password; all other sessions end."""
    confirm_oneself(uow, old, field="old")
    hashed = hash_password(new)
    uow.start_writing()
    return _renew_password(uow, get_oneself(uow), hashed)


def confirm_oneself(uow: UnitOfWork, password: str, *, field: str = "password") -> None:
    """Whether it is really the person: an open browser must not be enough for what lasts.

    Raises WrongPasswordError beside the `field`; wrong guesses count as those at sign-in do.
    """
    user = get_oneself(uow)
    refuse_when_spent(uow, {FAILED: user.email})
    if not password_matches(password, user.password):
        uow.note(Note(kind=FAILED, subject=user.email, at=uow.now, actor_id=user.id))
        raise WrongPasswordError(fields={field: WrongPasswordError.sentence})


def set_password(uow: UnitOfWork, user: User, new: str) -> User:
    """Give somebody else another password; all their sessions end.

    Raises OwnAccountError, and MoreThanOwnError for who may do more than the actor.
    """
    uow.actor.require("users.manage")
    refuse_oneself(uow, user)
    refuse_superiors(uow, user)
    user_id, hashed = user.id, hash_password(new)
    uow.start_writing()
    return _renew_password(uow, get_user(uow, user_id), hashed)


def change_user(
    uow: UnitOfWork,
    user_id: UUID,
    *,
    name: str,
    email: str,
    roles: Sequence[str],
    version: int | None = None,
) -> User:
    """What others set for a person: name, address to sign in with, roles.

    Raises EmailTakenError, UnknownRoleError, or LastAdminError.
    """
    uow.actor.require("users.manage")
    user = get_user(uow, user_id)
    check_version(user, version)
    refuse_superiors(uow, user)
    address = _address(email)
    if address != user.email and find_user(uow, address) is not None:
        raise EmailTakenError(email=address)
    wanted = {"name": check_profile({"name": name})["name"], "email": address}
    changed = tuple(field for field, value in wanted.items() if getattr(user, field) != value)
    for field in changed:
        setattr(user, field, wanted[field])
    if changed:
        uow.record(ProfileChanged(user_id=user.id, fields=changed))
    return set_roles(uow, user_id, roles)


def deactivate_user(uow: UnitOfWork, user_id: UUID) -> User:
    """The person can no longer sign in; their sessions end with the next request."""
    uow.actor.require("users.manage")
    user = get_user(uow, user_id)
    refuse_oneself(uow, user)
    refuse_superiors(uow, user)
    if user.active:
        _keep_an_admin(uow, user)
        user.active = False
        end_sessions(uow.session, user.id)
        uow.record(UserDeactivated(user_id=user.id))
    return user


def activate_user(uow: UnitOfWork, user_id: UUID) -> User:
    uow.actor.require("users.manage")
    user = get_user(uow, user_id)
    refuse_superiors(uow, user)
    if not user.active:
        user.active = True
        uow.record(UserActivated(user_id=user.id))
    return user


def set_roles(uow: UnitOfWork, user_id: UUID, names: Sequence[str]) -> User:
    """Replace the person's roles; they act from the next request on."""
    uow.actor.require("users.manage")
    user = get_user(uow, user_id)
    before, after = _names(user.roles), tuple(sorted(set(names)))
    if before != after:
        roles = get_roles(uow, after)
        refuse_superiors(uow, user)
        refuse_more(uow, roles)
        if ADMIN in before and ADMIN not in after:
            _keep_an_admin(uow, user)
        user.roles = roles
        # Links to roles are rows of their own: the person is a new version all the same.
        user.updated_at = uow.now
        uow.session.flush()
        _write_roles(uow, user, before, after)
        uow.record(RolesChanged(user_id=user.id, before=before, after=after))
    return user


def _names(roles: Iterable[Role]) -> tuple[str, ...]:
    return tuple(sorted(role.name for role in roles))


def _write_roles(uow: UnitOfWork, user: User, before: Sequence[str], after: Sequence[str]) -> None:
    """History looks at columns; what somebody may do since when is told beside them."""
    line = audit_row(user, "changed", {"roles": [list(before), list(after)]}, uow)
    write_history(uow.session, [line | {"record_version": user.version}])


def get_oneself(uow: UnitOfWork) -> User:
    """The person behind the actor; nobody is behind the system."""
    if uow.actor.user_id is None:
        raise NotFoundError
    return get_user(uow, uow.actor.user_id)


def _address(email: str) -> str:
    address = email.strip().lower()
    local, _, domain = address.rpartition("@")
    has_blank = any(letter.isspace() for letter in address)
    if not local or "." not in domain.strip(".") or has_blank or len(address) > 254:
        raise InvalidInputError(fields={"email": _NOT_AN_EMAIL})
    return address


def _renew_password(uow: UnitOfWork, user: User, hashed: str) -> User:
    user.password, user.password_changed_at = hashed, uow.now
    # Sessions are bound to it: from now on none of the old ones counts.
    user.fs_uniquifier = secrets.token_hex(32)
    end_sessions(uow.session, user.id)
    uow.record(PasswordChanged(user_id=user.id))
    return user


def _keep_an_admin(uow: UnitOfWork, user: User) -> None:
    """Somebody must be left who can let others in."""
    # Two admins deactivating each other must meet here, one after the other.
    admin_id = uow.session.scalar(select(Role.id).where(Role.name == ADMIN).with_for_update())
    others = (
        select(func.count())
        .select_from(User)
        .join(user_role, user_role.c.user_id == User.id)
        .where(user_role.c.role_id == admin_id, User.active, User.id != user.id)
    )
    is_admin = any(role.id == admin_id for role in user.roles)
    if is_admin and user.active and not uow.session.scalar(others):
        raise LastAdminError(name=user.name)
