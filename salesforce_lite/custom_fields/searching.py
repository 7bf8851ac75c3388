"""Custom texts by which records are found: those that everybody who sees the record sees."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.custom_fields.model import CustomField
from salesforce_lite.custom_fields.service import all_fields
from salesforce_lite.custom_fields.settings import SEARCHED_KINDS
from salesforce_lite.custom_fields.values import fits
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import beginning, renew_later


def searched_texts(
    uow: UnitOfWork, entity: str, records: Sequence[Any]
) -> dict[UUID, tuple[str, ...]]:
    """Record → the texts of its custom fields that it is found by; only those that have any."""
    codes = {one.code: one for one in all_fields(uow, entity) if is_found_by(one)}
    if not codes:
        return {}
    found = {}
    for record in records:
        texts = [
            beginning(record.custom[code])
            for code, field in codes.items()
            if code in record.custom and fits(field, record.custom[code])
        ]
        if texts:
            found[record.id] = tuple(texts)
    return found


def is_found_by(field: CustomField) -> bool:
    """Whether records are found by this field, as it is now."""
    return field.is_searched and field.is_live and field.kind in SEARCHED_KINDS


def follow_search(uow: UnitOfWork, field: CustomField, *, was_found_by: bool) -> None:
    """Let a worker renew the search of all such records where this has become different."""
    if is_found_by(field) == was_found_by:
        return
    # Whoever changes the field need not see every record.
    with uow.acting_as(system_actor("custom_fields"), uow.now):
        renew_later(uow, field.entity)
