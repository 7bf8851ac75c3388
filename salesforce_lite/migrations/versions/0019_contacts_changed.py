"""Indexes for contacts: what has changed since, and whose they are while no customer has them."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_INDEXES = {"ix_contact_updated": ["updated_at", "id"], "ix_contact_holder": ["holder_id"]}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, "contact", columns)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "contact")
