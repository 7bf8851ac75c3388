"""What a search finds, kind by kind, with the addresses of the pages of the hits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, url_for

from salesforce_lite.plugin import Question
from salesforce_lite.search.service import search
from salesforce_lite.search.source import Hit, SearchSource
from salesforce_lite.web import App, current_uow

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


def find_groups(typed: str, sources: Iterable[SearchSource], *, limit: int) -> list[Group]:
    """The best hits of each of these kinds, those without a hit left out."""
    asked = list(sources)
    found = search(current_uow(), typed, asked, limit=limit)
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
