"""The pages of plugins: tried out before they are mounted under /x/<id>/."""

from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Blueprint, Flask
from werkzeug.routing import Rule

from salesforce_lite.plugin import Plugin, PluginError, PluginPagesError
from salesforce_lite.web.catalogues import add_texts, read_catalogues
from salesforce_lite.web.plugin_answers import guard_pages, runs_outside
from salesforce_lite.web.policy import policy_of

_REGISTRIES = (
    *("before_request_funcs", "after_request_funcs", "teardown_request_funcs"),
    *("template_context_processors", "url_value_preprocessors", "url_default_functions"),
)


class BeyondError(Exception):
    """The plugin's pages reach beyond its own addresses, or say not who may see them."""


def check_pages(plugin: Plugin, *more: Callable[[Plugin], None]) -> PluginError | None:
    """Why these pages cannot be mounted: tried out on an application that nobody uses.

    `more` look at what else of the plugin is to be mounted, and raise what is wrong with it.
    """
    try:
        _try_out(plugin)
        _check_templates(plugin.id, plugin.folder)
        list(read_catalogues(plugin.folder))
        for look_at in more:
            look_at(plugin)
    except BeyondError as fault:
        return PluginPagesError(id=plugin.id, reason=str(fault))
    except (Exception, SystemExit) as fault:
        return PluginPagesError(id=plugin.id, reason=f"{type(fault).__name__}: {fault}")
    return None


def mount_pages(app: Flask, plugin: Plugin) -> None:
    """Put the plugin's pages, templates and static files under its own address, and its texts
    beside those of the core."""
    _register(app, plugin)
    guard_pages(app, plugin.id, [one.name for one in plugin.contributions.blueprints])
    add_texts(app, plugin.folder)


def try_mounting(trial: Flask, prefix: str, mount: Callable[[], None]) -> list[Rule]:
    """Mount pages on an application that nobody uses; answers their addresses.

    Raises BeyondError where one is not below the prefix, has no policy, or is there twice, and
    where something would run for more than these pages.
    """
    # By identity: rules of the same address are equal.
    rules = {id(rule) for rule in trial.url_map.iter_rules()}
    names, before = set(trial.blueprints), _state(trial)
    mount()
    if _state(trial) != before:
        raise BeyondError("they hook into every request or template; a plugin uses hooks for that")
    for name in set(trial.blueprints) - names:
        if outside := runs_outside(trial, name):
            raise BeyondError(
                f"the blueprint {name} registers {outside}, which would run outside of its pages"
            )
    added = [rule for rule in trial.url_map.iter_rules() if id(rule) not in rules]
    seen: set[tuple[str, str]] = set()
    for rule in added:
        if not f"{rule.rule}/".startswith(f"{prefix}/"):
            raise BeyondError(f"{rule.rule} is outside of {prefix}/")
        if policy_of(trial, rule.endpoint) is None:
            raise BeyondError(f"{rule.rule} declares no policy; add @needs, @signed_in or @public")
        for address in _asked_for(rule):
            if address in seen:
                raise BeyondError(f"two of its pages stand at {rule.rule}")
            seen.add(address)
    return added


def _register(app: Flask, plugin: Plugin) -> None:
    prefix = f"/x/{plugin.id}"
    app.register_blueprint(_files(plugin), url_prefix=prefix)
    for blueprint in plugin.contributions.blueprints:
        app.register_blueprint(blueprint, url_prefix=f"{prefix}{blueprint.url_prefix or ''}")


def _try_out(plugin: Plugin) -> None:
    trial = Flask("trial", static_folder=None, template_folder=None)
    try_mounting(trial, f"/x/{plugin.id}", lambda: _register(trial, plugin))
    for name in trial.blueprints:
        if name != plugin.id and not name.startswith(f"{plugin.id}_"):
            raise BeyondError(f"the blueprint {name} must be called {plugin.id} or {plugin.id}_…")


def _asked_for(rule: Rule) -> Iterator[tuple[str, str]]:
    """Address and method; those that the server answers by itself left out."""
    for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
        yield rule.rule, method


def _state(app: Flask) -> tuple[object, ...]:
    """What applies to the whole application: its hooks, handlers, filters."""
    hooks = [len(getattr(app, name).get(None, ())) for name in _REGISTRIES]
    words = app.jinja_env
    kept = [dict(names) for names in (words.filters, words.globals, words.tests)]
    return (*hooks, *kept, repr(app.error_handler_spec.get(None)), len(app.extensions))


def _files(plugin: Plugin) -> Blueprint:
    """Its templates and static files, whether or not it has pages."""
    return Blueprint(
        f"{plugin.id}_files",
        plugin.id,
        root_path=str(plugin.folder),
        template_folder="templates",
        static_folder="static" if (plugin.folder / "static").is_dir() else None,
        static_url_path="/static",
    )


def _check_templates(plugin_id: str, folder: Path) -> None:
    """Templates are found by name among all plugins, so each has a folder of its own."""
    for path in (folder / "templates").glob("*"):
        if path.name != plugin_id:
            raise BeyondError(f"templates/{path.name} belongs into templates/{plugin_id}/")
