"""How custom fields plug in: the permission to keep them, and their cards on the pages."""

from salesforce_lite.api import Resource
from salesforce_lite.custom_fields import MANAGE
from salesforce_lite.custom_pages import api
from salesforce_lite.custom_pages.panels import record_panels
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import ApiInclude, Panel, Permission, hookimpl


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [api.own_fields]


@hookimpl
def permissions() -> list[Permission]:
    return [Permission(code=MANAGE, label=N_("Add and change fields"), default_roles=("admin",))]


@hookimpl
def panels() -> list[Panel]:
    return record_panels()
