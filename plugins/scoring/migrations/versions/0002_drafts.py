"""What administrators have changed in the rules and not saved yet."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scoring_draft",
        sa.Column(
            "user_id",
            types.Id(),
            sa.ForeignKey("user.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("definition", types.Document, nullable=False),
        sa.Column("removed", types.Document, nullable=False),
        sa.Column("is_discarded", sa.Boolean(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("scoring_draft")
