"""How the back office plugs in: its place in the rail, and who may look after plugins."""

from flask import Blueprint

from salesforce_lite.admin.office import OPEN
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import MANAGE, MenuItem, Permission, hookimpl


@hookimpl
def blueprints() -> list[Blueprint]:
    # The templates; Flask-Admin makes a blueprint of each view, with a folder of its own.
    return [Blueprint("office", __name__, template_folder="templates")]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="office",
            title=N_("Back office"),
            endpoint="admin.index",
            icon="office",
            permission=OPEN,
            place="foot",
        )
    ]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code=OPEN, label=N_("Open the back office"), default_roles=("admin", "manager")),
        Permission(
            code=MANAGE,
            label=N_("Enable, configure and disable plugins"),
            default_roles=("admin",),
        ),
    ]
