"""How access plugs in: pages of sign-in and profile, and permissions."""

from flask import Blueprint

from salesforce_lite.access import api
from salesforce_lite.access.profile_views import blueprint as profile
from salesforce_lite.access.views import blueprint as sign_in
from salesforce_lite.api import Resource
from salesforce_lite.audit import VIEW_HISTORY
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import MenuItem, Permission, hookimpl


@hookimpl
def blueprints() -> list[Blueprint]:
    return [sign_in, profile]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="profile",
            title=N_("My profile"),
            words=N_("password language region zone theme"),
            endpoint="profile.profile",
            icon="user",
            weight=140,
            place="command",
        )
    ]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="users.manage",
            label=N_("Add and change users and roles"),
            default_roles=("admin",),
        ),
        Permission(
            code=VIEW_HISTORY,
            label=N_("See who changed what, in all records"),
            default_roles=("admin",),
        ),
    ]
