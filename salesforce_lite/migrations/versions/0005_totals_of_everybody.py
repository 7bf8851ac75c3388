"""Totals of everybody beside those of each person."""

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SHARES = [UUID(int=number) for number in range(1, 17)]
_total = sa.table(
    "stage_total",
    sa.column("stage_id", types.Id()),
    sa.column("scope_owner_id", types.Id()),
    sa.column("currency", sa.String),
    *(sa.column(name, sa.BigInteger) for name in ("count", "minor", "minor_times_percent")),
)


def upgrade() -> None:
    # Added here and not in SQL: SQLite's sums refuse what does not fit into 64 bits on the way.
    sums: dict[tuple[UUID, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in op.get_bind().execute(sa.select(_total)):
        kept = sums[row.stage_id, row.currency]
        for place, number in enumerate((row[3], row.minor, row.minor_times_percent)):
            kept[place] += number
    for (stage_id, currency), (count, minor, weighted) in sums.items():
        total: dict[str, object] = {"stage_id": stage_id, "scope_owner_id": _SHARES[0]}
        total |= {"currency": currency, "count": count}
        total |= {"minor": minor, "minor_times_percent": weighted}
        op.execute(sa.insert(_total).values(total))


def downgrade() -> None:
    op.execute(sa.delete(_total).where(_total.c.scope_owner_id.in_(_SHARES)))
