"""Opportunities and activities are found by the search: write their entries."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BATCH = 5_000
_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufeff]+")
_WORD = re.compile(r"[^\W_]+")
_KINDS = ("opportunity", "activity")

_entry = sa.table(
    "search_entry",
    sa.column("record_id", types.Id()),
    sa.column("kind", sa.String),
    sa.column("customer_id", types.Id()),
    sa.column("scope_owner_id", types.Id()),
    *(sa.column(name, sa.String) for name in ("title", "subtitle", "title_key", "facets", "words")),
)
_customer = sa.table("customer", sa.column("id", types.Id()), sa.column("name", sa.String))
_value = sa.table(
    "list_value",
    *(sa.column(name, sa.String) for name in ("list_name", "code", "label_en", "label_es")),
)


def _records(name: str, *texts: str) -> Any:
    ids = (sa.column(key, types.Id()) for key in ("id", "customer_id", "scope_owner_id"))
    told = (sa.column(text, sa.String) for text in (*texts, "note"))
    return sa.table(name, *ids, sa.column("deleted_at", types.Moment()), *told)


_opportunity = _records("opportunity", "title", "competitor", "source")
_activity = _records("activity", "subject")


def upgrade() -> None:
    _forget_text()
    _take_away()
    source = dict(_sources())
    opportunity = sa.select(
        _opportunity.c["id", "customer_id", "scope_owner_id", "title", "competitor"],
        _opportunity.c["source", "note"],
        _customer.c.name,
    ).join_from(_opportunity, _customer, _customer.c.id == _opportunity.c.customer_id)
    for rows in _batches(_opportunity, opportunity):
        _write(
            _row("opportunity", row, row.title, row.name, row.competitor, source.get(row.source))
            for row in rows
        )
    activity = sa.select(
        _activity.c["id", "customer_id", "scope_owner_id", "subject", "note"]
    )
    for rows in _batches(_activity, activity):
        _write(_row("activity", row, row.subject) for row in rows)


def downgrade() -> None:
    _forget_text()
    _take_away()


def _forget_text() -> None:
    """The text index is made again after the migration, faster than row by row."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS search_text")
    else:
        op.execute("DROP INDEX IF EXISTS search_text_vector")


def _take_away() -> None:
    op.execute(sa.delete(_entry).where(_entry.c.kind.in_(_KINDS)))


def _sources() -> Iterator[tuple[str, str]]:
    of_sales = sa.select(_value).where(_value.c.list_name == "opportunity.source")
    for value in op.get_bind().execute(of_sales):
        yield value.code, f"{value.label_en} {value.label_es}"


def _batches(table: Any, query: sa.Select[Any]) -> Iterator[list[Any]]:
    query = query.where(table.c.deleted_at.is_(None)).order_by(table.c.id).limit(_BATCH)
    rows = op.get_bind().execute(query).all()
    while rows:
        yield list(rows)
        rows = op.get_bind().execute(query.where(table.c.id > rows[-1].id)).all()


def _write(rows: Iterable[dict[str, Any]]) -> None:
    op.get_bind().execute(sa.insert(_entry), list(rows))


def _row(kind: str, record: Any, title: str, *texts: str | None) -> dict[str, Any]:
    owner = record.scope_owner_id
    words = (word for text in (title, *texts, _beginning(record.note)) for word in _words(text))
    return {
        "record_id": record.id,
        "kind": kind,
        "customer_id": record.customer_id,
        "scope_owner_id": owner,
        "title": title,
        "subtitle": "",
        "title_key": " ".join(_words(title))[:200],
        "facets": f"kind:{kind} scope:{owner.hex}" if owner else f"kind:{kind}",
        "words": " ".join(dict.fromkeys(words)),
    }


def _beginning(note: str) -> str:
    return note if len(note) <= 240 else note[:240].rpartition(" ")[0] or note[:240]


def _words(text: str | None) -> list[str]:
    """As the search folds and splits texts."""
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", text or "").casefold())
    return [word[:40] for word in _WORD.findall(folded)]
