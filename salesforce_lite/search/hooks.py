"""How the search plugs in: its pages, and the job that renews it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn, JobKind, hookimpl
from salesforce_lite.search import api
from salesforce_lite.search.renewing import RENEW, renew_some
from salesforce_lite.search.views import blueprint
from salesforce_lite.web import current_contributions


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def jobs() -> list[JobKind]:
    return [JobKind(name=RENEW, label=N_("Renew what records are found by"), run=_renew)]


def _renew(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    for source in current_contributions().search_sources:
        if source.kind == payload["kind"]:
            return renew_some(uow, source, payload)
    # Of a plugin that is gone.
    return None
