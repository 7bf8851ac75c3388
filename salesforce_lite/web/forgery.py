"""Refuses forms that another site sends in somebody's name: by their token, and by their origin."""

from flask import request
from flask_wtf.csrf import CSRFError, CSRFProtect

from salesforce_lite.web.application import App
from salesforce_lite.web.current import comes_from_browser, current_actor

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def refuse_forgeries(app: App) -> None:
    """Forms carry a token; a browser that says where one comes from must name this site."""
    # The extension would ask before it is known who acts, and refuse in the browser's language.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    tokens = CSRFProtect(app)

    def require_token() -> None:
        # Nobody's name is used where nobody is known; a surface tells them so.
        is_stranger = app.surface is not None and current_actor().user_id is None
        if app.config["WTF_CSRF_ENABLED"] and comes_from_browser() and not is_stranger:
            tokens.protect(apply_exemptions=True)

    app.gates += [require_token, _refuse_foreign_origin]


def _refuse_foreign_origin() -> None:
    origin = request.headers.get("Origin")
    if origin is None or not comes_from_browser() or request.method in _SAFE_METHODS:
        return
    if origin.partition("://")[2] != request.host:
        raise CSRFError("The form comes from another site.")
