"""Of which stock phones have not been told yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What stands is what phones carry since last night.
    column = sa.Column("is_told", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("orders_stock", column)


def downgrade() -> None:
    op.drop_column("orders_stock", "is_told")
