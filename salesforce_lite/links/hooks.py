"""How the links of customers plug in."""

from flask import Blueprint

from salesforce_lite.customers import CustomersMerged
from salesforce_lite.links.service import follow_merge
from salesforce_lite.links.views import blueprint
from salesforce_lite.plugin import Subscription, before_commit, hookimpl


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [before_commit(CustomersMerged, follow_merge)]
