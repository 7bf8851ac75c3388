"""The feed of changes, and what phones in the field send and carry."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_VERSIONED = (
    ("version", sa.Integer(), False),
    ("created_at", types.Moment(), False),
    ("created_by", types.Id(), True),
    ("updated_at", types.Moment(), False),
    ("updated_by", types.Id(), True),
    ("id", types.Id(), False),
)


def upgrade() -> None:
    op.create_table(
        "record_change",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("left", types.Document, nullable=True),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_record_change")),
    )
    op.create_table(
        "device",
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_id", types.Id(), nullable=True),
        sa.Column("wipe_asked_at", types.Moment(), nullable=True),
        sa.Column("wiped_at", types.Moment(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_device_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index("ix_device_user", "device", ["user_id"])
    op.create_table(
        "device_contact",
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.Column("pushed_at", types.Moment(), nullable=True),
        sa.Column("primed_at", types.Moment(), nullable=True),
        sa.Column("skew", sa.Float(), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
            name=op.f("fk_device_contact_device_id_device"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_contact")),
    )
    op.create_table(
        "sync_op",
        sa.Column("op_id", types.Id(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("command_version", sa.Integer(), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("received_at", types.Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", types.Document, nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", types.Id(), nullable=True),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("temp_id", sa.String(length=80), nullable=False),
        sa.Column("conflict_id", types.Id(), nullable=True),
        sa.Column("payload", types.Document, nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
            name=op.f("fk_sync_op_device_id_device"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_sync_op")),
    )
    op.create_index("ix_sync_op_device_seq", "sync_op", ["device_id", "seq"])
    op.create_index("ix_sync_op_record", "sync_op", ["record_id", "record_version"])
    op.create_index("ix_sync_op_received", "sync_op", ["received_at"])
    op.create_table(
        "sync_conflict",
        sa.Column("op_id", types.Id(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("command_version", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", types.Id(), nullable=True),
        sa.Column("fields", types.Document, nullable=False),
        sa.Column("payload", types.Document, nullable=False),
        sa.Column("said", types.Document, nullable=False),
        sa.Column("reason", types.Document, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("decision", types.Document, nullable=False),
        sa.Column("decided_by", types.Id(), nullable=True),
        sa.Column("decided_at", types.Moment(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
            name=op.f("fk_sync_conflict_device_id_device"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_sync_conflict_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_conflict")),
    )
    op.create_index("ix_sync_conflict_user", "sync_conflict", ["user_id", "is_open", "id"])
    op.create_index("ix_sync_conflict_record", "sync_conflict", ["record_id", "is_open"])
    op.create_table(
        "sync_limits",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("forgotten_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_limits")),
    )
    limits = sa.table(
        "sync_limits",
        *(sa.column(name, sa.Integer()) for name in ("id", "customers", "activities")),
        sa.column("forgotten_to", sa.BigInteger()),
    )
    op.bulk_insert(limits, [{"id": 1, "customers": 2500, "activities": 5, "forgotten_to": 0}])


def downgrade() -> None:
    for table in ("sync_limits", "sync_conflict", "sync_op", "device_contact", "device"):
        op.drop_table(table)
    op.drop_table("record_change")


def _versioned() -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _VERSIONED]
