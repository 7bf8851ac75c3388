"""The entries of the rail, and the commands that the search field knows."""

from collections.abc import Iterator
from typing import Any, cast

from flask import current_app, request, url_for
from flask_babel import gettext

from salesforce_lite.plugin import MenuItem, Question
from salesforce_lite.web.application import App
from salesforce_lite.web.current import current_actor, current_uow
from salesforce_lite.web.kind_words import told

_LEFT_OUT = Question(fallback={}, is_answer=lambda answer: isinstance(answer, dict))


def rail(app: App) -> tuple[dict[str, Any], ...]:
    """What stands in the rail for whoever asks."""
    return tuple(
        entry
        for item in _permitted(app)
        if item.place != "command"
        if (entry := _guarded_entry(app, item))
    )


def commands() -> tuple[dict[str, Any], ...]:
    """Everything that can be reached by typing its name: the rail, and what stands only here."""
    app = cast(App, current_app)
    return tuple(entry for item in _permitted(app) if (entry := _guarded_entry(app, item)))


def _permitted(app: App) -> Iterator[MenuItem]:
    actor = current_actor()
    for item in app.contributions.menu_items:
        if not item.permission or actor.may(item.permission):
            yield item


def _guarded_entry(app: App, item: MenuItem) -> dict[str, Any]:
    """An entry of a plugin that leads nowhere is left out."""
    if not item.plugin:
        return _entry(item)
    ask = app.plugins.guard(item.plugin).reading(
        f"menu_items.{item.id}", lambda _uow: _entry(item), _LEFT_OUT
    )
    entry: dict[str, Any] = ask(current_uow())
    return entry


def _entry(item: MenuItem) -> dict[str, Any]:
    url = url_for(item.endpoint, **dict[str, Any](item.values))
    return {
        "id": item.id,
        "title": told(item.title, item.given),
        "words": gettext(item.words) if item.words else "",
        "url": url,
        "icon": item.icon,
        "place": item.place,
        "panel": "follow" if item.panel else False,
        "is_current": f"{request.path}/".startswith(f"{url.rstrip('/')}/"),
    }
