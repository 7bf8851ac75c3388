"""Points given by hand may have a last day of their own, as opening balances do."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loyalty_adjustment", sa.Column("lapses_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("loyalty_adjustment", "lapses_on")
