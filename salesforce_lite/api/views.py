"""What the API says about itself: the OpenAPI document, and a page that shows it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import msgspec
from flask import Blueprint, Response, current_app

from salesforce_lite.api.answering import JSON
from salesforce_lite.api.openapi import openapi_document
from salesforce_lite.api.reference import operations_by_tag
from salesforce_lite.api.resource import Resource
from salesforce_lite.plugin import Contributions
from salesforce_lite.web import outside_address, public, render_page, signed_in

if TYPE_CHECKING:
    from salesforce_lite.web import App

_MADE = "openapi"

blueprint = Blueprint("api", __name__, template_folder="templates")


@blueprint.get("/api/v1/openapi.json")
@public
def document() -> Response:
    """For anybody: it says what can be asked, and nothing of what is kept here."""
    return Response(_made().text, mimetype=JSON)


@blueprint.get("/api/docs")
@signed_in
def pages() -> str:
    """The same to be read by people."""
    document = current_document()
    return render_page("api/docs.html", document=document, groups=operations_by_tag(document))


def resources() -> tuple[Resource, ...]:
    """Those of the slices and of the plugins that are enabled."""
    contributions = cast("App", current_app).contributions
    found: tuple[Resource, ...] = contributions.api_resources
    return found


def current_document() -> dict[str, Any]:
    """The OpenAPI document of the server as it is now."""
    return _made().document


@dataclass(frozen=True, slots=True)
class _Made:
    """The document of one generation of plugins, for one address of the server."""

    contributions: Contributions
    server: str
    document: dict[str, Any]
    text: bytes


def _made() -> _Made:
    """Made anew when plugins are others than the last time: it takes a tenth of a second."""
    app = cast("App", current_app)
    kept: _Made | None = app.extensions.get(_MADE)
    contributions, server = app.contributions, outside_address("/").rstrip("/")
    if kept is None or kept.contributions is not contributions or kept.server != server:
        document = openapi_document(resources(), contributions.api_includes, server)
        kept = _Made(contributions, server, document, msgspec.json.encode(document))
        app.extensions[_MADE] = kept
    return kept
