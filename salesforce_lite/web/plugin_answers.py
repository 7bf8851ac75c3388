"""The guard around the pages of a plugin: its views, templates and request functions.

What fails is a page that names the plugin; it is noted with its traceback and counted, and nothing
of it is saved.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app, g
from flask.wrappers import Response
from werkzeug.exceptions import HTTPException

from salesforce_lite.plugin import PluginPageError
from salesforce_lite.web.current import current_uow

if TYPE_CHECKING:
    from salesforce_lite.web.application import App

View = Callable[..., Any]
# What a blueprint can register for itself that would run outside of its pages.
_OUTSIDE = (
    "teardown_request_funcs",
    "url_value_preprocessors",
    "url_default_functions",
)


def runs_outside(app: Flask, blueprint: str) -> str:
    """What of a blueprint would run where no guard is, such as for the pages of errors; or none."""
    found = [name for name in _OUTSIDE if getattr(app, name).get(blueprint)]
    found += ["error_handler_spec"] * bool(app.error_handler_spec.get(blueprint))
    return ", ".join(found)


def guard_pages(app: Flask, plugin_id: str, blueprints: Iterable[str]) -> None:
    """Let everything that its blueprints run for a request run in the guard, and only there."""
    for name in blueprints:
        # Flask calls these before it is known whether the plugin is enabled, and after the unit.
        before = tuple(app.before_request_funcs.pop(name, ()))
        after = tuple(reversed(app.after_request_funcs.pop(name, ())))
        for endpoint, view in list(app.view_functions.items()):
            if endpoint.rpartition(".")[0] == name:
                app.view_functions[endpoint] = _guarded(plugin_id, endpoint, view, before, after)
        words = app.template_context_processors.get(name, [])
        words[:] = [_only_in_its_pages(plugin_id, give) for give in words]


def _guarded(
    plugin_id: str,
    endpoint: str,
    view: View,
    before: Sequence[Callable[[], Any]],
    after: Sequence[Callable[[Response], Response]],
) -> View:
    def show(values: dict[str, Any]) -> Response:
        answers = (ask() for ask in before)
        early = next((answer for answer in answers if answer is not None), None)
        answer = view(**values) if early is None else early
        response = current_app.make_response(answer)
        for change in after:
            response = current_app.make_response(change(response))
        return response

    @wraps(view)
    def guarded(**values: Any) -> Response:
        g.page_of = plugin_id
        try:
            return (
                cast("App", current_app)
                .plugins.guard(plugin_id)
                .showing(
                    current_uow(), endpoint, lambda: show(values), HTTPException, PluginPageError
                )
            )
        finally:
            del g.page_of

    return guarded


def _only_in_its_pages(plugin_id: str, give: Callable[[], Any]) -> Callable[[], Any]:
    """The page that says that it failed is drawn without its words."""

    @wraps(give)
    def words() -> Any:
        return give() if g.get("page_of") == plugin_id else {}

    return words
