"""Versions of rules, scores, and how far the scoring has come."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scoring_version",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", types.Document, nullable=False),
        sa.Column("labels", types.Document, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("made_by", types.Id(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.Column("made_by_name", sa.String(200), nullable=False),
    )
    op.create_table(
        "scoring_score",
        sa.Column(
            "customer_id",
            types.Id(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("engagement", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(1), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed_at", types.Moment(), nullable=False),
        sa.Column("reasons", types.Document, nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_scoring_score_rank", "scoring_score", ["rank", "customer_id"])
    op.create_table(
        "scoring_progress",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pass_begun_at", types.Moment(), nullable=False),
        sa.Column("pass_step_at", types.Moment(), nullable=False),
        sa.Column("pass_ended_at", types.Moment()),
        sa.Column("pass_after", types.Id()),
        sa.Column("pass_done", sa.Integer(), nullable=False),
        sa.Column("pass_total", sa.Integer(), nullable=False),
        sa.Column("followed_until", types.Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("scoring_progress")
    op.drop_table("scoring_score")
    op.drop_table("scoring_version")
