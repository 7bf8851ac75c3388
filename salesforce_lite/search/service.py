"""Finds records of every kind that the actor sees, the best first, at the same cost at any size."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, union_all

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search.facets import kind_facet, scope_facet
from salesforce_lite.search.matching import Terms, matches
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.source import SearchSource
from salesforce_lite.search.words import Question, phone_endings, read_question

# Of a common word only this many entries are ranked.
_MOST_RANKED = 300
# How long the beginnings are that SQLite's text index keeps (see migrations/derived.py).
_LONGEST_PREFIX = 7
_LAST_LETTER = "\U0010ffff"
# With more people in scope than this, one walk through all titles is cheaper than one for each.
_MOST_WALKS = 60
_SHOWN = (
    SearchEntry.record_id,
    SearchEntry.kind,
    SearchEntry.title,
    SearchEntry.subtitle,
    SearchEntry.title_key,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    kind: str
    id: UUID
    title: str
    subtitle: str


def search(
    uow: UnitOfWork, typed: str, sources: Iterable[SearchSource], *, limit: int = 8
) -> dict[str, list[Hit]]:
    """Kind → its best hits, for the sources the actor may see; kinds without a hit are left out."""
    question = read_question(typed)
    if question is None:
        return {}
    kinds = [source.kind for source in sources if uow.actor.may(source.permission)]
    found = {kind: _search_kind(uow, question, kind, limit) for kind in kinds}
    return {kind: hits for kind, hits in found.items() if hits}


def _search_kind(uow: UnitOfWork, question: Question, kind: str, limit: int) -> list[Hit]:
    """Titles that begin with the question come from an index in order; the rest is ranked."""
    hits = _distinct(_by_title(uow, question, kind, limit), limit)
    if len(hits) < limit:
        rest = sorted(_by_words(uow, question, kind), key=lambda row: _rank(row, question))
        hits = _distinct((*hits, *rest), limit)
    return [Hit(row.kind, row.record_id, row.title, row.subtitle) for row in hits]


def _by_title(uow: UnitOfWork, question: Question, kind: str, limit: int) -> list[Row[Any]]:
    begins = (
        SearchEntry.kind == kind,
        SearchEntry.title_key >= question.key,
        SearchEntry.title_key < question.key + _LAST_LETTER,
    )
    query = select(*_SHOWN, SearchEntry.number).where(*begins)
    in_order = (SearchEntry.title_key, SearchEntry.number)
    people = sorted(uow.actor.scope or ())
    if uow.actor.sees_everybody() or not 1 < len(people) <= _MOST_WALKS:
        query = query.where(scope_condition(uow.actor, SearchEntry))
        return list(uow.session.execute(query.order_by(*in_order).limit(limit)))
    # An index gives the titles of one person in order, those of several only after sorting all.
    first = query.order_by(*in_order).limit(limit)
    walks = [first.where(SearchEntry.scope_owner_id == person).subquery() for person in people]
    together = union_all(*(select(walk) for walk in walks)).subquery()
    ordered = select(together).order_by(together.c.title_key, together.c.number).limit(limit)
    return list(uow.session.execute(ordered))


def _by_words(uow: UnitOfWork, question: Question, kind: str) -> list[Row[Any]]:
    """What holds all the words; a phone also by its digits, the longest ending that is known."""
    facets = (kind_facet(kind),)
    scopes = _scopes(uow.actor)
    if scopes == ():
        return []
    if len(question.beginning) > _LONGEST_PREFIX:
        # Beyond its prefix index an engine reads every hit of a beginning: whole words go first.
        rows = _matching(uow, Terms(question.words, "", facets, scopes))
        if len(rows) == _MOST_RANKED:
            return rows
    asked = [Terms(question.whole, question.beginning, facets, scopes)]
    if question.phone:
        asked.append(Terms((), question.phone, facets, scopes))
        asked += [Terms((end,), "", facets, scopes) for end in phone_endings(question.phone)]
    for terms in asked:
        rows = _matching(uow, terms)
        if rows:
            return rows
    return []


def _scopes(actor: Actor) -> tuple[str, ...] | None:
    if actor.sees_everybody():
        return None
    return tuple(scope_facet(person) for person in sorted(actor.scope or ()))


def _matching(uow: UnitOfWork, terms: Terms) -> list[Row[Any]]:
    is_match = matches(uow.session, terms, _MOST_RANKED)
    query = select(*_SHOWN).where(is_match, scope_condition(uow.actor, SearchEntry))
    return list(uow.session.execute(query.limit(_MOST_RANKED)))


def _rank(row: Row[Any], question: Question) -> tuple[int, int, str, UUID]:
    """Words of the title count, whole ones most; then short titles, then the alphabet."""
    title = row.title_key.split()
    points = sum(2 if word in title else 0 for word in question.words)
    points += any(word.startswith(question.beginning) for word in title)
    return -points, len(title), row.title_key, row.record_id


def _distinct(rows: Iterable[Row[Any]], limit: int) -> list[Row[Any]]:
    """Each record once: one that belongs to several customers has several entries."""
    first: dict[UUID, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.record_id, row)
    return list(first.values())[:limit]
