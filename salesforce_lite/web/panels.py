"""What slices and plugins show on a page: panels in its slots, sentences "At a glance"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from flask import current_app
from jinja2 import pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from salesforce_lite.plugin import Contributions, GlanceLine, Panel
from salesforce_lite.web.current import current_actor, current_uow

if TYPE_CHECKING:
    from salesforce_lite.web.application import App


def panel_renderer(app: "App") -> Callable[..., TemplateModule]:
    """The template function `render_panels(slot, record)`."""
    together = app.jinja_env.from_string("{% for part in parts %}{{ part }}{% endfor %}")

    @pass_context
    def render_panels(page: Context, slot: str, record: Any = None) -> TemplateModule:
        # The page's context goes along, so that the frame's values are not made again.
        around = page.get_all()
        parts = [
            app.jinja_env.get_template(panel.template).make_module({**around, **given})
            for panel in app.contributions.panels
            if panel.slot == slot and _may_see(panel)
            if (given := panel.load(current_uow(), record)) is not None
        ]
        return together.make_module({"parts": parts})

    return render_panels


def current_contributions() -> Contributions:
    """What the slices and plugins of the running server contribute."""
    return cast("App", current_app).contributions


def glance_lines(about: str, record: Any, *, most: int = 4) -> list[GlanceLine]:
    """The most urgent sentences about the record, from all who have something to say."""
    lines = [
        line
        for source in current_contributions().glance_sources
        if source.about == about
        for line in source.load(current_uow(), record)
    ]
    return sorted(lines, key=lambda line: line.urgency)[:most]


def _may_see(panel: Panel) -> bool:
    return not panel.permission or current_actor().may(panel.permission)
