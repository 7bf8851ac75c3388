"""Private addresses to which people copy or forward mail, and the mail that came there."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_address",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_mailbox_address_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_address")),
        sa.UniqueConstraint("user_id", name=op.f("uq_mailbox_address_user_id")),
    )
    op.create_table(
        "received_mail",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("letter", types.Document, nullable=False),
        sa.Column("received_at", types.Moment(), nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_received_mail_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_received_mail_user_id_key")),
    )
    op.create_index("ix_received_mail_state", "received_mail", ["user_id", "state", "id"])
    op.create_index("ix_received_mail_received", "received_mail", ["user_id", "received_at"])
    op.create_index("ix_received_mail_seen", "received_mail", ["seen_at"])


def downgrade() -> None:
    op.drop_table("received_mail")
    op.drop_table("mailbox_address")
