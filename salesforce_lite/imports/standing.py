"""Customers, owners and other links of a row, for every entity that belongs to a customer."""

from typing import Any
from uuid import UUID

from salesforce_lite.imports.importer import Batch, ImportRow, RowRefusedError
from salesforce_lite.imports.remarks import (
    AMBIGUOUS_CUSTOMER,
    UNKNOWN_CUSTOMER,
    UNKNOWN_LINK,
    UNKNOWN_OWNER,
)
from salesforce_lite.kernel.errors import N_

_UNKNOWN_ID = N_(
    "There is no customer here with the id “%(text)s” of %(system)s. Import the customers first."
)
_OTHER_SYSTEM = N_(
    "The id “%(text)s” is that of a customer of %(other)s here, and this file was taken for one of "
    "%(system)s. Import it with --source %(other)s."
)
_UNKNOWN_NAME = N_("There is no customer called “%(text)s” here. Import the customers first.")
_AMBIGUOUS_NAME = N_("Several customers are called “%(text)s”. Give the id of the right one.")
_NO_CUSTOMER = N_("The row does not say which customer it belongs to.")


def customer_of(batch: Batch, row: ImportRow, *, is_needed: bool) -> UUID | None:
    """By the other system's id, else by the name. An id that is not known is never guessed over."""
    reference, name = first_word(row.get("customer")), row.get("customer_name")
    if reference:
        found = batch.targets.by_reference(("customer",), reference)
        if found is not None:
            return found[1]
        by_name = batch.targets.by_name(name) if name else None
        if by_name is not None:
            return by_name
        other = batch.targets.other_system(reference)
        if other is not None:
            system = batch.source.system
            raise RowRefusedError(_OTHER_SYSTEM, text=reference, other=other, system=system)
        raise RowRefusedError(_UNKNOWN_ID, text=reference, system=batch.source.system)
    if name:
        found_id = batch.targets.by_name(name)
        if found_id is not None:
            return found_id
        known = batch.targets.knows_name(name)
        if is_needed:
            raise RowRefusedError(_AMBIGUOUS_NAME if known else _UNKNOWN_NAME, text=name)
        batch.remarks.add(AMBIGUOUS_CUSTOMER if known else UNKNOWN_CUSTOMER, name)
    elif is_needed and row.record_id is None:
        raise RowRefusedError(_NO_CUSTOMER)
    return None


def link_of(batch: Batch, row: ImportRow, name: str, *kinds: str) -> tuple[str, UUID] | None:
    """What a cell leads to; what is not known is told and left out."""
    reference = first_word(row.get(name))
    if not reference:
        return None
    found = batch.targets.by_reference(kinds, reference)
    if found is None:
        batch.remarks.add(UNKNOWN_LINK, reference)
    return found


def take_owner(
    batch: Batch, row: ImportRow, fields: dict[str, Any], *, also_former: bool = False
) -> None:
    """The owner named, else for records without one the default. No file takes an owner away."""
    written = row.get("owner")
    owner = batch.people.find_person(written, also_former=also_former) if written else None
    if written and owner is None:
        batch.remarks.add(UNKNOWN_OWNER, written)
    if owner is None and (row.record is None or row.record.owner_id is None):
        owner = batch.source.default_owner
    if owner is not None:
        fields["owner_id"] = owner


def first_word(reference: str | None) -> str:
    """Some exports put several ids into one cell; the first is the primary one."""
    if not reference:
        return ""
    return reference.replace(";", ",").split(",")[0].strip()
