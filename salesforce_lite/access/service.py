"""Use cases of access: people and their roles."""

import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access.errors import EmailTakenError, UnknownRoleError
from salesforce_lite.access.model import RecordAccess, Role, User
from salesforce_lite.access.passwords import hash_password
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Permission

# name, English, Spanish, whose records
_ROLES = (
    ("admin", "Administrator", "Administración", RecordAccess.ALL),
    ("manager", "Sales manager", "Jefatura de ventas", RecordAccess.TEAM),
    ("rep", "Field rep", "Ventas en campo", RecordAccess.OWN),
    ("inside_rep", "Inside rep", "Ventas internas", RecordAccess.ALL),
    ("viewer", "Viewer", "Consulta", RecordAccess.ALL),
)
EVERY_ROLE = tuple(name for name, *_ in _ROLES)
EDITING_ROLES = ("admin", "manager", "rep", "inside_rep")
LEADING_ROLES = ("admin", "manager")


def ensure_roles(uow: UnitOfWork, permissions: Iterable[Permission]) -> None:
    """Make the built-in roles with the permissions they are born with; existing ones stay."""
    known = set(uow.session.scalars(select(Role.name)))
    declared = list(permissions)
    for name, label_en, label_es, record_access in _ROLES:
        if name not in known:
            codes = sorted(p.code for p in declared if name in p.default_roles or name == "admin")
            uow.session.add(
                Role(
                    name=name,
                    label_en=label_en,
                    label_es=label_es,
                    record_access=record_access,
                    permissions=tuple(codes),
                )
            )
    uow.session.flush()


def create_user(
    uow: UnitOfWork,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str,
    locale: str = "en",
    zone: str = "UTC",
    is_sample: bool = False,
) -> User:
    """Add a person. Raises EmailTakenError, UnknownRoleError, or WeakPasswordError."""
    uow.actor.require("users.manage")
    address = email.strip().lower()
    if find_user(uow, address) is not None:
        raise EmailTakenError(email=address)
    user = User(
        email=address,
        name=name.strip() or address,
        roles=_roles(uow, roles),
        password=hash_password(password),
        fs_uniquifier=secrets.token_hex(32),
        password_changed_at=uow.now,
        locale=locale,
        zone=zone,
        is_sample=is_sample,
    )
    uow.session.add(user)
    uow.session.flush()
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


def _roles(uow: UnitOfWork, names: Sequence[str]) -> list[Role]:
    found = {role.name: role for role in uow.session.scalars(select(Role))}
    for name in names:
        if name not in found:
            raise UnknownRoleError(role=name, known=", ".join(sorted(found)))
    return [found[name] for name in names]
