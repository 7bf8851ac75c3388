"""As of when, and by whom, each fact of a customer's credit was told."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What stands was told at once, as its row says.
    op.add_column("orders_credit", sa.Column("told", types.Document))


def downgrade() -> None:
    op.drop_column("orders_credit", "told")
