"""Purchases that could not be counted."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loyalty_uncounted",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("program_id", types.Id(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("noted_at", types.Moment(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("sale", types.Document, nullable=False),
        sa.Column("returns", types.Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_loyalty_uncounted_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["loyalty_program.id"],
            name=op.f("fk_loyalty_uncounted_program_id_loyalty_program"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_uncounted")),
        sa.UniqueConstraint("program_id", "source", "reference", name="uq_loyalty_uncounted_key"),
    )
    op.create_index(
        "ix_loyalty_uncounted_customer", "loyalty_uncounted", ["customer_id"], unique=False
    )
    op.create_index(
        "ix_loyalty_uncounted_noted",
        "loyalty_uncounted",
        ["program_id", "noted_at", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("loyalty_uncounted")
