"""Links are opened and closed by whoever keeps what they lead to, and looked up by their id."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, or_, select, update

from salesforce_lite.customers import Customer, CustomersMerged, get_customer, visible_customers
from salesforce_lite.kernel.db import write_unless_busy
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links.model import CustomerLink

_NOTED_EVERY = timedelta(minutes=15)


def open_link(
    uow: UnitOfWork,
    kind: str,
    subject_id: UUID,
    *,
    customer_id: UUID,
    valid_until: datetime | None = None,
) -> CustomerLink:
    """The link to a record of a customer that the actor sees; the one that works already, with the
    new end, where there is one.

    Whoever calls asks for the permission. Raises NotFoundError for a customer out of sight.
    """
    get_customer(uow, customer_id)
    link = find_links(uow, kind, [subject_id]).get(subject_id)
    if link is None or link.customer_id != customer_id:
        close_links(uow, kind, subject_id)
        link = CustomerLink(
            kind=kind, subject_id=subject_id, customer_id=customer_id, created_at=uow.now
        )
        uow.session.add(link)
    link.valid_until = valid_until
    uow.session.flush()
    return link


def close_links(uow: UnitOfWork, kind: str, subject_id: UUID) -> None:
    """Nobody sees the record by a link any more; closing what is closed changes nothing."""
    uow.session.execute(
        update(CustomerLink)
        .where(
            CustomerLink.kind == kind,
            CustomerLink.subject_id == subject_id,
            CustomerLink.closed_at.is_(None),
        )
        .values(closed_at=uow.now)
        .execution_options(synchronize_session="fetch")
    )


def find_links(
    uow: UnitOfWork, kind: str, subject_ids: Collection[UUID]
) -> Mapping[UUID, CustomerLink]:
    """Record → the link to it that works, for those that have one."""
    found = uow.session.scalars(
        select(CustomerLink)
        .where(
            CustomerLink.kind == kind,
            CustomerLink.subject_id.in_(subject_ids),
            CustomerLink.closed_at.is_(None),
        )
        .order_by(CustomerLink.created_at)
    )
    return {link.subject_id: link for link in found if link.works_at(uow.now)}


def working_link(uow: UnitOfWork, link_id: UUID) -> CustomerLink | None:
    """The link, for whoever has its address, while its customer is there; None where it is over."""
    link = uow.session.get(CustomerLink, link_id)
    if link is None or not link.works_at(uow.now):
        return None
    is_there = visible_customers(uow).where(Customer.id == link.customer_id)
    return link if uow.session.scalar(is_there) else None


def note_look(engine: Engine, link_id: UUID, now: datetime) -> None:
    """Remember when somebody looked, now and then, and never waiting for a writer."""
    write_unless_busy(
        engine,
        update(CustomerLink)
        .where(
            CustomerLink.id == link_id,
            or_(CustomerLink.seen_at.is_(None), CustomerLink.seen_at < now - _NOTED_EVERY),
        )
        .values(seen_at=now),
    )


def follow_merge(uow: UnitOfWork, fact: CustomersMerged) -> None:
    """What one of two customers was sent leads to what both have now."""
    uow.session.execute(
        update(CustomerLink)
        .where(CustomerLink.customer_id == fact.merged_id)
        .values(customer_id=fact.customer_id)
        .execution_options(synchronize_session="fetch")
    )
