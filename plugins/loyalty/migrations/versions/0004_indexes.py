"""Less to write for each movement: an index that nobody reads, and two that were mostly empty."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SPARSE = (
    ("ix_loyalty_tx_reverses", "loyalty_tx", "reverses_id"),
    ("ix_loyalty_lot_origin", "loyalty_lot", "origin_id"),
)


def upgrade() -> None:
    op.drop_index("ix_loyalty_entry_account", table_name="loyalty_entry")
    for name, table, column in _SPARSE:
        filled = sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column], sqlite_where=filled, postgresql_where=filled)


def downgrade() -> None:
    for name, table, column in _SPARSE:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column])
    op.create_index("ix_loyalty_entry_account", "loyalty_entry", ["account_id"])
