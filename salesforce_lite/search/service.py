"""Finds records of every kind that the actor sees, the best first, at the same cost at any size."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, select

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search.facets import scope_facet
from salesforce_lite.search.matching import LONGEST_PREFIX, Terms, matches
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.source import Hit, SearchSource
from salesforce_lite.search.words import Question, phone_endings, read_question

# Of a common word only this many entries are ranked.
_MOST_RANKED = 100
_LAST_LETTER = "\U0010ffff"
# An index has the titles of everybody in order, and those of one person. Of several people as many
# titles of everybody are looked through; who has so few of these finds the others by their words.
_MOST_TITLES = 1_000
# Only numbers are read past the row scope; what is behind them is read through it.
_titles = cast(Table, SearchEntry.__table__).c
_SHOWN = (
    SearchEntry.number,
    SearchEntry.record_id,
    SearchEntry.kind,
    SearchEntry.title,
    SearchEntry.subtitle,
    SearchEntry.title_key,
)


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


def found_ids(uow: UnitOfWork, typed: str, kind: str, *, most: int = 100) -> list[UUID]:
    """The records of the kind that the words find, the best first."""
    question = read_question(typed)
    if question is None:
        return []
    return [hit.id for hit in _search_kind(uow, question, kind, most)]


def _search_kind(uow: UnitOfWork, question: Question, kind: str, limit: int) -> list[Hit]:
    """Titles that begin with the question come from an index in order; the rest is ranked."""
    hits = _distinct(_by_title(uow, question, kind, limit), limit)
    if len(hits) < limit:
        rest = sorted(_by_words(uow, question, kind), key=lambda row: _rank(row, question))
        hits = _distinct((*hits, *rest), limit)
    return [Hit(row.kind, row.record_id, row.title, row.subtitle) for row in hits]


def _by_title(uow: UnitOfWork, question: Question, kind: str, limit: int) -> list[Row[Any]]:
    query = select(*_SHOWN).where(scope_condition(uow.actor, SearchEntry))
    in_order = query.order_by(SearchEntry.title_key, SearchEntry.number).limit(limit)
    first, after = question.key, question.key + _LAST_LETTER
    if uow.actor.sees_everybody() or len(uow.actor.scope or ()) <= 1:
        title = SearchEntry.title_key
        found = in_order.where(SearchEntry.kind == kind, title >= first, title < after)
        return list(uow.session.execute(found))
    of_everybody = (
        select(_titles.number)
        .where(_titles.kind == kind, _titles.title_key >= first, _titles.title_key < after)
        .order_by(_titles.title_key, _titles.number)
        .limit(_MOST_TITLES)
    )
    return list(uow.session.execute(in_order.where(SearchEntry.number.in_(of_everybody))))


def _by_words(uow: UnitOfWork, question: Question, kind: str) -> list[Row[Any]]:
    """What holds all the words; a phone also by its digits, the longest ending that is known."""
    scopes = _scopes(uow.actor)
    if scopes == ():
        return []
    if len(question.beginning) > LONGEST_PREFIX:
        # Beyond its prefix index an engine reads every hit of a beginning: whole words go first.
        rows = _matching(uow, Terms(question.words, "", kind, scopes))
        if len(rows) == _MOST_RANKED:
            return rows
    asked = [Terms(question.whole, question.beginning, kind, scopes)]
    if question.phone:
        asked.append(Terms((), question.phone, kind, scopes))
        asked += [Terms((end,), "", kind, scopes) for end in phone_endings(question.phone)]
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
    # The newest of a sorted list: by the key alone PostgreSQL would rather walk all entries.
    newest_first = (SearchEntry.number + 0).desc()
    is_seen = scope_condition(uow.actor, SearchEntry), SearchEntry.kind == terms.kind
    query = select(*_SHOWN).where(*is_seen).order_by(newest_first)
    rows: list[Row[Any]] = []
    for is_match, enough in matches(uow.session, terms, _MOST_RANKED):
        rows = list(uow.session.execute(query.where(is_match).limit(_MOST_RANKED)))
        if len(rows) >= enough:
            break
    return rows


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
