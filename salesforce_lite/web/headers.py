"""Security headers on every answer, with a fresh nonce for each page's scripts."""

import secrets

from flask import Flask, Response, g, request

from salesforce_lite.web.current import current_actor

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "X-Frame-Options": "DENY",
}


def csp_nonce() -> str:
    """The nonce of this answer."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def register_headers(app: Flask) -> None:
    """Add the headers to every answer, errors and files included."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY.format(nonce=csp_nonce())
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        is_file = request.endpoint == "static" and response.status_code < 400
        if not is_file and (current_actor().user_id or "Cache-Control" not in response.headers):
            response.headers["Cache-Control"] = "no-store"
        return response
