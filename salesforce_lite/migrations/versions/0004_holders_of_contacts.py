"""Contacts of no customer belong to one person: whoever changed them last."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_contact = sa.table(
    "contact",
    *(sa.column(name, types.Id()) for name in ("id", "holder_id", "updated_by")),
)
_link = sa.table("contact_link", sa.column("contact_id", types.Id()))
_entry = sa.table(
    "search_entry",
    sa.column("kind", sa.String),
    *(sa.column(name, types.Id()) for name in ("record_id", "customer_id", "scope_owner_id")),
)


def upgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder_id", types.Id(), nullable=True))
    is_linked = sa.exists().where(_link.c.contact_id == _contact.c.id)
    op.execute(sa.update(_contact).values(holder_id=_contact.c.updated_by).where(~is_linked))
    _forget_former_editors()


def downgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("holder_id")


def _forget_former_editors() -> None:
    """Contacts of nobody were found by whoever had made them, too."""
    is_holder = sa.exists().where(
        _contact.c.id == _entry.c.record_id,
        _contact.c.holder_id.is_not_distinct_from(_entry.c.scope_owner_id),
    )
    former = (_entry.c.kind == "contact", _entry.c.customer_id.is_(None), ~is_holder)
    if op.get_bind().scalar(sa.select(sa.exists().where(*former))):
        if op.get_bind().dialect.name == "sqlite":
            # The text index is made again after the migration; it would keep the words otherwise.
            op.execute("DROP TABLE IF EXISTS search_text")
        op.execute(sa.delete(_entry).where(*former))
