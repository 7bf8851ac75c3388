"""Records that programs ask for by words or by what other systems call them."""

from uuid import UUID

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import find_by_references, split_reference
from salesforce_lite.search import found_ids


def asked_ids(uow: UnitOfWork, kind: str, words: str, external_ref: str) -> tuple[UUID, ...] | None:
    """The records of the kind that both lead to; None where neither was asked for.

    `words` find the best hundred, as in the search; `external_ref` is `system:id`.
    """
    found: list[set[UUID]] = []
    if words:
        found.append(set(found_ids(uow, words, kind)))
    if external_ref:
        system, reference = split_reference(external_ref)
        found.append(set(find_by_references(uow, kind, system, [reference]).values()))
    return tuple(sorted(set.intersection(*found))) if found else None
