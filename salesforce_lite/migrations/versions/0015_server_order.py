"""Events are numbered in the order of the server, so that programs can read on from where they were."""

import uuid

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    order = op.create_table(
        "server_order",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", types.Id(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_order")),
    )
    position = sa.Column("position", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("event", position)
    # What happened before is in the order in which it was written down, as far as ids tell it.
    op.execute(
        "UPDATE event SET position = numbered.number FROM "
        "(SELECT id, row_number() OVER (ORDER BY id) AS number FROM event) AS numbered "
        "WHERE numbered.id = event.id"
    )
    op.create_index("ix_event_position", "event", ["position"], unique=True)
    connection = op.get_bind()
    last = connection.execute(sa.text("SELECT count(*) FROM event")).scalar_one() + 1
    op.bulk_insert(order, [{"id": 1, "epoch": uuid.uuid4(), "last": last}])
    if connection.dialect.name == "postgresql":
        op.alter_column("event", "position", server_default=None)
        op.execute("CREATE SEQUENCE server_order_number")
        connection.execute(sa.text("SELECT setval('server_order_number', :last)"), {"last": last})


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE server_order_number")
    op.drop_index("ix_event_position", table_name="event")
    op.drop_column("event", "position")
    op.drop_table("server_order")
