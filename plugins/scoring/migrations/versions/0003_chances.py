"""What is kept of each training of the chances of winning, and fields that are left out."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scoring_chance_model",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("counts", types.Document, nullable=True),
        sa.Column("checked", types.Document, nullable=True),
        sa.Column("work", types.Document, nullable=True),
    )
    op.create_table(
        "scoring_left_out_field",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("since", types.Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("scoring_left_out_field")
    op.drop_table("scoring_chance_model")
