"""Refuses forms that another site sends in somebody's name: by their token, and by their origin."""

from flask import request
from flask_wtf.csrf import CSRFError, CSRFProtect

from salesforce_lite.web.application import App

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def refuse_forgeries(app: App) -> None:
    """Forms carry a token; a browser that says where one comes from must name this site."""
    # The extension would ask before it is known who acts, and refuse in the browser's language.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    tokens = CSRFProtect(app)

    def require_token() -> None:
        if app.config["WTF_CSRF_ENABLED"]:
            tokens.protect(apply_exemptions=True)

    app.gates += [require_token, _refuse_foreign_origin]


def _refuse_foreign_origin() -> None:
    origin = request.headers.get("Origin")
    if origin is None or request.method in _SAFE_METHODS:
        return
    if origin.partition("://")[2] != request.host:
        raise CSRFError("The form comes from another site.")
