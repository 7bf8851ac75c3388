"""Webhooks, what they deliver, and how far events were looked through for them."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("types", types.TextList(), nullable=False),
        sa.Column("team_id", types.Id(), nullable=True),
        sa.Column("portfolio_id", types.Id(), nullable=True),
        sa.Column("fields", types.Document, nullable=False),
        sa.Column("owner_id", types.Id(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("off_reason", sa.String(length=10), nullable=False),
        sa.Column("secret_changed_at", types.Moment(), nullable=False),
        sa.Column("secret", sa.String(length=500), nullable=False),
        sa.Column("former_secret", sa.String(length=500), nullable=False),
        sa.Column("former_until", types.Moment(), nullable=True),
        sa.Column("since_position", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", types.Moment(), nullable=True),
        sa.Column("scope_owner_id", types.Id(), nullable=True),
        sa.Column("deleted_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_webhook_team_id_team")),
        sa.ForeignKeyConstraint(
            ["portfolio_id"], ["portfolio.id"], name=op.f("fk_webhook_portfolio_id_portfolio")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_webhook_owner_id_user")),
        sa.ForeignKeyConstraint(
            ["scope_owner_id"], ["user.id"], name=op.f("fk_webhook_scope_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index("ix_webhook_owner", "webhook", ["owner_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("webhook_id", types.Id(), nullable=False),
        sa.Column("event_id", types.Id(), nullable=True),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("next_at", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("held_until", types.Moment(), nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("last_at", types.Moment(), nullable=True),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhook.id"],
            name=op.f("fk_webhook_delivery_webhook_id_webhook"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    waiting = {
        "sqlite_where": sa.text("state = 'waiting'"),
        "postgresql_where": sa.text("state = 'waiting'"),
    }
    for name, columns, more in (
        ("webhook_event", ["webhook_id", "event_id"], {"unique": True}),
        ("webhook_id", ["webhook_id", "id"], {}),
        ("state", ["webhook_id", "state", "id"], {}),
        ("waiting", ["webhook_id", "position"], waiting),
        ("record", ["webhook_id", "record", "position"], waiting),
    ):
        op.create_index(f"ix_webhook_delivery_{name}", "webhook_delivery", columns, **more)
    op.create_table(
        "event_reader",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_reader")),
    )


def downgrade() -> None:
    op.drop_table("event_reader")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
