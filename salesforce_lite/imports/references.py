"""The ids of other systems: what our own export says of them, and how many records have one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.imports.importer import Batch, Source
from salesforce_lite.imports.remarks import OTHER_REFERENCE
from salesforce_lite.intake import split_list
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.sums import exact_sum
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import ExternalReference, find_by_references, told_references
from salesforce_lite.tabular import join_list


def own_references(batch: Batch, kind: str) -> dict[int, list[tuple[str, str]]]:
    """Row → references of our own export that are not known yet."""
    if not batch.source.is_own:
        return {}
    by_row = {row.number: _pairs(row.get("references") or ()) for row in batch.rows}
    wanted: dict[str, set[str]] = {}
    for pairs in by_row.values():
        for system, reference in pairs:
            wanted.setdefault(system, set()).add(reference)
    known = {
        (system, reference): record_id
        for system, references in wanted.items()
        for reference, record_id in find_by_references(batch.uow, kind, system, references).items()
    }
    for row in batch.rows:
        for pair in by_row[row.number]:
            if pair in known and known[pair] != row.record_id:
                batch.remarks.add(OTHER_REFERENCE, ":".join(pair))
    return {
        number: [pair for pair in pairs if pair not in known] for number, pairs in by_row.items()
    }


def _pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """`salesforce:0010U…; hubspot:123`"""
    parts = [word.partition(":") for text in texts for word in split_list(text)]
    return [(system.strip(), reference.strip()) for system, _, reference in parts if reference]


def references_by_record(uow: UnitOfWork, kind: str, ids: list[UUID]) -> dict[UUID, str]:
    """Record → its ids in other systems, as the export writes them."""
    told = told_references(uow, kind, ids)
    return {record_id: join_list(references) for record_id, references in told.items()}


def count_of(uow: UnitOfWork, source: Source, kind: str, model: Any) -> int:  # Any: mapped class
    """How many records came from the system; of our own, how many there are."""
    query = select(func.count(model.id)).where(model.deleted_at.is_(None))
    if not source.is_own:
        query = query.join(ExternalReference, ExternalReference.record_id == model.id).where(
            ExternalReference.record_kind == kind, ExternalReference.system == source.system
        )
    return uow.session.scalar(query) or 0


def amounts_of(
    uow: UnitOfWork,
    source: Source,
    kind: str,
    model: Any,  # Any: mapped class with an amount
) -> dict[str, Decimal]:
    """Currency → sum of the amounts of the records that came from the system."""
    query = (
        select(model.amount_currency, exact_sum(model.amount_minor))
        .where(model.deleted_at.is_(None), model.amount_currency.is_not(None))
        .group_by(model.amount_currency)
        .order_by(model.amount_currency)
    )
    if not source.is_own:
        query = query.join(ExternalReference, ExternalReference.record_id == model.id).where(
            ExternalReference.record_kind == kind, ExternalReference.system == source.system
        )
    return {
        currency: Money(int(minor), currency).amount
        for currency, minor in uow.session.execute(query)
    }
