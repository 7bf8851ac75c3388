"""What slices and plugins show on a page: panels in its slots, sentences "At a glance"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from flask import current_app
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contributions, GlanceLine, Panel, Question, TimelineEntry
from salesforce_lite.web.current import current_actor, current_uow

if TYPE_CHECKING:
    from salesforce_lite.web.application import App

_DRAWN = Question(fallback=Markup(""), is_answer=lambda answer: isinstance(answer, Markup))


def panel_renderer(app: "App") -> Callable[..., Markup]:
    """The template function `render_panels(slot, record)`."""

    @pass_context
    def render_panels(page: Context, slot: str, record: Any = None) -> Markup:
        # The page's context goes along, so that the frame's values are not made again.
        around = page.get_all()
        parts = (
            _drawn(app, panel.plugin, panel.template, {**around, **given})
            for panel in app.contributions.panels
            if panel.slot == slot and _may_see(panel)
            if (given := panel.load(current_uow(), record)) is not None
        )
        return Markup("").join(parts)

    return render_panels


def entry_renderer(app: "App") -> Callable[..., Markup]:
    """The template function `render_entry(entry)`, for entries of plugins in a timeline."""

    @pass_context
    def render_entry(page: Context, entry: TimelineEntry) -> Markup:
        return _drawn(app, entry.plugin, entry.template, {**page.get_all(), "entry": entry})

    return render_entry


def _drawn(app: "App", plugin: str, template: str, context: dict[str, Any]) -> Markup:
    """A part of the page; what fails to be drawn is left out, and noted as the plugin's failure."""

    def draw(_uow: UnitOfWork) -> Markup:
        found = app.jinja_env.get_template(template)
        # The page's context has the global names: they are not put together for each part anew.
        parts = found.root_render_func(found.new_context(context, shared=True))
        return Markup(app.jinja_env.concat(parts))  # noqa: S704 -- escaped by the template

    if not plugin:
        return draw(current_uow())
    drawn: Markup = app.plugins.guard(plugin).reading(template, draw, _DRAWN)(current_uow())
    return drawn


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
