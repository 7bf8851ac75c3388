"""Takes away what the system remembers about records that go: history, tombstones, keys, names."""

from typing import Any

from sqlalchemy import Select, delete

from salesforce_lite.custom_fields import CustomValue
from salesforce_lite.customers import LookUpKey
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import ExternalReference


def forget(uow: UnitOfWork, ids: Select[Any]) -> None:
    """Nothing is left that speaks of the records with these ids."""
    for model in (AuditEntry, Tombstone, LookUpKey, ExternalReference, CustomValue):
        uow.session.execute(
            delete(model)
            .where(model.record_id.in_(ids))
            .execution_options(synchronize_session=False)
        )
