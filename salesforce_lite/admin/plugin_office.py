"""Views of plugins in the back office: tried out, and mounted under /admin/x/<id>/."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from flask import Flask

from salesforce_lite.admin.office import BackOfficeView, add_view, office_of, open_office
from salesforce_lite.plugin import Plugin
from salesforce_lite.web import BeyondError, guard_pages, policy_of, try_mounting

_SAID = ("title", "summary", "icon", "permission")
_URL_NAME = re.compile(r"[a-z][a-z0-9-]*").fullmatch
_FOR_ALL = ("public", "signed-in")


def check_views(plugin: Plugin) -> None:
    """Raise a BeyondError for what cannot be mounted; tried out on an office nobody uses."""
    if not plugin.contributions.admin_views:
        return
    for kind in plugin.contributions.admin_views:
        _refuse_silent(kind)
    _refuse_nameless(plugin.contributions.admin_views[1:])
    trial = Flask("trial", static_folder=None, template_folder=None)
    open_office(trial, ())
    views = list(_views(plugin))

    def mount() -> None:
        for view in views:
            add_view(office_of(trial), view)

    rules = try_mounting(trial, f"/admin/x/{plugin.id}", mount)
    for view in views:
        if f"{view.endpoint}.index" not in trial.view_functions:
            raise BeyondError(f'the view {type(view).__name__} has no page index at @page("/")')
    for rule in rules:
        if policy_of(trial, rule.endpoint) in _FOR_ALL and not rule.endpoint.endswith(".static"):
            raise BeyondError(f"{rule.rule} asks for no permission; the back office needs @needs")


def _refuse_silent(kind: type[BackOfficeView]) -> None:
    """What the first page of the back office says of each view."""
    for name in _SAID:
        words = getattr(kind, name, "")
        if not words or not isinstance(words, str):
            raise BeyondError(f"the view {kind.__name__} says no {name}")


def _refuse_nameless(further: Sequence[type[BackOfficeView]]) -> None:
    """Those behind the first stand below it, each under a name of its own."""
    names = Counter(kind.url_name for kind in further)
    for kind in further:
        if not _URL_NAME(kind.url_name) or names[kind.url_name] > 1:
            raise BeyondError(
                f"the view {kind.__name__} needs a url_name of its own: small letters, digits, -"
            )


def mount_views(app: Flask, plugin: Plugin) -> None:
    """Put the plugin's views into the back office; whether they answer is decided at run time."""
    views = list(_views(plugin))
    for view in views:
        add_view(office_of(app), view)
    guard_pages(app, plugin.id, [view.endpoint for view in views])


def views_of(app: Flask, plugin_id: str) -> list[BackOfficeView]:
    """What the plugin has in the back office, its first page first."""
    return [view for view in office_of(app).index_view.views if view.plugin == plugin_id]


def _views(plugin: Plugin) -> Iterator[BackOfficeView]:
    for place, kind in enumerate(plugin.contributions.admin_views):
        yield kind(plugin.id, is_first=place == 0)
