"""The names that lists of activities show, looked up for all rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.access import User
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.model import Activity
from salesforce_lite.customers import Contact, ContactLink, Customer
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import ListValue
from salesforce_lite.opportunities import Opportunity, Outcome
from salesforce_lite.web import show_name

_BATCH = 900


@dataclass(frozen=True, slots=True)
class Names:
    """Id → name of what the activities refer to, and (kind, code) → outcome."""

    customers: dict[UUID, str]
    contacts: dict[UUID, str]
    people: dict[UUID, str]
    opportunities: dict[UUID, str]
    outcomes: dict[tuple[str, str], ListValue]


def names_of(uow: UnitOfWork, activities: Sequence[Activity]) -> Names:
    """Five look-ups at most, whatever the number of activities."""
    return Names(
        customers=customer_names(uow, (activity.customer_id for activity in activities)),
        contacts=_contact_names(uow, {a.contact_id for a in activities if a.contact_id}),
        people=dict(_named(uow, User, User.name, (a.owner_id for a in activities))),
        opportunities=dict(
            _named(uow, Opportunity, Opportunity.title, (a.opportunity_id for a in activities))
        ),
        outcomes=_outcomes(uow, {a.kind for a in activities if a.outcome}),
    )


def customer_names(uow: UnitOfWork, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(_named(uow, Customer, Customer.name, ids))


def _contact_names(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Whoever was deleted since was there nevertheless."""
    wanted = sorted(ids)
    query = select(Contact.id, Contact.name, Contact.deleted_at)
    return {
        contact_id: show_name(name, is_deleted=deleted_at is not None)
        for start in range(0, len(wanted), _BATCH)
        for contact_id, name, deleted_at in uow.session.execute(
            query.where(Contact.id.in_(wanted[start : start + _BATCH]))
        )
    }


def names_behind(uow: UnitOfWork, ids: set[UUID]) -> dict[UUID, str]:
    """The names of whatever an activity refers to, as far as the actor sees it."""
    kinds = (
        (Customer, Customer.name),
        (Contact, Contact.name),
        (Opportunity, Opportunity.title),
        (User, User.name),
    )
    return {
        record_id: name
        for model, column in kinds
        for record_id, name in _named(uow, model, column, ids)
    }


def contacts_at(uow: UnitOfWork, customer_id: UUID) -> list[tuple[UUID, str]]:
    """Whom one may have talked to at a customer the actor sees, the main contact first."""
    query = (
        select(Contact.id, Contact.name)
        .join(ContactLink, ContactLink.contact_id == Contact.id)
        .where(ContactLink.customer_id == customer_id, Contact.deleted_at.is_(None))
        .order_by(ContactLink.is_primary.desc(), Contact.sort_name, Contact.id)
        .limit(100)
    )
    return [(contact_id, name) for contact_id, name in uow.session.execute(query)]


def recent_customers(uow: UnitOfWork, limit: int = 8) -> list[tuple[UUID, str]]:
    """Those the actor dealt with last: the choices where nothing can be typed ahead."""
    query = (
        select(Activity.customer_id)
        .where(Activity.owner_id == uow.actor.user_id, Activity.customer_id.is_not(None))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(40)
    )
    ids = list(dict.fromkeys(uow.session.scalars(query)))[:limit]
    names = customer_names(uow, ids)
    return [(customer_id, names[customer_id]) for customer_id in ids if customer_id in names]


def open_opportunities_of(
    uow: UnitOfWork, customer_id: UUID, chosen: UUID | None
) -> list[tuple[UUID, str]]:
    """The open sales to a customer, and the one chosen already, open or not."""
    wanted = Opportunity.outcome == Outcome.OPEN
    query = (
        visible(uow.actor, Opportunity)
        .with_only_columns(Opportunity.id, Opportunity.title)
        .where(
            Opportunity.customer_id == customer_id,
            or_(wanted, Opportunity.id == chosen) if chosen else wanted,
        )
        .order_by(Opportunity.expected_close_on, Opportunity.id)
        .limit(50)
    )
    return [(opportunity_id, title) for opportunity_id, title in uow.session.execute(query)]


def assignable_people(uow: UnitOfWork) -> list[tuple[UUID, str]]:
    """Whom the actor may give work to."""
    query = select(User.id, User.name).where(User.active).order_by(User.name, User.id)
    if not uow.actor.sees_everybody() and not uow.actor.may("activities.assign"):
        query = query.where(User.id.in_(sorted(uow.actor.scope or ())))
    return [(user_id, name) for user_id, name in uow.session.execute(query)]


def _named(
    uow: UnitOfWork,
    model: Any,
    name: InstrumentedAttribute[str],
    ids: Iterable[UUID | None],
) -> Iterator[tuple[UUID, str]]:
    wanted = sorted({record_id for record_id in ids if record_id})
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        yield from uow.session.execute(select(model.id, name).where(model.id.in_(part)))


def _outcomes(uow: UnitOfWork, kinds: set[str]) -> dict[tuple[str, str], ListValue]:
    if not kinds:
        return {}
    lists = {outcome_list(kind): kind for kind in sorted(kinds)}
    values = uow.session.scalars(select(ListValue).where(ListValue.list_name.in_(lists)))
    return {(lists[value.list_name], value.code): value for value in values}
