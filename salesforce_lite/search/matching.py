"""Full text in the language of each engine; every word is quoted, so nothing typed is syntax."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, cast, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from salesforce_lite.search.model import SearchEntry

_search_text = table("search_text", column("search_text"), column("rowid"))


@dataclass(frozen=True, slots=True)
class Terms:
    """All of `words` and `facets`, a word with the `beginning`, one of the `scopes` (None: any)."""

    words: Sequence[str]
    beginning: str
    facets: Sequence[str]
    scopes: Sequence[str] | None


def matches(session: Session, terms: Terms, limit: int) -> ColumnElement[bool]:
    """The entries that hold the terms, as a condition; at most `limit` where it can stop."""
    if session.get_bind().dialect.name == "sqlite":
        newest_first = (
            select(_search_text.c.rowid)
            .where(_search_text.c.search_text.op("MATCH")(_fts5(terms)))
            .order_by(_search_text.c.rowid.desc())
            .limit(limit)
        )
        return SearchEntry.number.in_(newest_first)
    return _vector().op("@@")(cast(_tsquery(terms), TSQUERY))


def _fts5(terms: Terms) -> str:
    parts = [f'"{word}"' for word in (*terms.words, *terms.facets)]
    if terms.beginning:
        parts.append(f'"{terms.beginning}"*')
    if terms.scopes is not None:
        parts.append("(" + " OR ".join(f'"{scope}"' for scope in terms.scopes) + ")")
    return " AND ".join(parts)


def _tsquery(terms: Terms) -> str:
    parts = [f"'{word}'" for word in (*terms.words, *terms.facets)]
    if terms.beginning:
        parts.append(f"'{terms.beginning}':*")
    if terms.scopes is not None:
        parts.append("(" + " | ".join(f"'{scope}'" for scope in terms.scopes) + ")")
    return " & ".join(parts)


def _vector() -> ColumnElement[str]:
    """Written exactly as the index is made, or PostgreSQL would not use it."""
    space = literal(" ", literal_execute=True)
    together = SearchEntry.facets + space + SearchEntry.words
    return func.array_to_tsvector(func.string_to_array(func.rtrim(together), space))
