"""Jobs that are done once for each key, schedules, and whose each job is."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_job = sa.table("job", sa.column("actor_id", types.Id()), sa.column("is_system", sa.Boolean))


def upgrade() -> None:
    op.add_column("job", sa.Column("key", sa.String(200), nullable=True))
    op.add_column(
        "job", sa.Column("is_system", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("job", sa.Column("worker", sa.String(80), nullable=False, server_default=""))
    op.create_index("ix_job_key", "job", ["key"], unique=True)
    # Until now what nobody had asked for was the system's.
    op.execute(sa.update(_job).where(_job.c.actor_id.is_(None)).values(is_system=True))
    op.create_table(
        "scheduled_job",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("cron", sa.String(100), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("next_at", types.Moment(), nullable=False),
        sa.Column("last_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_job")),
    )
    op.create_table(
        "worker_lead",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("worker", sa.String(80), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_lead")),
    )


def downgrade() -> None:
    op.drop_table("worker_lead")
    op.drop_table("scheduled_job")
    op.drop_index("ix_job_key", "job")
    for column in ("worker", "is_system", "key"):
        op.drop_column("job", column)
