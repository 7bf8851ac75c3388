"""Plugins for programs: what is installed, how it fares, its switch."""

from typing import TYPE_CHECKING, Annotated, Literal, cast

from flask import current_app
from flask_babel import get_locale, gettext
from msgspec import Meta, Struct

from salesforce_lite.api.resource import Input, Listed, Resource
from salesforce_lite.api.values import Moment
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import MANAGE, Health, PluginState, failures_of_a_day
from salesforce_lite.web import current_uow

if TYPE_CHECKING:
    from salesforce_lite.web import App

resource = Resource(name="plugins", title=N_("Plugins"))

StateCode = Literal[
    "discovered",
    "incompatible",
    "broken",
    "needs_migration",
    "disabled",
    "enabled",
    "auto_disabled",
    "missing",
]


class HealthView(Struct, kw_only=True, frozen=True):
    """How a plugin says it is, and what is to be done."""

    state: Literal["good", "warn", "bad"]
    text: str


class PluginView(Struct, kw_only=True, frozen=True):
    """A plugin: what it is, how it stands, what is wrong with it.

    Where its code is gone, name and summary are empty. `health` is null where it says nothing of
    itself, `failures` are those of the last day.
    """

    id: str
    name: str
    summary: str
    plugin_version: str
    state: StateCode
    problem: str
    health: HealthView | None
    failures: int
    switched_at: Moment | None


class PluginQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which plugins; what is left out does not narrow."""

    state: StateCode | None = None
    q: Annotated[str, Meta(max_length=100, description="A part of the id or the name.")] = ""


@resource.get("", needs=MANAGE)
def index(query: PluginQuery) -> Listed[PluginView]:
    """Every plugin that is or was installed, by id."""
    uow = current_uow()
    states = [one for one in _app().plugins.states(uow) if query.state in (None, one.state)]
    part = query.q.strip().casefold()
    shown = _views(uow, states)
    return Listed(items=[one for one in shown if part in f"{one.id} {one.name}".casefold()])


@resource.get("/<plugin_id>", needs=MANAGE)
def show(plugin_id: str) -> PluginView:
    """One plugin."""
    uow = current_uow()
    return _views(uow, [_state(uow, plugin_id)])[0]


@resource.post("/<plugin_id>/enabling", needs=MANAGE, reads_first=True)
def enable(plugin_id: str) -> PluginView:
    """Bring the plugin's tables to its version and switch it on, for everybody and at once."""
    uow = current_uow()
    uow.actor.require(MANAGE)
    _state(uow, plugin_id)
    plugins = _app().plugins
    # Its tables first, in a transaction of their own; then the switch.
    plugins.migrate(plugin_id)
    uow.start_writing()
    plugins.enable(uow, plugin_id)
    uow.session.flush()
    return _switched(uow, plugin_id)


@resource.post("/<plugin_id>/disabling", needs=MANAGE)
def disable(plugin_id: str) -> PluginView:
    """Switch the plugin off; its data and settings stay."""
    uow = current_uow()
    _state(uow, plugin_id)
    _app().plugins.disable(uow, plugin_id)
    uow.session.flush()
    return _switched(uow, plugin_id)


def _state(uow: UnitOfWork, plugin_id: str) -> PluginState:
    for one in _app().plugins.states(uow):
        if one.id == plugin_id:
            return one
    raise NotFoundError


def _switched(uow: UnitOfWork, plugin_id: str) -> PluginView:
    """How it stands now; how it fares is only known when this is committed."""
    return _view(_state(uow, plugin_id), None, failures_of_a_day(uow).get(plugin_id, 0))


def _views(uow: UnitOfWork, states: list[PluginState]) -> list[PluginView]:
    health = _app().plugins.health(states)
    failures = failures_of_a_day(uow)
    return [_view(one, health.get(one.id), failures.get(one.id, 0)) for one in states]


def _view(one: PluginState, health: Health | None, failures: int) -> PluginView:
    manifest = one.plugin.manifest if one.plugin else None
    language = str(get_locale())
    return PluginView(
        id=one.id,
        name=manifest.text("name", language) if manifest else "",
        summary=manifest.text("summary", language) if manifest else "",
        plugin_version=str(manifest.version) if manifest else "",
        state=one.state.value,
        problem=str(one.problem or ""),
        health=HealthView(state=health.state, text=_words(health)) if health else None,
        failures=failures,
        switched_at=one.record.switched_at if one.record else None,
    )


def _words(health: Health) -> str:
    return str(gettext(health.text, **health.values)) if health.text else ""


def _app() -> "App":
    return cast("App", current_app)
