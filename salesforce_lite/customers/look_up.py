"""Keeps what customers and contacts are found by exactly in step with the records."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, delete

from salesforce_lite.customers.contact_model import Contact
from salesforce_lite.customers.model import Customer, LookUpKey
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.uow import UnitOfWork

_LONGEST = 254
# The table, not the class: keys are no objects anybody holds, and there are many of them.
_keys = cast(Table, LookUpKey.__table__)


def renew_look_up_keys(
    uow: UnitOfWork, records: Sequence[Customer] | Sequence[Contact], *, is_new: bool
) -> None:
    """Write the keys of new records, or replace those of changed ones."""
    if not records:
        return
    if not is_new:
        ids = [record.id for record in records]
        uow.session.execute(delete(LookUpKey).where(LookUpKey.record_id.in_(ids)))
    rows = [
        {
            "kind": kind,
            "value": value,
            "record_id": record.id,
            "record_kind": record.history_name,
        }
        for record in records
        for kind, value in {(kind, value[:_LONGEST]) for kind, value in record.look_up_keys()}
    ]
    insert_rows(uow.session, _keys, rows)
