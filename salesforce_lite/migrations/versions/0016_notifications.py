"""What people are told, how they want to be told, reminders of what is planned, working hours."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WEEK = '["mon", "tue", "wed", "thu", "fri"]'


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("about", types.Id(), nullable=True),
        sa.Column("params", types.Document, nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("read_at", types.Moment(), nullable=True),
        sa.Column("waits_since", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_notification_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notification_user_id_key")),
    )
    op.create_index("ix_notification_user", "notification", ["user_id", "id"])
    for name, column in (("unread", "read_at IS NULL"), ("waiting", "waits_since IS NOT NULL")):
        op.create_index(
            f"ix_notification_{name}",
            "notification",
            ["user_id", "id"],
            sqlite_where=sa.text(column),
            postgresql_where=sa.text(column),
        )
    op.create_table(
        "notification_choice",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("mails", types.Document, nullable=False),
        sa.Column("pushes", types.Document, nullable=False),
        sa.Column("has_own_hours", sa.Boolean(), nullable=False),
        sa.Column("work_days", types.TextList(), nullable=False),
        sa.Column("work_from", sa.String(length=5), nullable=False),
        sa.Column("work_until", sa.String(length=5), nullable=False),
        sa.Column("remind_appointments", sa.Integer(), nullable=False),
        sa.Column("remind_others", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_notification_choice_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_choice")),
        sa.UniqueConstraint("user_id", name=op.f("uq_notification_choice_user_id")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("p256dh", sa.String(length=120), nullable=False),
        sa.Column("auth", sa.String(length=40), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_push_subscription_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("address", name=op.f("uq_push_subscription_address")),
    )
    op.create_index("ix_push_subscription_user_id", "push_subscription", ["user_id"])
    # Nobody is reminded of what was planned before there were reminders.
    op.add_column("activity", sa.Column("remind_minutes", sa.Integer(), nullable=True))
    op.add_column("activity", sa.Column("remind_at", types.Moment(), nullable=True))
    op.create_index(
        "ix_activity_remind",
        "activity",
        ["remind_at", "id"],
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    for name, kind, usual in (
        ("work_days", types.TextList(), _WEEK),
        ("work_from", sa.String(length=5), "08:00"),
        ("work_until", sa.String(length=5), "19:00"),
    ):
        op.add_column("company", sa.Column(name, kind, nullable=False, server_default=usual))


def downgrade() -> None:
    for name in ("work_until", "work_from", "work_days"):
        op.drop_column("company", name)
    op.drop_index("ix_activity_remind", table_name="activity")
    op.drop_column("activity", "remind_at")
    op.drop_column("activity", "remind_minutes")
    op.drop_table("push_subscription")
    op.drop_table("notification_choice")
    op.drop_table("notification")
