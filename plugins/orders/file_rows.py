"""What the rows of every file share: whose they are, and since when they hold."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.imports import Batch, ImportRow, RowRefusedError, customer_of
from salesforce_lite.kernel.errors import N_

_NO_CUSTOMER = N_("No customer here, or more than one, has the tax id “%(text)s”.")
_NOBODY = N_("The row does not say whose it is.")
_NO_MOMENT = N_("The row does not say as of when. A mapping file can say it for all rows.")
_NOON = time(12)


def customers_by_tax_id(batch: Batch) -> dict[str, UUID]:
    """Tax id, as it is written → the one customer who has it."""
    wanted = sorted({text for row in batch.rows if (text := row.get("customer_tax_id"))})
    if not wanted:
        return {}
    query = visible_customers(batch.uow).with_only_columns(Customer.id, Customer.tax_value)
    found: dict[str, set[UUID]] = {}
    for key, written in batch.uow.session.execute(query.where(Customer.tax_value.in_(wanted))):
        found.setdefault(written, set()).add(key)
    return {written: next(iter(ids)) for written, ids in found.items() if len(ids) == 1}


def customer_in(batch: Batch, row: ImportRow, by_tax_id: Mapping[str, UUID]) -> UUID:
    """By its id, else by its tax id, else by its name; raises RowRefusedError."""
    tax_id = row.get("customer_tax_id")
    if tax_id and not row.get("customer"):
        if tax_id in by_tax_id:
            return by_tax_id[tax_id]
        if not row.get("customer_name"):
            raise RowRefusedError(_NO_CUSTOMER, text=tax_id)
    found = customer_of(batch, row, is_needed=True)
    if found is None:
        raise RowRefusedError(_NOBODY)
    return found


def customer_of_order(
    batch: Batch, row: ImportRow, by_tax_id: Mapping[str, UUID], standing: UUID | None
) -> UUID:
    """That of an order which is here already, where the row names one who was merged into it; else
    as `customer_in`."""
    try:
        return customer_in(batch, row, by_tax_id)
    except RowRefusedError:
        named = {row.get("customer_name"), row.get("customer_tax_id")} - {None, ""}
        if standing is None or row.get("customer") or not named:
            raise
        query = select(Customer.name, Customer.tax_value).where(Customer.merged_into_id == standing)
        if any(named <= {*one} for one in batch.uow.session.execute(query)):
            return standing
        raise


def says_whose(row: ImportRow) -> bool:
    return any(row.get(name) for name in ("customer", "customer_tax_id", "customer_name"))


def moment_in(batch: Batch, row: ImportRow, name: str) -> datetime:
    """A moment, or a day: its noon where the file comes from. Raises RowRefusedError."""
    given = row.get(name)
    if given is None:
        raise RowRefusedError(_NO_MOMENT)
    if isinstance(given, datetime):
        return given
    return datetime.combine(given, _NOON, ZoneInfo(batch.source.zone)).astimezone(UTC)
