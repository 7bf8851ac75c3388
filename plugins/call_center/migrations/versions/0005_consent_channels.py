"""By what way a consent came, and the reference of what proves it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLE = "call_center_consent"


def upgrade() -> None:
    # Empty: nobody has said it of those that stand.
    for name, length in (("channel", 20), ("reference", 200)):
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column(_TABLE, column)


def downgrade() -> None:
    op.drop_column(_TABLE, "reference")
    op.drop_column(_TABLE, "channel")
