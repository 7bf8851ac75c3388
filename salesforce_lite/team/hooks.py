"""How the team slice plugs in: permissions."""

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission, hookimpl
from salesforce_lite.team import api, portfolio_api


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource, portfolio_api.resource]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code="teams.manage", label=N_("Add and change teams"), default_roles=("admin",)),
        Permission(
            code="portfolios.manage",
            label=N_("Add and change portfolios and who looks after them"),
            default_roles=("admin", "manager"),
        ),
    ]
