"""Full text in the language of each engine; every word is quoted, so nothing typed is syntax."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast as typed

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    cast,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from salesforce_lite.search.facets import kind_mark
from salesforce_lite.search.model import SearchEntry

_search_text = table("search_text", column("search_text"), column("rowid"))
# How long the beginnings are that SQLite's text index keeps (see migrations/derived.py).
LONGEST_PREFIX = 7
# Only numbers are read past the row scope; what is behind them is read through it.
_entries = typed(Table, SearchEntry.__table__)
# PostgreSQL reads all that holds a word before it gives the newest: of a broad one far too much.
# So the newest entries are looked through first; where so many of them hold it, they will do.
_NEWEST = 5_000
_ENOUGH = 50
# Of more people PostgreSQL had to unite more lists than it is worth: the rows found are narrowed.
_MOST_SCOPES = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """All of `words`, a word with the `beginning`, the `kind`, one of the `scopes` (None: any)."""

    words: Sequence[str]
    beginning: str
    kind: str
    scopes: Sequence[str] | None

    @property
    def are_of_many(self) -> bool:
        return self.scopes is None or len(self.scopes) > _MOST_SCOPES


def matches(
    session: Session, terms: Terms, limit: int
) -> Iterator[tuple[ColumnElement[bool], int]]:
    """Conditions for entries that hold the terms, the cheapest first; each with the number of rows
    that makes the next one needless. At most `limit` of the newest are looked for."""
    if session.get_bind().dialect.name == "sqlite":
        # Longer ones are put together from all kinds: not where this kind has none so far.
        known = replace(terms, beginning=terms.beginning[:LONGEST_PREFIX])
        if known == terms or session.scalar(_numbers(known, 1)) is not None:
            yield SearchEntry.number.in_(_numbers(terms, limit)), 0
        return
    if terms.are_of_many:
        yield SearchEntry.number.in_(_among_newest(terms)), _ENOUGH
    yield _vector().op("@@")(cast(_tsquery(terms), TSQUERY)), 0


def _numbers(terms: Terms, limit: int) -> Select[int]:
    """The newest first, as SQLite's text index has them."""
    return (
        select(_search_text.c.rowid)
        .where(_search_text.c.search_text.op("MATCH")(_fts5(terms)))
        .order_by(_search_text.c.rowid.desc())
        .limit(limit)
    )


def _among_newest(terms: Terms) -> Select[int]:
    # Asked for one kind by `==`, PostgreSQL might walk by the number alone, through all kinds.
    newest = (
        select(_entries.c.number, (literal(" ") + _entries.c.words + " ").label("words"))
        .where(_entries.c.kind.between(terms.kind, terms.kind))
        .order_by(_entries.c.kind.desc(), _entries.c.number.desc())
        .limit(_NEWEST)
        .subquery()
    )
    mark = kind_mark(terms.kind)
    held = [newest.c.words.contains(f" {mark}{word} ") for word in terms.words]
    if terms.beginning:
        held.append(newest.c.words.contains(f" {mark}{terms.beginning}"))
    return select(newest.c.number).where(*held)


def _fts5(terms: Terms) -> str:
    mark = kind_mark(terms.kind)
    parts = [f'"{mark}{word}"' for word in terms.words]
    if terms.beginning:
        parts.append(f'"{mark}{terms.beginning}"*')
    if terms.scopes is not None:
        parts.append("(" + " OR ".join(f'"{scope}"' for scope in terms.scopes) + ")")
    return " AND ".join(parts)


def _tsquery(terms: Terms) -> str:
    mark = kind_mark(terms.kind)
    parts = [f"'{mark}{word}'" for word in terms.words]
    if terms.beginning:
        parts.append(f"'{mark}{terms.beginning}':*")
    if terms.scopes is not None and not terms.are_of_many:
        parts.append("(" + " | ".join(f"'{scope}'" for scope in terms.scopes) + ")")
    return " & ".join(parts)


def _vector() -> ColumnElement[str]:
    """Written exactly as the index is made, or PostgreSQL would not use it."""
    space = literal(" ", literal_execute=True)
    together = SearchEntry.facets + space + SearchEntry.words
    return func.array_to_tsvector(func.string_to_array(func.rtrim(together), space))
