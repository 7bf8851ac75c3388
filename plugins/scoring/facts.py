"""What is known of customers, as conditions compare it: loaded for many of them at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, type_coerce
from sqlalchemy.types import NullType

from salesforce_lite.activities import Activity, LastContact
from salesforce_lite.custom_fields import CustomField, Kind, fits, millionths, search_key
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity

from .fields import ACTIVITY, CUSTOMER, OPPORTUNITY, Field
from .needs import Needs
from .yardstick import Yardstick, start_of

# Tables, not classes: scores are of all customers, whoever makes them, and read by the thousand.
customers = cast(Table, Customer.__table__)
activities = cast(Table, Activity.__table__)
opportunities = cast(Table, Opportunity.__table__)
last_contacts = cast(Table, LastContact.__table__)

# The values of a record in the order of the fields that are needed; what is missing is None or
# empty. Rows are taken as they come: for each of a million activities every step counts.
Record = Sequence[Any]
# In front of the values of events stand their customer and their moment.
AT, FIRST_OF_EVENTS = 1, 2


@dataclass(slots=True)
class Facts:
    """One customer: the values, and what was done and sold, the newest first."""

    customer_id: UUID
    values: Record
    activities: list[Record] = field(default_factory=list)
    opportunities: list[Record] = field(default_factory=list)


def load_facts(
    uow: UnitOfWork, ids: Sequence[UUID], needs: Needs, yardstick: Yardstick
) -> list[Facts]:
    """The facts of those customers that are there, in the order of their ids.

    A fixed number of queries, however many they are; what no rule asks for is not read.
    """
    found = {one[0]: Facts(one[1], one[2:]) for one in _customers(uow, ids, needs)}
    there = [facts.customer_id for facts in found.values()]
    if not there:
        return []
    if needs.activity is not None:
        for event in _activities(uow, there, needs, yardstick):
            found[event[0]].activities.append(event)
    if needs.opportunity is not None:
        for event in _opportunities(uow, there, needs, yardstick):
            found[event[0]].opportunities.append(event)
    for facts in found.values():
        facts.activities.sort(key=_moment, reverse=True)
        facts.opportunities.sort(key=_moment, reverse=True)
    return list(found.values())


_moment = itemgetter(AT)


def _customers(uow: UnitOfWork, ids: Sequence[UUID], needs: Needs) -> Iterable[Record]:
    c = customers.c
    query = select(c.id).where(c.id.in_(ids), c.deleted_at.is_(None)).order_by(c.id)
    if needs.last_contact:
        query = query.outerjoin_from(customers, last_contacts, last_contacts.c.customer_id == c.id)
    return _read(uow, query, needs.customer, before=(_bare(c.id), c.id))


def _activities(
    uow: UnitOfWork, ids: Iterable[UUID], needs: Needs, yardstick: Yardstick
) -> Iterable[Record]:
    c = activities.c
    query = select(c.id).where(
        c.customer_id.in_(ids), c.completed_at.is_not(None), c.deleted_at.is_(None)
    )
    if needs.activity_days is not None:
        query = query.where(c.at >= yardstick.days_ago(needs.activity_days))
    return _read(uow, query, needs.activity or (), before=(_bare(c.customer_id), c.at))


def _opportunities(
    uow: UnitOfWork, ids: Iterable[UUID], needs: Needs, yardstick: Yardstick
) -> Iterable[Record]:
    c = opportunities.c
    query = select(c.id).where(c.customer_id.in_(ids), c.deleted_at.is_(None))
    if needs.opportunity_days is not None:
        query = query.where(happened_since(yardstick.day_of(needs.opportunity_days)))
    rows = _read(
        uow,
        query,
        needs.opportunity or (),
        before=(_bare(c.customer_id), c.created_at),
        after=(c.closed_on,),
    )
    for row in rows:
        closed_on: date | None = row[-1]
        yield (row[0], start_of(closed_on), *row[2:-1]) if closed_on else row


def _bare(key: ColumnElement[UUID]) -> ColumnElement[Any]:
    """The key as the driver gives it, to tell rows apart by: a UUID made for each of a million
    events takes a third of the time that reading them does."""
    return type_coerce(key, NullType())


def happened_since(day: date) -> ColumnElement[bool]:
    """An opportunity counts from the day on which it was closed, an open one since it was made."""
    c = opportunities.c
    return or_(
        and_(c.closed_on.is_not(None), c.closed_on >= day),
        and_(c.closed_on.is_(None), c.created_at >= start_of(day)),
    )


TABLES = {CUSTOMER: customers, ACTIVITY: activities, OPPORTUNITY: opportunities}
# Field → its column, where it is not called as that is.
COLUMNS: Mapping[str, str] = {
    "customer.name": "sort_name",
    "customer.has_email": "email",
    "customer.has_phone": "phone",
    "customer.has_website": "website",
    "customer.has_tax_id": "tax_value",
}


def column_of(field: Field) -> ColumnElement[Any]:
    """The column that holds the field, or out of which it is taken."""
    table = TABLES[field.about]
    if field.custom is not None:
        return table.c.custom
    if field.key == "customer.last_contact":
        return last_contacts.c.at.label("last_contact")
    if field.key == "opportunity.amount":
        return table.c.amount_minor
    return table.c[COLUMNS.get(field.key, field.key.partition(".")[2])]


def _read(
    uow: UnitOfWork,
    query: Select[Any],
    fields: Sequence[Field],
    *,
    before: Sequence[ColumnElement[Any]],
    after: Sequence[ColumnElement[Any]] = (),
) -> Iterable[Record]:
    """The rows: columns that stand before, the fields, and those that stand after."""
    readers = [_reader(field) for field in fields]
    if not any(readers):
        # All at once, for one after the other takes the library half as long again.
        return uow.session.execute(
            query.with_only_columns(*before, *map(column_of, fields), *after)
        ).all()
    # Custom fields lie in one column, and an amount in two: each is read once.
    needed = {one.key: one for field in fields for one in (column_of(field), *_beside(field))}
    places = {key: place for place, key in enumerate(needed, len(before))}
    rows = uow.session.execute(query.with_only_columns(*before, *needed.values(), *after)).all()
    ways = [
        (places[column_of(field).key], reader)
        for field, reader in zip(fields, readers, strict=True)
    ]
    first, last = len(before), len(before) + len(needed)
    currency = places.get("amount_currency", 0)
    return (
        (
            *row[:first],
            *(
                reader(row[place], row[currency]) if reader else row[place]
                for place, reader in ways
            ),
            *row[last:],
        )
        for row in rows
    )


def _beside(field: Field) -> Sequence[ColumnElement[Any]]:
    return (opportunities.c.amount_currency,) if field.key == "opportunity.amount" else ()


# Given the value of the column and, where there is one, that of the currency's.
_Reader = Callable[[Any, Any], Any]


def _reader(field: Field) -> _Reader | None:
    """What makes the column's value one that compares; None where it is one already."""
    if field.custom is not None:
        return _custom_reader(field.custom)
    if field.key == "customer.city":
        return lambda city, _: search_key(city) if city else None
    if field.key.startswith("customer.has_"):
        return lambda text, _: bool(text)
    if field.key == "opportunity.amount":
        return lambda minor, currency: None if minor is None else (currency, minor)
    return None


def _custom_reader(field: CustomField) -> _Reader:
    code, comparable = field.code, _COMPARABLE[Kind(field.kind)]

    def read(custom: Any, _: Any) -> Any:
        kept = (custom or {}).get(code)
        # What does not fit was kept while the field was another one, and is not in the index.
        return comparable(kept) if kept is not None and fits(field, kept) else None

    return read


# As the index of custom fields keeps them, so that both ways of comparing agree.
_COMPARABLE: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: search_key,
    Kind.LONG_TEXT: search_key,
    Kind.LINK: search_key,
    Kind.NUMBER: lambda kept: millionths(Decimal(kept)),
    Kind.MONEY: lambda kept: (kept["currency"], kept["minor"]),
    Kind.DATE: lambda kept: date.fromisoformat(kept).toordinal(),
    Kind.CHOICE: lambda kept: kept,
    Kind.CHOICES: lambda kept: frozenset(kept) or None,
    Kind.YES_NO: lambda kept: bool(kept),
    Kind.CUSTOMER: UUID,
    Kind.USER: UUID,
}
