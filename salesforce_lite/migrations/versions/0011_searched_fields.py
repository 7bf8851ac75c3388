"""Custom fields that the search looks into."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("is_searched", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("custom_field", column)


def downgrade() -> None:
    op.drop_column("custom_field", "is_searched")
