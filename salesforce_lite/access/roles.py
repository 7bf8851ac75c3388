"""The built-in roles: what they are called, whose records they show, how they are looked up."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from salesforce_lite.access.errors import AdminRoleError, UnknownRoleError
from salesforce_lite.access.events import RoleChanged
from salesforce_lite.access.limits import refuse_more_than_own
from salesforce_lite.access.model import ADMIN, RecordAccess, Role
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.plugin import Permission

_NOT_A_CHOICE = N_("This is none of the choices.")

# name, English, Spanish, whose records
_ROLES = (
    (ADMIN, "Administrator", "Administración", RecordAccess.ALL),
    ("manager", "Sales manager", "Jefatura de ventas", RecordAccess.TEAM),
    ("rep", "Field rep", "Ventas en campo", RecordAccess.OWN),
    ("inside_rep", "Inside rep", "Ventas internas", RecordAccess.ALL),
    ("viewer", "Viewer", "Consulta", RecordAccess.ALL),
)


def ensure_roles(uow: UnitOfWork, permissions: Iterable[Permission]) -> None:
    """Make the built-in roles with the permissions they are born with.

    Roles that are there stay as administrators made them, but for one thing: a permission that is
    new in this version goes to the roles it names, since nobody can have decided about it yet.
    """
    existing = {role.name: role for role in uow.session.scalars(select(Role))}
    declared = list(permissions)
    decided = {code for role in existing.values() for code in role.permissions}
    for name, label_en, label_es, record_access in _ROLES:
        born_with = {p.code for p in declared if name in p.default_roles or name == ADMIN}
        if name in existing:
            new = born_with - decided
            if new:
                role = existing[name]
                role.permissions = tuple(sorted({*role.permissions, *new}))
        else:
            uow.session.add(
                Role(
                    name=name,
                    label_en=label_en,
                    label_es=label_es,
                    record_access=record_access,
                    permissions=tuple(sorted(born_with)),
                )
            )
    uow.session.flush()


def forget_permissions(uow: UnitOfWork, prefix: str) -> None:
    """Take permissions that begin with this, those of a plugin that leaves, from all roles."""
    for role in uow.session.scalars(select(Role)):
        kept = tuple(code for code in role.permissions if not code.startswith(prefix))
        if len(kept) < len(role.permissions):
            role.permissions = kept


def list_roles(uow: UnitOfWork) -> list[Role]:
    """All roles, the administrator's first."""
    roles = uow.session.scalars(select(Role).order_by(Role.label_en, Role.id)).all()
    return sorted(roles, key=lambda role: role.name != ADMIN)


def get_role(uow: UnitOfWork, name: str) -> Role:
    """The role of this name; raises NotFoundError."""
    role = uow.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        raise NotFoundError
    return role


def change_role(
    uow: UnitOfWork,
    name: str,
    *,
    permissions: Iterable[str],
    known: Iterable[Permission],
    record_access: str,
    version: int | None = None,
) -> Role:
    """What the role permits and whose records it shows; people have it from the next request on.

    Of the permissions those that no plugin or part of the server knows now, such as those of a
    plugin that is off, stay as they are. Raises AdminRoleError, for whom nothing is left out, and
    MoreThanOwnError where it gives what the actor may not do.
    """
    uow.actor.require("users.manage")
    role = get_role(uow, name)
    check_version(role, version)
    if role.name == ADMIN:
        raise AdminRoleError
    if record_access not in set(RecordAccess):
        raise InvalidInputError(fields={"record_access": _NOT_A_CHOICE})
    codes = {permission.code for permission in known}
    kept = set(role.permissions) - codes
    wanted = tuple(sorted(kept | (set(permissions) & codes)))
    wider = record_access if record_access != role.record_access else None
    refuse_more_than_own(uow, set(wanted) - set(role.permissions), wider)
    if (wanted, record_access) != (tuple(sorted(role.permissions)), role.record_access):
        role.permissions, role.record_access = wanted, record_access
        uow.record(RoleChanged(role=role.name))
    return role


def get_roles(uow: UnitOfWork, names: Sequence[str]) -> list[Role]:
    """The roles of these names. Raises UnknownRoleError."""
    found = {role.name: role for role in uow.session.scalars(select(Role))}
    for name in names:
        if name not in found:
            raise UnknownRoleError(role=name, known=", ".join(sorted(found)))
    return [found[name] for name in names]
