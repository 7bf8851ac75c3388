"""How the company plugs in: permissions."""

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission, hookimpl


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="company.manage",
            label=N_("Change the company's settings and exchange rates"),
            default_roles=("admin",),
        )
    ]
