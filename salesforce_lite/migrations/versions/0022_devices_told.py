"""A browser that is told something is known again when somebody signs out there."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those that are there stay: nobody knows which they are.
    column = sa.Column("device", sa.String(length=32), nullable=False, server_default="")
    op.add_column("push_subscription", column)


def downgrade() -> None:
    op.drop_column("push_subscription", "device")
