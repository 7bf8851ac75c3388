"""Totals of everybody beside those of each person."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SHARES = [UUID(int=number) for number in range(1, 17)]
_LARGEST = 4 * 10**18
_total = sa.table(
    "stage_total",
    sa.column("stage_id", types.Id()),
    sa.column("scope_owner_id", types.Id()),
    sa.column("currency", sa.String),
    *(sa.column(name, sa.BigInteger) for name in ("count", "minor", "minor_times_percent")),
)


def upgrade() -> None:
    # Added here and not in SQL: SQLite's sums refuse what does not fit into 64 bits on the way.
    sums: dict[tuple[UUID, UUID, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in op.get_bind().execute(sa.select(_total)):
        parts = [row[3], row.minor, row.minor_times_percent]
        kept = sums[row.stage_id, _share_with_room(sums, row, parts), row.currency]
        for place, number in enumerate(parts):
            kept[place] += number
    for (stage_id, share, currency), (count, minor, weighted) in sums.items():
        total: dict[str, object] = {"stage_id": stage_id, "scope_owner_id": share}
        total |= {"currency": currency, "count": count}
        total |= {"minor": minor, "minor_times_percent": weighted}
        op.execute(sa.insert(_total).values(total))


def _share_with_room(
    sums: Mapping[tuple[UUID, UUID, str], list[int]], row: sa.Row[Any], parts: list[int]
) -> UUID:
    """The first share in which the sum of both still fits into 64 bits."""
    for share in _SHARES:
        kept = sums[row.stage_id, share, row.currency]
        if all(abs(one + other) <= _LARGEST for one, other in zip(kept, parts, strict=True)):
            return share
    return _SHARES[0]


def downgrade() -> None:
    op.execute(sa.delete(_total).where(_total.c.scope_owner_id.in_(_SHARES)))
