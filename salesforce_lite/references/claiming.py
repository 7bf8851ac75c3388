"""What programs call our records: read with many records at once, given to one at a time."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references.errors import ReferenceTakenError
from salesforce_lite.references.model import ExternalReference
from salesforce_lite.references.service import find_by_references

# The system of a reference that names none.
PROGRAM = "api"
LONGEST_REFERENCE = 120
LONGEST_SYSTEM = 40


_NOT_A_REFERENCE = N_("An id of another system has up to 120 letters, and its name up to 40.")


def split_reference(text: str) -> tuple[str, str]:
    """`shop:4711` as system and reference; a text without a system is of `api`.

    Raises InvalidInputError for what is empty or too long.
    """
    system, colon, reference = (part.strip() for part in text.partition(":"))
    if not colon or not system or not reference:
        system, reference = PROGRAM, text.strip()
    if not reference or len(reference) > LONGEST_REFERENCE or len(system) > LONGEST_SYSTEM:
        raise InvalidInputError(fields={"external_ref": _NOT_A_REFERENCE})
    return system, reference


def unknown_references(
    uow: UnitOfWork, record_kind: str, record_id: UUID | None, texts: Iterable[str]
) -> list[tuple[str, str]]:
    """Those that are still to be remembered for the record, which is new where its id is None.

    Raises ReferenceTakenError where another record is called so.
    """
    unknown = []
    for system, reference in dict.fromkeys(split_reference(text) for text in texts):
        known = find_by_references(uow, record_kind, system, [reference]).get(reference)
        if known is None:
            unknown.append((system, reference))
        elif known != record_id:
            raise ReferenceTakenError(reference=f"{system}:{reference}")
    return unknown


def told_references(
    uow: UnitOfWork, record_kind: str, ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """Record → what other systems call it, as `system:reference`, in one query."""
    rows = uow.session.execute(
        select(ExternalReference.record_id, ExternalReference.system, ExternalReference.reference)
        .where(ExternalReference.record_kind == record_kind, ExternalReference.record_id.in_(ids))
        .order_by(ExternalReference.system, ExternalReference.reference)
    )
    found: dict[UUID, list[str]] = {}
    for record_id, system, reference in rows:
        found.setdefault(record_id, []).append(f"{system}:{reference}")
    return found
