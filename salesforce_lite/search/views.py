"""The search page, the suggestions under the search field of every page, and those of look-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, request, url_for

from salesforce_lite.plugin import Question
from salesforce_lite.search.commands import matching_commands
from salesforce_lite.search.service import search
from salesforce_lite.search.source import Hit, SearchSource
from salesforce_lite.web import App, commands, current_uow, render_page, signed_in

blueprint = Blueprint("search", __name__, template_folder="templates")

_OF_EACH_KIND = 8
_OF_ONE_KIND = 50
_SUGGESTED = 4
_MOST_TYPED = 300
_HITS = Question(fallback=(), is_answer=lambda answer: isinstance(answer, list))


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with the address of its page."""

    id: str
    title: str
    subtitle: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `is_cut` says that there may be more."""

    source: SearchSource
    hits: Sequence[ShownHit]
    is_cut: bool


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
    sources = cast(App, current_app).contributions.search_sources
    asked = [source for source in sources if kind in ("", source.kind)]
    found = search(current_uow(), _typed(), asked, limit=limit)
    return [
        Group(source, shown, len(hits) == limit)
        for source in asked
        if (hits := found.get(source.kind)) and (shown := _shown_or_left_out(source, hits))
    ]


def _shown_or_left_out(source: SearchSource, hits: Sequence[Hit]) -> list[ShownHit]:
    """Of a plugin whose addresses, say, cannot be made there is nothing to show."""
    if not source.plugin:
        return _shown(source, hits)
    guard = cast(App, current_app).plugins.guard(source.plugin)
    show = guard.reading(f"search_sources.{source.kind}", lambda _uow: _shown(source, hits), _HITS)
    shown: list[ShownHit] = show(current_uow())
    return shown


def _shown(source: SearchSource, hits: Sequence[Hit]) -> list[ShownHit]:
    if source.shown is not None:
        in_words = source.shown(current_uow(), hits)
        hits = hits if in_words is None else in_words
    return [ShownHit(str(hit.id), hit.title, hit.subtitle, _address(source, hit)) for hit in hits]


def _address(source: SearchSource, hit: Hit) -> str:
    values: dict[str, Any] = {source.argument: hit.id}
    return url_for(source.endpoint, **values)
