"""Puts resources under their addresses, those of plugins behind the guard."""

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Flask

from salesforce_lite.api.answering import view_of
from salesforce_lite.api.packing import pack_answers
from salesforce_lite.api.problems import Problems
from salesforce_lite.api.rates import limit_rates
from salesforce_lite.api.resource import ROOT, Resource
from salesforce_lite.api.standing import shown_by
from salesforce_lite.api.views import blueprint as documents
from salesforce_lite.plugin import Plugin
from salesforce_lite.web import App, guard_pages, try_mounting

# The most that a request may send; files have a door of their own.
LARGEST_BODY = 8 * 1024 * 1024


def open_api(app: App, resources: Iterable[Resource], *, rate: str, rate_storage: str) -> None:
    """The API: its resources, its document, its table of errors, its limits."""
    app.surfaces.append(Problems())
    limit_rates(app, rate, rate_storage)
    pack_answers(app)
    app.register_blueprint(documents)
    for resource in resources:
        _mount(app, resource)


def mount_resources(app: App, plugin: Plugin) -> None:
    """The plugin's resources, which answer while it is enabled."""
    _mount_all(app, plugin)
    guard_pages(app, plugin.id, [_name(one) for one in _of(plugin)])


def check_resources(plugin: Plugin) -> None:
    """Raise what is wrong with them: mounted on an application that nobody uses."""
    trial = Flask("trial", static_folder=None, template_folder=None)
    prefix = f"{ROOT}/x/{plugin.id}"
    try_mounting(trial, prefix, lambda: _mount_all(trial, plugin))


def _mount_all(app: Flask, plugin: Plugin) -> None:
    for resource in _of(plugin):
        _mount(app, resource)


def _of(plugin: Plugin) -> list[Resource]:
    return [replace(one, plugin=plugin.id) for one in plugin.contributions.api_resources]


def _name(resource: Resource) -> str:
    parts = ("api", resource.plugin, resource.name.replace("-", "_"))
    return "_".join(part for part in parts if part)


def _mount(app: Flask, resource: Resource) -> None:
    blueprint = Blueprint(_name(resource), __name__, url_prefix=resource.address)
    for route in resource.routes:
        view = view_of(resource, route)
        view.policy = route.needs  # type: ignore[attr-defined]  # read by check_policy
        view.most_bytes = route.most_bytes or LARGEST_BODY  # type: ignore[attr-defined]  # read by dispatch_request
        view.is_read_first = not route.most_bytes  # type: ignore[attr-defined]  # read by dispatch_request
        view.reads_only = route.reads_first  # type: ignore[attr-defined]  # read by dispatch_request
        view.tells_secret = route.tells_secret  # type: ignore[attr-defined]  # read by pack_answers
        shown = shown_by(resource, route)
        view.shown_by = shown and f"{blueprint.name}.{shown}"  # type: ignore[attr-defined]  # read by standing_record
        blueprint.add_url_rule(route.path, route.name, view, methods=[route.method])
    app.register_blueprint(blueprint)
