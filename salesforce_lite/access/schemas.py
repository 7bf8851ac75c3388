"""People as programs send and see them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import Input, ListQuery, Moment, Record

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
Roles = Annotated[
    list[Annotated[str, Meta(max_length=40)]],
    Meta(min_length=1, max_length=50, description="Names of roles, such as `rep`."),
]


class UserView(Record, kw_only=True, frozen=True):
    """Somebody who works here, or did.

    `email`, `roles`, `locale` and `zone` are told to who looks after people, and of oneself; else
    they are null.
    """

    name: str
    is_active: bool
    email: str | None
    roles: list[str] | None
    locale: str | None
    zone: str | None
    created_at: Moment
    updated_at: Moment


class NewUser(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Somebody who starts. The password is never told again; they change it when they sign in."""

    name: Name
    email: Email
    roles: Roles
    password: Annotated[str, Meta(min_length=1, max_length=1000)]
    locale: Annotated[str, Meta(max_length=10)] | UnsetType = UNSET
    zone: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    id: UUID | UnsetType = UNSET


class UserWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What others set for a person; what is left out stays as it is."""

    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    roles: Roles | UnsetType = UNSET


class UserRoles(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """All roles that the person has from now on."""

    roles: Roles


class UserQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which people; what is left out does not narrow."""

    q: Annotated[str, Meta(max_length=200, description="A part of the name.")] = ""
    sort: Literal["name", "-name", "updated_at", "-updated_at"] | None = None
    email: Annotated[
        str, Meta(max_length=254, description="Exactly; for who looks after people.")
    ] = ""
    is_active: bool | None = None
    updated_since: Moment | None = None
