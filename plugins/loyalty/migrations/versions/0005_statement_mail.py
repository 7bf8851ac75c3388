"""Members agree to statements by mail, one in a month at most."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loyalty_account", sa.Column("mail_agreed_at", types.Moment(), nullable=True))
    op.add_column(
        "loyalty_account",
        sa.Column("mailed", sa.Integer(), nullable=False, server_default="0"),
    )
    agreed = sa.text("mail_agreed_at IS NOT NULL")
    op.create_index(
        "ix_loyalty_account_mails",
        "loyalty_account",
        ["mailed", "id"],
        sqlite_where=agreed,
        postgresql_where=agreed,
    )


def downgrade() -> None:
    op.drop_index("ix_loyalty_account_mails", table_name="loyalty_account")
    op.drop_column("loyalty_account", "mailed")
    op.drop_column("loyalty_account", "mail_agreed_at")
