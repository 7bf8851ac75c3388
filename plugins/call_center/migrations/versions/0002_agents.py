"""What agents were doing, from when on."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What somebody was doing is never changed afterwards.
_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER call_center_agent_state_stays BEFORE UPDATE ON call_center_agent_state "
        "BEGIN SELECT RAISE(ABORT, 'what was told stays'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION call_center_agent_state_stays() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was told stays'; END $$",
        "CREATE TRIGGER call_center_agent_state_stays BEFORE UPDATE ON call_center_agent_state "
        "FOR EACH ROW EXECUTE FUNCTION call_center_agent_state_stays()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "call_center_agent_state",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_call_center_agent_state_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_agent_state")),
        sa.UniqueConstraint("user_id", "key", name="uq_call_center_agent_state_key"),
        info={"words": "What agents were doing"},
    )
    op.create_index(
        "ix_call_center_agent_state_at", "call_center_agent_state", ["user_id", "at"], unique=False
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("call_center_agent_state")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS call_center_agent_state_stays()")
