"""External references: which of our records another system means by an id of its own."""

from salesforce_lite.references.claiming import (
    split_reference,
    told_references,
    unknown_references,
)
from salesforce_lite.references.errors import ReferenceTakenError
from salesforce_lite.references.model import ExternalReference
from salesforce_lite.references.service import (
    find_by_references,
    move_references,
    references_of,
    set_references,
    systems_of,
)

__all__ = [
    "ExternalReference",
    "ReferenceTakenError",
    "find_by_references",
    "move_references",
    "references_of",
    "set_references",
    "split_reference",
    "systems_of",
    "told_references",
    "unknown_references",
]
