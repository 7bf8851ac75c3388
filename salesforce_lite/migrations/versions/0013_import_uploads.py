"""Files that are handed in with the browser, and what imports tell at their end."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_run", sa.Column("report", types.Document, nullable=True))
    op.create_table(
        "import_upload",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reading", types.Document, nullable=False),
        sa.Column("head", types.Document, nullable=False),
        sa.Column("columns", types.Document, nullable=False),
        sa.Column("options", types.Document, nullable=False),
        sa.Column("trial", types.Document, nullable=False),
        sa.Column("problem", types.Document, nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("job_id", types.Id(), nullable=True),
        sa.Column("run_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["import_run.id"],
            name=op.f("fk_import_upload_run_id_import_run"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_upload")),
    )


def downgrade() -> None:
    op.drop_table("import_upload")
    op.drop_column("import_run", "report")
