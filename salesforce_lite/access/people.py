"""The person behind a request, as plain values: all that is needed to make an actor."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.access.model import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who it is, what their roles permit, and whose records these show."""

    user_id: UUID
    name: str
    locale: str
    zone: str
    theme: str
    permissions: frozenset[str]
    # Their names.
    roles: frozenset[str]
    accesses: frozenset[str]


def person_of(user: User) -> Person:
    return Person(
        user_id=user.id,
        name=user.name,
        locale=user.locale,
        zone=user.zone,
        theme=user.theme,
        permissions=frozenset(code for role in user.roles for code in role.permissions),
        roles=frozenset(role.name for role in user.roles),
        accesses=frozenset(role.record_access for role in user.roles),
    )
