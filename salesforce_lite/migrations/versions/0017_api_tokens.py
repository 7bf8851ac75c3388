"""Tokens with which programs act in a person's name, answers kept for requests sent twice, and
indexes for what has changed since."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_CHANGED = ("customer", "activity")


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column("scopes", types.TextList(), nullable=False),
        sa.Column("networks", types.TextList(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.Column("revoked_at", types.Moment(), nullable=True),
        sa.Column("rows_per_hour", sa.Integer(), nullable=False),
        sa.Column("rows_per_day", sa.Integer(), nullable=False),
        sa.Column("hour", types.Moment(), nullable=True),
        sa.Column("hour_rows", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("day_rows", sa.Integer(), nullable=False),
        sa.Column("used_at", types.Moment(), nullable=True),
        sa.Column("used_from", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_api_token_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
    )
    op.create_index("ix_api_token_user", "api_token", ["user_id", "id"])
    op.create_table(
        "idempotent_answer",
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", types.Document, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotent_answer")),
    )
    op.create_index("ix_idempotent_answer_at", "idempotent_answer", ["at"])
    for table in _CHANGED:
        columns = ["scope_owner_id", "updated_at", "id"]
        op.create_index(f"ix_{table}_scope_updated", table, columns)


def downgrade() -> None:
    for table in _CHANGED:
        op.drop_index(f"ix_{table}_scope_updated", table)
    op.drop_table("idempotent_answer")
    op.drop_table("api_token")
