"""People for programs: who works here, and how administrators look after them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import select

from salesforce_lite.access.listing import ORDERS, UserFilter, find_users
from salesforce_lite.access.model import User
from salesforce_lite.access.schemas import NewUser, UserQuery, UserRoles, UserView, UserWrite
from salesforce_lite.access.service import (
    activate_user,
    change_user,
    create_user,
    deactivate_user,
    get_user,
    set_roles,
)
from salesforce_lite.api import Listed, Query, Resource, chosen, expected_version, list_name, listed
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.web import SIGNED_IN, current_uow

MANAGE = "users.manage"


def user_view(uow: UnitOfWork, user: User) -> UserView:
    """As programs see the person; what others have no business with is null."""
    # The version that a change makes is known now.
    uow.session.flush()
    is_told = uow.actor.may(MANAGE) or user.id == uow.actor.user_id
    return UserView(
        id=user.id,
        version=user.version,
        name=user.name,
        is_active=user.active,
        email=user.email if is_told else None,
        roles=sorted(role.name for role in user.roles) if is_told else None,
        locale=user.locale if is_told else None,
        zone=user.zone if is_told else None,
        created_at=user.created_at,
        updated_at=user.updated_at,
    )


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, UserView]:
    found = uow.session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user_view(uow, user) for user in found}


resource = Resource(name="users", title=N_("People"), about="user", shape=UserView, load=_load)


@resource.get("", needs=SIGNED_IN)
def index(query: UserQuery) -> Listed[UserView]:
    """People that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_users(
        uow,
        UserFilter(
            named=query.q,
            email=query.email,
            is_active=query.is_active,
            updated_since=query.updated_since,
        ),
        cursor=query.cursor or None,
        limit=query.limit,
        order=ORDERS[query.sort or ("updated_at" if query.updated_since else "name")],
        name=list_name("users", query),
    )
    return listed(page, lambda user: user_view(uow, user))


@resource.get("/<uuid:user_id>", needs=SIGNED_IN)
def show(user_id: UUID, query: Query) -> UserView:
    """One person."""
    uow = current_uow()
    return user_view(uow, get_user(uow, user_id))


@resource.post("", needs=MANAGE, status=201, reads_first=True)
def create(body: NewUser) -> UserView:
    """Add a person who signs in with the password."""
    uow = current_uow()
    user = create_user(
        uow,
        email=body.email,
        name=body.name,
        roles=body.roles,
        password=body.password,
        locale=uow.actor.locale if body.locale is UNSET else body.locale,
        locale_is_set=body.locale is not UNSET,
        zone=uow.actor.zone if body.zone is UNSET else body.zone,
        new_id=chosen(body.id),
    )
    return user_view(uow, user)


@resource.patch("/<uuid:user_id>", needs=MANAGE)
def change(user_id: UUID, body: UserWrite) -> UserView:
    """Change the name, the address to sign in with, the roles; what is not sent stays."""
    uow = current_uow()
    user = get_user(uow, user_id)
    changed = change_user(
        uow,
        user_id,
        name=user.name if body.name is UNSET else body.name,
        email=user.email if body.email is UNSET else body.email,
        roles=[one.name for one in user.roles] if body.roles is UNSET else body.roles,
        version=expected_version(),
    )
    return user_view(uow, changed)


@resource.put("/<uuid:user_id>/roles", needs=MANAGE)
def give_roles(user_id: UUID, body: UserRoles) -> UserView:
    """Replace the roles; they hold from the next request of the person."""
    uow = current_uow()
    check_version(get_user(uow, user_id), expected_version())
    return user_view(uow, set_roles(uow, user_id, body.roles))


@resource.post("/<uuid:user_id>/deactivation", needs=MANAGE)
def deactivate(user_id: UUID) -> UserView:
    """The person signs in no more, and their tokens count no more; what they did stays."""
    uow = current_uow()
    check_version(get_user(uow, user_id), expected_version())
    return user_view(uow, deactivate_user(uow, user_id))


@resource.post("/<uuid:user_id>/activation", needs=MANAGE)
def activate(user_id: UUID) -> UserView:
    """The person may sign in again."""
    uow = current_uow()
    check_version(get_user(uow, user_id), expected_version())
    return user_view(uow, activate_user(uow, user_id))
