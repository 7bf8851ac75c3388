"""How access plugs in: sign-in pages and permissions."""

from flask import Blueprint

from salesforce_lite.access.views import blueprint
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission, hookimpl


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="users.manage", label=N_("Add and change users and roles"), default_roles=("admin",)
        ),
    ]
