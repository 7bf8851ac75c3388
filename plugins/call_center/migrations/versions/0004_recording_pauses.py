"""When the recording of a call was paused, and by whom."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLE = "call_center_recording_pause"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("began_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("paused_by", types.Id(), nullable=True),
        sa.Column("resumed_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_center_call.id"],
            name=op.f(f"fk_{_TABLE}_call_id_call_center_call"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paused_by"],
            ["user.id"],
            name=op.f(f"fk_{_TABLE}_paused_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["resumed_by"],
            ["user.id"],
            name=op.f(f"fk_{_TABLE}_resumed_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
        info={"words": "When recordings were paused"},
    )
    op.create_index(f"ix_{_TABLE}_call", _TABLE, ["call_id", "began_at"], unique=False)
    running = sa.text("ended_at IS NULL")
    op.create_index(
        f"uq_{_TABLE}_running",
        _TABLE,
        ["call_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )


def downgrade() -> None:
    op.drop_table(_TABLE)
