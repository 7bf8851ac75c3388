"""Use cases of external references, in batches: a look-up per row would cost an import dearly."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select, update

from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.session import telling_conflicts
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references.errors import ReferenceTakenError
from salesforce_lite.references.model import ExternalReference

# SQLite binds at most 32,766 values in one statement.
_BATCH = 900
_references = cast(Table, ExternalReference.__table__)


def find_by_references(
    uow: UnitOfWork, record_kind: str, system: str, references: Iterable[str]
) -> dict[str, UUID]:
    """Reference → record id, for those that are known. Whether the actor sees them is not asked."""
    wanted = sorted(set(references))
    found: dict[str, UUID] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = uow.session.execute(
            select(ExternalReference.reference, ExternalReference.record_id).where(
                ExternalReference.record_kind == record_kind,
                ExternalReference.system == system,
                ExternalReference.reference.in_(wanted[start : start + _BATCH]),
            )
        )
        found.update(rows.all())
    return found


def systems_of(uow: UnitOfWork, record_kind: str) -> list[str]:
    """The systems that have names for records of this kind: one step through the index for each."""
    next_one = select(func.min(ExternalReference.system)).where(
        ExternalReference.record_kind == record_kind
    )
    systems: list[str] = []
    while system := uow.session.scalar(
        next_one.where(ExternalReference.system > systems[-1]) if systems else next_one
    ):
        systems.append(system)
    return systems


def set_references(
    uow: UnitOfWork, record_kind: str, named: Iterable[tuple[UUID, Iterable[tuple[str, str]]]]
) -> None:
    """Remember what other systems call records: pairs of an id and its (system, reference)s.

    References that are known already are not among them. Raises ReferenceTakenError where two of
    the records would be called the same.
    """
    records: dict[tuple[str, str], UUID] = {}
    for record_id, all_told in named:
        for told in all_told:
            if records.setdefault(told, record_id) != record_id:
                raise ReferenceTakenError(reference=":".join(told))
    with telling_conflicts():
        insert_rows(
            uow.session,
            _references,
            [
                {
                    "record_kind": record_kind,
                    "system": system,
                    "reference": reference,
                    "record_id": record_id,
                }
                for (system, reference), record_id in records.items()
            ],
        )


def references_of(uow: UnitOfWork, record_id: UUID) -> list[ExternalReference]:
    """What other systems call the record."""
    query = select(ExternalReference).where(ExternalReference.record_id == record_id)
    return list(uow.session.scalars(query.order_by(ExternalReference.system)))


def move_references(uow: UnitOfWork, *, from_id: UUID, to_id: UUID) -> None:
    """After a merge the surviving record answers to all names."""
    uow.session.execute(
        update(ExternalReference)
        .where(ExternalReference.record_id == from_id)
        .values(record_id=to_id)
    )
