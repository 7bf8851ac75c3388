"""People whose language nobody chose take over that of their browser when they first sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever is there already keeps the language that they read.
    column = sa.Column("locale_is_set", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("user", column)


def downgrade() -> None:
    op.drop_column("user", "locale_is_set")
