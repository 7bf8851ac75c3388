"""The outbox of mail."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("job_id", types.Id(), nullable=False),
        sa.Column("sent_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )


def downgrade() -> None:
    op.drop_table("mail")
