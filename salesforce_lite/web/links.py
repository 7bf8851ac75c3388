"""Addresses that are read outside of this site: in a mail, a calendar, another program."""

from typing import cast

from flask import current_app, request

from salesforce_lite.config import Settings


def outside_address(path: str) -> str:
    """The whole address of a path of this site: at `SFL_BASE_URL`, else where the request came."""
    settings = cast(Settings, current_app.extensions["settings"])
    site = settings.base_url or request.host_url
    return f"{site.rstrip('/')}{path}"
