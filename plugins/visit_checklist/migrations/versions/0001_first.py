"""Checklists, questions, answers, and how long answering takes."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_checklist_list",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("name_es", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("kinds", types.TextList(), nullable=False),
        sa.Column("roles", types.TextList(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "visit_checklist_question",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column(
            "checklist_id",
            types.Id(),
            sa.ForeignKey("visit_checklist_list.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("text_es", sa.String(300), nullable=False),
        sa.Column("text_en", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("options", types.Document, nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "visit_checklist_answer",
        sa.Column(
            "activity_id",
            types.Id(),
            sa.ForeignKey("activity.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "question_id",
            types.Id(),
            sa.ForeignKey("visit_checklist_question.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", types.Document, nullable=False),
        sa.Column("text_es", sa.String(300), nullable=False),
        sa.Column("text_en", sa.String(300), nullable=False),
        sa.Column("words_es", sa.String(120), nullable=False),
        sa.Column("words_en", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "visit_checklist_pace",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column(
            "question_id",
            types.Id(),
            sa.ForeignKey("visit_checklist_question.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
    )
    op.create_index(
        "ix_visit_checklist_pace_newest",
        "visit_checklist_pace",
        ["question_id", "measured_on", "id"],
    )


def downgrade() -> None:
    op.drop_table("visit_checklist_pace")
    op.drop_table("visit_checklist_answer")
    op.drop_table("visit_checklist_question")
    op.drop_table("visit_checklist_list")
