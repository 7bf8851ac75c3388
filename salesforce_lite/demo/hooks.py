"""How the sample data plug in: the banner, the page that empties, and the parts of plugins."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from salesforce_lite.demo.banner import load_banner
from salesforce_lite.demo.playing import has_sample_data
from salesforce_lite.demo.story import play_for_plugins
from salesforce_lite.demo.views import blueprint
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import (
    JobKind,
    Panel,
    Permission,
    PluginEnabled,
    Subscription,
    before_commit,
    hookimpl,
)
from salesforce_lite.web import current_contributions

PLAY = "demo.play"


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code="demo.remove", label=N_("Empty the sample data"), default_roles=("admin",))
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [before_commit(PluginEnabled, ask_for_its_part)]


@hookimpl
def jobs() -> list[JobKind]:
    return [JobKind(name=PLAY, label=N_("Sample data of a plugin"), run=play_its_part)]


def ask_for_its_part(uow: UnitOfWork, fact: PluginEnabled) -> None:
    """A plugin that is switched on in a sample company is not empty there either."""
    if has_sample_data(uow):
        enqueue_job(uow, PLAY, {"plugin": fact.plugin_id})


def play_its_part(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    parts = [one for one in current_contributions().sample_data if one.plugin == payload["plugin"]]
    # Both may have changed while the job waited.
    if parts and has_sample_data(uow):
        play_for_plugins(uow, parts)


@hookimpl
def panels() -> list[Panel]:
    return [Panel(slot="frame.notice", template="demo/_banner.html", load=load_banner)]
