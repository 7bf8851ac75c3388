"""How lists of values plug in: the permission to change them."""

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import api
from salesforce_lite.plugin import ApiInclude, Permission, hookimpl


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [api.offered_lists]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="lists.manage",
            label=N_("Change the lists of values"),
            default_roles=("admin",),
        )
    ]
