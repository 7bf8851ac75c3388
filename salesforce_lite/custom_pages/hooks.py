"""How custom fields plug in: the permission to keep them, and their cards on the pages."""

from salesforce_lite.custom_fields import MANAGE
from salesforce_lite.custom_pages.panels import record_panels
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Panel, Permission, hookimpl


@hookimpl
def permissions() -> list[Permission]:
    return [Permission(code=MANAGE, label=N_("Add and change fields"), default_roles=("admin",))]


@hookimpl
def panels() -> list[Panel]:
    return record_panels()
