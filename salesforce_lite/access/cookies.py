"""Our cookies: their names and how they are set, in one place."""

from datetime import timedelta
from typing import Literal

from flask import Flask, Response

Purpose = Literal["session", "visitor", "device", "notices"]


def cookie_name(app: Flask, purpose: Purpose) -> str:
    """With `__Host-` where the site is served over https: then no other host can have set it."""
    prefix = "__Host-" if app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}sfl_{purpose}"


def set_cookie(
    app: Flask,
    response: Response,
    purpose: Purpose,
    value: str,
    *,
    lasts: timedelta | None = None,
) -> None:
    """Set it for this host only, out of reach of scripts; no `lasts`: until the browser closes."""
    response.set_cookie(
        cookie_name(app, purpose),
        value,
        max_age=lasts,
        path="/",
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(app: Flask, response: Response, purpose: Purpose) -> None:
    response.delete_cookie(
        cookie_name(app, purpose),
        path="/",
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
