"""Takes the sample data away, and nothing that a person put in for themselves.

What people wrote about sample customers goes with these: it would hang in the air. Customers that
people put in stay, with all that belongs to them, even where a sample person looks after them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, not_, or_, select

from salesforce_lite.access import User
from salesforce_lite.activities import Activity
from salesforce_lite.custom_fields import drop_targets
from salesforce_lite.customers import Contact, ContactLink, Customer, CustomerRelation
from salesforce_lite.demo.errors import NoSampleDataError
from salesforce_lite.demo.events import SampleDataRemoved
from salesforce_lite.demo.forgetting import forget
from salesforce_lite.demo.people import let_go
from salesforce_lite.demo.playing import has_sample_data
from salesforce_lite.demo.striking import take_down
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, StageChange, rebuild_totals
from salesforce_lite.plugin import SampleData
from salesforce_lite.search import SearchEntry, remove_records

SURFACE = "demo"


def _table(model: type[Base]) -> Any:  # Any: a Table, which the classes do not say
    return model.__table__


# Tables, not classes: what goes, goes for everybody, whoever asked for it.
_customer, _contact, _link = _table(Customer).c, _table(Contact).c, _table(ContactLink).c
_opportunity, _activity, _user = _table(Opportunity).c, _table(Activity).c, _table(User).c
_relation = _table(CustomerRelation).c

_CUSTOMERS = select(_customer.id).where(_customer.is_sample)
_OF_CUSTOMERS = _opportunity.customer_id.in_(_CUSTOMERS)
_OPPORTUNITIES = select(_opportunity.id).where(or_(_opportunity.is_sample, _OF_CUSTOMERS))
_ABOUT = or_(_activity.customer_id.in_(_CUSTOMERS), _activity.opportunity_id.in_(_OPPORTUNITIES))
_ACTIVITIES = select(_activity.id).where(or_(_activity.is_sample, _ABOUT))
_HERE = _link.customer_id.in_(_CUSTOMERS)
_OF_CONTACT = _link.contact_id == _contact.id
# Contacts that people added for sample customers alone have nowhere to stand either.
_ONLY_THERE = and_(
    exists().where(_OF_CONTACT, _HERE), not_(exists().where(_OF_CONTACT, not_(_HERE)))
)
_CONTACTS = select(_contact.id).where(or_(_contact.is_sample, _ONLY_THERE))
_LINKS = select(_link.id).where(or_(_HERE, _link.contact_id.in_(_CONTACTS)))
_RELATIONS = select(_relation.id).where(
    or_(_relation.from_id.in_(_CUSTOMERS), _relation.to_id.in_(_CUSTOMERS))
)
_ALL = (_CUSTOMERS, _CONTACTS, _OPPORTUNITIES, _ACTIVITIES, _LINKS, _RELATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How much goes; `added` is what people wrote about sample customers."""

    customers: int
    contacts: int
    opportunities: int
    activities: int
    people: int
    added: int


def what_goes(uow: UnitOfWork) -> Going:
    """What emptying would take away, for whoever is about to decide."""
    uow.actor.require("demo.remove")
    added = (
        select(_opportunity.id).where(not_(_opportunity.is_sample), _OF_CUSTOMERS),
        select(_activity.id).where(not_(_activity.is_sample), _ABOUT),
        select(_contact.id).where(not_(_contact.is_sample), _ONLY_THERE),
    )
    return Going(
        customers=_count(uow, _CUSTOMERS),
        contacts=_count(uow, _CONTACTS),
        opportunities=_count(uow, _OPPORTUNITIES),
        activities=_count(uow, _ACTIVITIES),
        people=_count(uow, select(_user.id).where(_user.is_sample)),
        added=sum(_count(uow, query) for query in added),
    )


def remove_sample_data(uow: UnitOfWork, parts: Iterable[SampleData] = ()) -> Going:
    """Take it all away in one transaction, the parts of plugins first. Whoever asks for it stays,
    even a sample person.

    A sample person who still looks after something of others is kept, but can no longer sign in.
    """
    if not has_sample_data(uow):
        raise NoSampleDataError
    going = what_goes(uow)
    session = uow.session
    for part in parts:
        part.forget(uow)
    _tell_phones(uow)
    remove_records(uow, _found_in_search(uow))
    for ids in _ALL:
        forget(uow, ids)
    drop_targets(uow, _CUSTOMERS)
    # Each is found through those that follow, so customers come last.
    session.execute(delete(_table(Activity)).where(_activity.id.in_(_ACTIVITIES)))
    changes = _table(StageChange)
    session.execute(delete(changes).where(changes.c.opportunity_id.in_(_OPPORTUNITIES)))
    session.execute(delete(_table(Opportunity)).where(_opportunity.id.in_(_OPPORTUNITIES)))
    # Links, relations and the history of the lifecycle go with their ends.
    session.execute(delete(_table(Contact)).where(_contact.id.in_(_CONTACTS)))
    session.execute(delete(_table(Customer)).where(_customer.is_sample))
    rebuild_totals(uow)
    take_down(uow)
    let_go(uow)
    for model in (EventRecord, AuditEntry):
        told = _table(model)
        session.execute(delete(told).where(told.c.surface == SURFACE))
    session.expire_all()
    uow.record(SampleDataRemoved(customers=going.customers))
    return going


def _tell_phones(uow: UnitOfWork) -> None:
    """Whoever carries one of the customers is told that it is gone, with all that hangs on it."""
    owned = select(_customer.id, _customer.owner_id).where(
        _customer.is_sample, _customer.owner_id.is_not(None)
    )
    uow.tell_changes(
        [
            {
                "record_kind": Customer.history_name,
                "record_id": row.id,
                "action": "removed",
                "changes": {"owner_id": [str(row.owner_id), None]},
                "at": uow.now,
            }
            for row in uow.session.execute(owned)
        ]
    )


def _found_in_search(uow: UnitOfWork) -> list[UUID]:
    entries = _table(SearchEntry).c.record_id
    wanted = or_(*(entries.in_(ids) for ids in _ALL))
    return list(uow.session.scalars(select(entries).where(wanted).distinct()))


def _count(uow: UnitOfWork, ids: Select[Any]) -> int:
    return uow.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
