"""How the sample data plug in: the banner, the page that empties, its permission."""

from flask import Blueprint

from salesforce_lite.demo.banner import load_banner
from salesforce_lite.demo.views import blueprint
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Panel, Permission, hookimpl


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code="demo.remove", label=N_("Empty the sample data"), default_roles=("admin",))
    ]


@hookimpl
def panels() -> list[Panel]:
    return [Panel(slot="frame.notice", template="demo/_banner.html", load=load_banner)]
