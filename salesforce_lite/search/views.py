"""The search page, the suggestions under the search field of every page, and those of look-ups."""

from typing import Any

from flask import Blueprint, request

from salesforce_lite.search.commands import matching_commands
from salesforce_lite.search.hit_pages import Group, find_groups
from salesforce_lite.web import commands, current_contributions, render_page, signed_in

blueprint = Blueprint("search", __name__, template_folder="templates")

_OF_EACH_KIND = 8
_OF_ONE_KIND = 50
_SUGGESTED = 4
_MOST_TYPED = 300


@blueprint.get("/search")
@signed_in
def index() -> str:
    kind = request.args.get("kind", "")
    groups = _find(kind=kind, limit=_OF_ONE_KIND if kind else _OF_EACH_KIND)
    return render_page(
        "search/index.html",
        fragment="search/_hits.html",
        groups=groups,
        commands=[] if kind else matching_commands(_typed(), commands()),
        typed=_typed(),
        kind=kind,
    )


@blueprint.get("/search/live")
@signed_in
def live() -> str:
    return render_page(
        "search/_live.html",
        groups=_find(limit=_SUGGESTED),
        commands=matching_commands(_typed(), commands()),
        typed=_typed(),
    )


@blueprint.get("/search/suggest")
@signed_in
def suggest() -> dict[str, Any]:
    groups = _find(kind=request.args.get("kind", ""), limit=_OF_EACH_KIND)
    hits = [hit for group in groups for hit in group.hits][:_OF_EACH_KIND]
    return {
        "items": [
            {"id": hit.id, "text": hit.title, "detail": hit.subtitle, "url": hit.url}
            for hit in hits
        ]
    }


def _typed() -> str:
    return request.args.get("q", "")[:_MOST_TYPED].strip()


def _find(*, limit: int, kind: str = "") -> list[Group]:
    sources = current_contributions().search_sources
    asked = [source for source in sources if kind in ("", source.kind)]
    return find_groups(_typed(), asked, limit=limit)
