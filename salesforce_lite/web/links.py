"""Addresses that are read outside of this site: in a mail, a calendar, another program."""

from typing import Any, cast

from flask import current_app, has_request_context, request

from salesforce_lite.config import Settings


def outside_address(path: str) -> str:
    """The whole address of a path of this site: at `SFL_BASE_URL`, else where the request came.

    In the background, where no request came, the path alone is known without that setting.
    """
    settings = cast(Settings, current_app.extensions["settings"])
    site = settings.base_url or (request.host_url if has_request_context() else "")
    return f"{site.rstrip('/')}{path}"


def outside_page(endpoint: str, **values: Any) -> str:
    """The whole address of a page, for what a worker writes; empty where nobody has said at which
    address the site is reached."""
    settings = cast(Settings, current_app.extensions["settings"])
    if not settings.base_url and not has_request_context():
        return ""
    pages = current_app.url_map.bind("localhost")
    return outside_address(pages.build(endpoint, values))
