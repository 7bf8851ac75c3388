"""The kind of an entry of the search stands before each of its words."""

from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_entry = sa.table(
    "search_entry", *(sa.column(name, sa.String) for name in ("kind", "facets", "words"))
)


def upgrade() -> None:
    _forget_text_index()
    for kind in _kinds():
        mark = f"{crc32(kind.encode()) & 0xFFF:03x}:"
        shown = sa.func.replace(_entry.c.words, " ", f" {mark}")
        scope = sa.func.replace(_entry.c.facets, f"kind:{kind}", "")
        _change(
            kind,
            words=sa.case((_entry.c.words == "", ""), else_=sa.literal(mark) + shown),
            facets=sa.func.coalesce(sa.func.nullif(sa.func.ltrim(scope), ""), "scope:nobody"),
        )


def downgrade() -> None:
    _forget_text_index()
    for kind in _kinds():
        mark = f"{crc32(kind.encode()) & 0xFFF:03x}:"
        scope = sa.func.nullif(_entry.c.facets, "scope:nobody")
        _change(
            kind,
            words=sa.func.replace(_entry.c.words, mark, ""),
            facets=sa.literal(f"kind:{kind}") + sa.func.coalesce(sa.literal(" ") + scope, ""),
        )


def _kinds() -> list[str]:
    return list(op.get_bind().scalars(sa.select(_entry.c.kind).distinct()))


def _change(kind: str, **values: sa.ColumnElement[str]) -> None:
    op.execute(sa.update(_entry).where(_entry.c.kind == kind).values(values))


def _forget_text_index() -> None:
    """It is made again after the migration; it would keep the words otherwise."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS search_text")
