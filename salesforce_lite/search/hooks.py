"""How the search plugs in: its pages."""

from flask import Blueprint

from salesforce_lite.plugin import hookimpl
from salesforce_lite.search.views import blueprint


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]
