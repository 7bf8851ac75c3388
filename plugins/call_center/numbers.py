"""Whose a phone number is: read, and looked up among customers and contacts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.company import get_company
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    LookUpKey,
    PhoneNumber,
    phone_of,
    visible_customers,
)
from salesforce_lite.kernel.uow import UnitOfWork

# A switchboard's number stands with many; a picker shows no more than these.
MOST_HOLDERS = 50
# What exchanges say where the caller hides the number.
_WITHHELD = frozenset(
    [
        *("", "anonymous", "unknown", "unavailable", "restricted", "private", "withheld"),
        *("<unknown>", "asserted", "s", "+266696687", "266696687"),
    ]
)
# What reads the same in every country.
_ANYWHERE = re.compile(r"\+[1-9][0-9]{6,14}")
# An exchange says the number with each event of a call.
_read = lru_cache(maxsize=2048)(phone_of)


@dataclass(frozen=True, slots=True)
class NumberHolder:
    """Who may be meant by a number: a customer, or a contact who stands for one."""

    customer_id: UUID
    customer_name: str
    contact_id: UUID | None = None
    contact_name: str = ""


def is_withheld(told: str) -> bool:
    """Whether an exchange says that the number was hidden."""
    return told.strip().lower() in _WITHHELD


def read_number(uow: UnitOfWork, typed: str) -> PhoneNumber:
    """As people of the company's country write it; `typed` is kept in any case."""
    if _ANYWHERE.fullmatch(typed):
        return _read(typed, "")
    country = uow.once("call_center.country", lambda: get_company(uow).country)
    return _read(typed, country)


def find_holders(uow: UnitOfWork, number: str) -> list[NumberHolder]:
    """Everybody whom the actor sees with that number; customers come before contacts.

    Contacts who have left a customer do not stand for it any more.
    """
    if not number:
        return []
    found: dict[tuple[UUID, UUID | None], NumberHolder] = {}
    for one in (*_customers(uow, number), *_contacts(uow, number)):
        found.setdefault((one.customer_id, one.contact_id), one)
    return list(found.values())[:MOST_HOLDERS]


def the_customer_of(holders: list[NumberHolder]) -> NumberHolder | None:
    """The one who must be meant; None where there is nobody, or a choice."""
    if len({one.customer_id for one in holders}) != 1:
        return None
    contacts = {one.contact_id for one in holders}
    return (
        holders[0]
        if len(contacts) == 1
        else NumberHolder(holders[0].customer_id, holders[0].customer_name)
    )


def _customers(uow: UnitOfWork, number: str) -> Iterator[NumberHolder]:
    query = (
        visible_customers(uow)
        .with_only_columns(Customer.id, Customer.name)
        .join(LookUpKey, LookUpKey.record_id == Customer.id)
        .where(LookUpKey.kind == "phone", LookUpKey.value == number)
        .order_by(Customer.id)
        .limit(MOST_HOLDERS)
    )
    for customer_id, name in uow.session.execute(query):
        yield NumberHolder(customer_id, name)


def _contacts(uow: UnitOfWork, number: str) -> Iterator[NumberHolder]:
    keys = (
        select(LookUpKey.record_id)
        .where(LookUpKey.kind == "phone", LookUpKey.value == number)
        .limit(MOST_HOLDERS)
    )
    ids = list(uow.session.scalars(keys))
    if not ids:
        return
    query = (
        visible_customers(uow)
        .with_only_columns(Customer.id, Customer.name, Contact.id, Contact.name)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .join(Contact, Contact.id == ContactLink.contact_id)
        .where(
            Contact.id.in_(ids),
            Contact.deleted_at.is_(None),
            or_(ContactLink.until.is_(None), ContactLink.until >= uow.today),
        )
        .order_by(ContactLink.id)
        .limit(MOST_HOLDERS)
    )
    for row in uow.session.execute(query):
        yield NumberHolder(*row)
