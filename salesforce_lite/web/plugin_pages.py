"""The pages of plugins: tried out before they are mounted under /x/<id>/."""

from pathlib import Path

from flask import Blueprint, Flask

from salesforce_lite.plugin import Plugin, PluginError, PluginPagesError
from salesforce_lite.web.catalogues import add_texts, read_catalogues
from salesforce_lite.web.plugin_answers import guard_pages, runs_outside
from salesforce_lite.web.policy import policy_of

_REGISTRIES = (
    *("before_request_funcs", "after_request_funcs", "teardown_request_funcs"),
    *("template_context_processors", "url_value_preprocessors", "url_default_functions"),
)


def check_pages(plugin: Plugin) -> PluginError | None:
    """Why these pages cannot be mounted: tried out on an application that nobody uses."""
    try:
        _try_out(plugin)
        _check_templates(plugin.id, plugin.folder)
        list(read_catalogues(plugin.folder))
    except _BeyondError as fault:
        return PluginPagesError(id=plugin.id, reason=str(fault))
    except (Exception, SystemExit) as fault:
        return PluginPagesError(id=plugin.id, reason=f"{type(fault).__name__}: {fault}")
    return None


def mount_pages(app: Flask, plugin: Plugin) -> None:
    """Put the plugin's pages, templates and static files under its own address, and its texts
    beside those of the core."""
    _register(app, plugin)
    guard_pages(app, plugin)
    add_texts(app, plugin.folder)


def _register(app: Flask, plugin: Plugin) -> None:
    prefix = f"/x/{plugin.id}"
    app.register_blueprint(_files(plugin), url_prefix=prefix)
    for blueprint in plugin.contributions.blueprints:
        app.register_blueprint(blueprint, url_prefix=f"{prefix}{blueprint.url_prefix or ''}")


class _BeyondError(Exception):
    """The plugin's pages reach beyond its own addresses."""


def _try_out(plugin: Plugin) -> None:
    trial = Flask("trial", static_folder=None, template_folder=None)
    before = _registered(trial)
    _register(trial, plugin)
    if _registered(trial) != before:
        raise _BeyondError("they hook into every request or template; a plugin uses hooks for that")
    for rule in trial.url_map.iter_rules():
        if not rule.rule.startswith(f"/x/{plugin.id}/"):
            raise _BeyondError(f"{rule.rule} is outside of /x/{plugin.id}/")
        if policy_of(trial, rule.endpoint) is None:
            raise _BeyondError(f"{rule.rule} declares no policy; add @needs, @signed_in or @public")
    for name in trial.blueprints:
        if name != plugin.id and not name.startswith(f"{plugin.id}_"):
            raise _BeyondError(f"the blueprint {name} must be called {plugin.id} or {plugin.id}_…")
        if outside := runs_outside(trial, name):
            raise _BeyondError(
                f"the blueprint {name} registers {outside}, which would run outside of its pages"
            )


def _registered(app: Flask) -> tuple[object, ...]:
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
            raise _BeyondError(f"templates/{path.name} belongs into templates/{plugin_id}/")
