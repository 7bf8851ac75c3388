"""Whose e-mail addresses these are: customers, and contacts with a customer they stand for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, select

from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.model import Customer, Lifecycle, LookUpKey
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

_MOST_ADDRESSES = 100
# Some address stands with everybody, such as that of a shop's own till.
_MOST_HOLDERS = 500


@dataclass(frozen=True, slots=True)
class EmailHolder:
    """Whom an address reaches: a customer, through the contact where it is one's own."""

    customer_id: UUID
    contact_id: UUID | None = None


def find_by_emails(uow: UnitOfWork, addresses: Collection[str]) -> dict[str, EmailHolder]:
    """Address, in lower case → its holder, as far as the actor sees one.

    Where several have the same address, a customer comes before a contact, an active one before
    others, whom a contact stands for now before where they once did, and the oldest first.
    """
    wanted = sorted(set(addresses))[:_MOST_ADDRESSES]
    holders: dict[str, EmailHolder] = {}
    for address, holder in (*_customers(uow, wanted), *_contacts(uow, wanted)):
        holders.setdefault(address, holder)
    return holders


def _customers(uow: UnitOfWork, wanted: list[str]) -> Iterator[tuple[str, EmailHolder]]:
    found = (
        visible_customers(uow)
        .with_only_columns(LookUpKey.value, Customer.id)
        .join(LookUpKey, LookUpKey.record_id == Customer.id)
        .where(LookUpKey.kind == "email", LookUpKey.value.in_(wanted))
        .order_by(case((Customer.lifecycle == Lifecycle.ACTIVE, 0), else_=1), Customer.id)
        .limit(_MOST_HOLDERS)
    )
    for address, customer_id in uow.session.execute(found):
        yield address, EmailHolder(customer_id)


def _contacts(uow: UnitOfWork, wanted: list[str]) -> Iterator[tuple[str, EmailHolder]]:
    has_left = case((ContactLink.until < uow.today, 1), else_=0)
    is_other = case((ContactLink.is_primary, 0), else_=1)
    keys = select(LookUpKey.value, LookUpKey.record_id)
    held = keys.where(LookUpKey.kind == "email", LookUpKey.value.in_(wanted)).subquery()
    found = (
        visible_customers(uow)
        .with_only_columns(held.c.value, Customer.id, Contact.id)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .join(Contact, Contact.id == ContactLink.contact_id)
        .join(held, held.c.record_id == Contact.id)
        .where(Contact.deleted_at.is_(None))
        .order_by(has_left, is_other, ContactLink.id)
        .limit(_MOST_HOLDERS)
    )
    for address, customer_id, contact_id in uow.session.execute(found):
        yield address, EmailHolder(customer_id, contact_id)
