"""How opportunities are found: by title, customer, competitor, source, note and custom texts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select

from salesforce_lite.custom_fields import searched_texts
from salesforce_lite.customers import Customer, CustomerChanged
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import ListValueRenamed, list_values
from salesforce_lite.opportunities.links import SOURCES
from salesforce_lite.opportunities.model import Opportunity
from salesforce_lite.search import Hit, SearchEntryDraft, beginning, index_records

# The table, not the class: what one actor sees must not decide what is filed.
_customers = cast(Table, Customer.__table__).c
_BATCH = 900


def opportunity_entries(
    uow: UnitOfWork, opportunities: Sequence[Opportunity]
) -> list[SearchEntryDraft]:
    """What the search keeps of the opportunities."""
    names = dict(_customer_names(uow, {one.customer_id for one in opportunities}))
    custom = searched_texts(uow, "opportunity", opportunities)
    sources = _source_names(uow) if any(one.source for one in opportunities) else {}
    return [
        SearchEntryDraft(
            kind="opportunity",
            record_id=one.id,
            customer_id=one.customer_id,
            scope_owner_id=one.scope_owner_id,
            title=one.title,
            texts=(
                names.get(one.customer_id, ""),
                one.competitor,
                *sources.get(one.source, ()),
                beginning(one.note),
                *custom.get(one.id, ()),
            ),
        )
        for one in opportunities
    ]


def shown_hits(uow: UnitOfWork, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with their customer's name as it is now."""
    rows = uow.session.execute(
        select(Opportunity.id, Customer.name)
        .join(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.id.in_([hit.id for hit in hits]))
    )
    names = dict(rows.all())
    return [replace(hit, subtitle=names.get(hit.id, "")) for hit in hits]


def follow_name(uow: UnitOfWork, event: CustomerChanged) -> None:
    """They are found by their customer's name, so by the new one too."""
    if "name" in event.fields:
        theirs = select(Opportunity).where(
            Opportunity.customer_id == event.customer_id, Opportunity.deleted_at.is_(None)
        )
        index_records(uow, opportunity_entries(uow, list(uow.session.scalars(theirs))))


def follow_source(uow: UnitOfWork, event: ListValueRenamed) -> None:
    """They are found by the name of their source, so by the new one too."""
    if event.list_name != SOURCES:
        return
    theirs = select(Opportunity.id).where(
        Opportunity.source == event.value, Opportunity.deleted_at.is_(None)
    )
    ids = uow.session.scalars(theirs).all()
    for start in range(0, len(ids), _BATCH):
        part = select(Opportunity).where(Opportunity.id.in_(ids[start : start + _BATCH]))
        index_records(uow, opportunity_entries(uow, uow.session.scalars(part).all()))


def _customer_names(uow: UnitOfWork, ids: set[UUID]) -> Iterator[tuple[UUID, str]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        part = _customers.id.in_(wanted[start : start + _BATCH])
        yield from uow.session.execute(select(_customers.id, _customers.name).where(part))


def _source_names(uow: UnitOfWork) -> dict[str, tuple[str, str]]:
    """Code → the names in both languages, for people of both look for it."""
    values = list_values(uow, SOURCES, retired=True)
    return {value.code: (value.label_en, value.label_es) for value in values}
