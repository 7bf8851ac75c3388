"""What a phone carries: its person's own customers, and what hangs on them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, false, or_, select, union_all

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.api import Resource
from salesforce_lite.customers import Contact, ContactLink, Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome, visible_opportunities
from salesforce_lite.sync.cards import Card
from salesforce_lite.sync.schemas import Change

KINDS = ("customer", "contact", "opportunity", "activity")
_BATCH = 900
# The tables, not the classes: what is out of sight is asked for as well.
_customers = cast(Table, Customer.__table__)
_contacts = cast(Table, Contact.__table__)
_links = cast(Table, ContactLink.__table__)


def own_customers(uow: UnitOfWork) -> Select[Customer]:
    """The customers of the actor themself, however many others they see."""
    return visible_customers(uow).where(Customer.owner_id == uow.actor.user_id)


def own_among(uow: UnitOfWork, ids: Collection[UUID]) -> set[UUID]:
    """Those of the customers that a phone of the actor carries."""
    found: set[UUID] = set()
    for part in parts_of(ids):
        query = own_customers(uow).where(Customer.id.in_(part)).with_only_columns(Customer.id)
        found.update(uow.session.scalars(query))
    return found


def urgent_customers(uow: UnitOfWork) -> Select[Any]:
    """Ids of customers with something planned, or with a sale under way."""
    several: list[Select[Any]] = [select(Customer.id).where(false())]
    if uow.actor.may("activities.view"):
        planned = visible_activities(uow).where(
            Activity.owner_id == uow.actor.user_id,
            Activity.completed_at.is_(None),
            Activity.customer_id.is_not(None),
        )
        several.append(planned.with_only_columns(Activity.customer_id))
    if uow.actor.may("opportunities.view"):
        sales = visible_opportunities(uow).where(Opportunity.outcome == Outcome.OPEN)
        several.append(sales.with_only_columns(Opportunity.customer_id))
    return select(union_all(*several).subquery().c[0])


def contact_ids(uow: UnitOfWork, customer_ids: Collection[UUID]) -> list[UUID]:
    """Those who do something at the customers and were not deleted."""
    found: dict[UUID, None] = {}
    for part in parts_of(customer_ids):
        query = (
            select(_links.c.contact_id)
            .join(_contacts, _contacts.c.id == _links.c.contact_id)
            .where(_links.c.customer_id.in_(part), _contacts.c.deleted_at.is_(None))
        )
        found |= dict.fromkeys(uow.session.scalars(query))
    return list(found)


def open_sales(uow: UnitOfWork, customer_ids: Collection[UUID]) -> list[UUID]:
    """Ids of the open opportunities of the customers."""
    found: list[UUID] = []
    for part in parts_of(customer_ids):
        query = visible_opportunities(uow).where(
            Opportunity.customer_id.in_(part), Opportunity.outcome == Outcome.OPEN
        )
        found += uow.session.scalars(query.with_only_columns(Opportunity.id))
    return found


def planned_activities(uow: UnitOfWork, customer_ids: Collection[UUID]) -> list[UUID]:
    """Ids of what is planned with the customers."""
    found: list[UUID] = []
    for part in parts_of(customer_ids):
        query = visible_activities(uow).where(
            Activity.customer_id.in_(part), Activity.completed_at.is_(None)
        )
        found += uow.session.scalars(query.with_only_columns(Activity.id))
    return found


def own_elsewhere(uow: UnitOfWork, most: int) -> tuple[list[UUID], list[UUID]]:
    """Ids of open opportunities and planned activities of the actor that hang on no customer of
    theirs."""
    own = own_customers(uow).with_only_columns(Customer.id)
    found: tuple[list[UUID], list[UUID]] = ([], [])
    if uow.actor.may("opportunities.view"):
        found[0].extend(_sales_elsewhere(uow, own, most))
    if uow.actor.may("activities.view"):
        found[1].extend(_planned_elsewhere(uow, own, most))
    return found


def _sales_elsewhere(uow: UnitOfWork, own: Select[Any], most: int) -> Iterable[UUID]:
    sales = visible_opportunities(uow).where(
        Opportunity.owner_id == uow.actor.user_id,
        Opportunity.outcome == Outcome.OPEN,
        Opportunity.customer_id.not_in(own),
    )
    newest = sales.order_by(Opportunity.updated_at.desc()).limit(most)
    return uow.session.scalars(newest.with_only_columns(Opportunity.id))


def _planned_elsewhere(uow: UnitOfWork, own: Select[Any], most: int) -> Iterable[UUID]:
    planned = visible_activities(uow).where(
        Activity.owner_id == uow.actor.user_id,
        Activity.completed_at.is_(None),
        or_(Activity.customer_id.is_(None), Activity.customer_id.not_in(own)),
    )
    coming = planned.order_by(Activity.due_at, Activity.id).limit(most)
    return uow.session.scalars(coming.with_only_columns(Activity.id))


class Shelf:
    """Shows records as programs see them, with the cards of plugins beside customers."""

    def __init__(
        self, uow: UnitOfWork, resources: Sequence[Resource], cards: Mapping[str, Card]
    ) -> None:
        self._uow = uow
        self._loads = {one.about: one.load for one in resources if one.load and not one.plugin}
        self._of_plugins = cards

    def views(self, kind: str, ids: Collection[UUID]) -> dict[UUID, Any]:
        """Id → the record, for those that the actor sees, in the order of the ids."""
        load = self._loads.get(kind)
        if load is None or not ids or not self._uow.actor.may(_NEEDS[kind]):
            return {}
        found = load(self._uow, list(ids))
        return {one: found[one] for one in ids if one in found}

    def changes(self, kind: str, ids: Iterable[UUID]) -> list[Change]:
        """As they are now."""
        views = self.views(kind, dict.fromkeys(ids))
        cards = self._cards(list(views)) if kind == "customer" else {}
        return [
            Change(
                kind=cast(Any, kind),
                id=uid,
                version=view.version,
                record=view,
                cards=cards.get(uid, {}),
            )
            for uid, view in views.items()
        ]

    def _cards(self, ids: list[UUID]) -> dict[UUID, dict[str, list[Any]]]:
        cards: dict[UUID, dict[str, list[Any]]] = {}
        for name, card in self._of_plugins.items() if ids else ():
            for uid, several in card(self._uow, ids).items():
                cards.setdefault(uid, {})[name] = several
        return cards


_NEEDS = {
    "customer": "customers.view",
    "contact": "customers.view",
    "opportunity": "opportunities.view",
    "activity": "activities.view",
}


def parts_of(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    """So many at once as a statement takes."""
    ordered = list(ids)
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))
