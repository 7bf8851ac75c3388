"""The built-in roles: what they are called, whose records they show, how they are looked up."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from salesforce_lite.access.errors import UnknownRoleError
from salesforce_lite.access.model import RecordAccess, Role
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Permission

ADMIN = "admin"

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


def get_roles(uow: UnitOfWork, names: Sequence[str]) -> list[Role]:
    """The roles of these names. Raises UnknownRoleError."""
    found = {role.name: role for role in uow.session.scalars(select(Role))}
    for name in names:
        if name not in found:
            raise UnknownRoleError(role=name, known=", ".join(sorted(found)))
    return [found[name] for name in names]
