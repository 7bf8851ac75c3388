"""Custom fields: definitions, values on four kinds of records, and where these are found."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("customer", "contact", "opportunity", "activity")
# What the index of each kind of value begins with.
_INDEXES = {
    "text": ("field_id", "text_value", "record_id"),
    "number": ("field_id", "number_value", "record_id"),
    "target": ("target_id", "field_id", "record_id"),
}
_FILLED = {"text": "text_value", "number": "number_value", "target": "target_id"}


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("label_en", sa.String(120), nullable=False),
        sa.Column("label_es", sa.String(120), nullable=False),
        sa.Column("help_en", sa.String(300), nullable=False),
        sa.Column("help_es", sa.String(300), nullable=False),
        sa.Column("section_en", sa.String(80), nullable=False),
        sa.Column("section_es", sa.String(80), nullable=False),
        sa.Column("options", types.Document, nullable=False),
        sa.Column("default_value", types.Document, nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("is_upfront", sa.Boolean(), nullable=False),
        sa.Column("roles", types.Document, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", types.Moment(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("entity", "code", name=op.f("uq_custom_field_entity_code")),
    )
    op.create_table(
        "custom_value",
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("field_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_value", sa.String(200), nullable=True),
        sa.Column("number_value", sa.BigInteger(), nullable=True),
        sa.Column("target_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["custom_field.id"],
            name=op.f("fk_custom_value_field_id_custom_field"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "record_id", "field_id", "position", name=op.f("pk_custom_value")
        ),
    )
    op.create_index(op.f("ix_custom_value_field_id"), "custom_value", ["field_id"])
    for name, columns in _INDEXES.items():
        filled = sa.text(f"{_FILLED[name]} IS NOT NULL")
        op.create_index(
            f"ix_custom_value_{name}",
            "custom_value",
            list(columns),
            sqlite_where=filled,
            postgresql_where=filled,
        )
    for table in _TABLES:
        # With a constant default neither engine rewrites the rows that are there.
        op.add_column(
            table, sa.Column("custom", types.Document, nullable=False, server_default="{}")
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "custom")
    op.drop_table("custom_value")
    op.drop_table("custom_field")
