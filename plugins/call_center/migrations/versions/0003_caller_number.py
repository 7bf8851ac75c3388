"""Which number a campaign shows to those whom it calls."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty: that of the line, as it was for all of them.
    column = sa.Column("caller_number", sa.String(length=40), nullable=False, server_default="")
    op.add_column("call_center_campaign", column)


def downgrade() -> None:
    op.drop_column("call_center_campaign", "caller_number")
