"""What every template may use: the menu, assets, the nonce, initials, and the page's own panels."""

from typing import Any

from flask import Flask, request
from jinja2 import StrictUndefined

from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.web.application import App
from salesforce_lite.web.assets import asset
from salesforce_lite.web.current import current_actor
from salesforce_lite.web.headers import csp_nonce
from salesforce_lite.web.kind_words import kind_name, kind_verb, told
from salesforce_lite.web.language import locale_code
from salesforce_lite.web.menu import rail
from salesforce_lite.web.pages import is_fragment_request
from salesforce_lite.web.panels import entry_renderer, panel_renderer
from salesforce_lite.web.parts import initials, register_parts


def register_frame(app: App) -> None:
    """Give templates the context that docs/look.md promises."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        initials=initials,
        LOCALES=LOCALES,
        kind_name=kind_name,
        kind_verb=kind_verb,
        told=told,
        render_panels=panel_renderer(app),
        render_entry=entry_renderer(app),
    )

    register_parts(app)

    @app.context_processor
    def context() -> dict[str, Any]:
        actor = current_actor()
        return {
            "actor": actor if actor.user_id else None,
            "menu": rail(app) if actor.user_id else (),
            "csp_nonce": csp_nonce(),
            "locale_code": locale_code(),
            "theme": _theme(),
            "is_fragment": is_fragment_request(),
        }


def _theme() -> str:
    """The person's own; before sign-in, what this browser remembers."""
    actor = current_actor()
    chosen = actor.theme if actor.user_id else request.cookies.get("sfl_theme", "auto")
    return chosen if chosen in ("auto", "light", "dark") else "auto"


def register_static_caching(app: Flask) -> None:
    """Fingerprinted files never change; one that is missing may come with the next version."""

    @app.after_request
    def keep(response: Any) -> Any:
        is_file = request.endpoint == "static" and response.status_code < 400
        if is_file and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
