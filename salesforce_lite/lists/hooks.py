"""How lists of values plug in: the permission to change them."""

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission, hookimpl


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="lists.manage",
            label=N_("Change the lists of values"),
            default_roles=("admin",),
        )
    ]
