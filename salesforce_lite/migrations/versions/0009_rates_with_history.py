"""Exchange rates have an id, under which history keeps who set them, and a version."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import clock, types
from salesforce_lite.kernel.ids import new_id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = (
    sa.column("currency", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("rate", types.Exact),
)
_rate = sa.table(
    "exchange_rate",
    sa.column("id", types.Id()),
    sa.column("version", sa.Integer),
    *(sa.column(name, types.Moment()) for name in ("created_at", "updated_at")),
    *_COLUMNS,
)


def upgrade() -> None:
    known = _read()
    op.drop_table("exchange_rate")
    op.create_table(
        "exchange_rate",
        sa.Column("id", types.Id(), nullable=False),
        *_columns(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", types.Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("currency", "valid_from", name=op.f("uq_exchange_rate_currency_valid_from")),
    )
    stamps = {"version": 1, "created_at": clock.now(), "updated_at": clock.now()}
    op.bulk_insert(_rate, [{"id": new_id(), **stamps, **one} for one in known])


def downgrade() -> None:
    known = _read()
    op.drop_table("exchange_rate")
    op.create_table(
        "exchange_rate",
        *_columns(),
        sa.PrimaryKeyConstraint("currency", "valid_from", name=op.f("pk_exchange_rate")),
    )
    op.bulk_insert(_rate, known)


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate", types.Exact(), nullable=False),
    )


def _read() -> list[dict[str, object]]:
    """They are few: one a day for some currencies at most."""
    return [dict(row) for row in op.get_bind().execute(sa.select(*_COLUMNS)).mappings()]
