"""What activities refer to, looked up for a whole batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities.drafts import EMPTY, NO_KIND, ActivityDraft
from salesforce_lite.activities.model import TASK, Activity
from salesforce_lite.activities.own_kinds import is_own, likes_of
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    Lifecycle,
    standing_customers,
)
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.scope import scope_condition, visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.team import load_actor

# SQLite binds at most 32,766 values in one statement.
_BATCH = 900
_NO_SUCH = N_("This does not exist (any more).")
_OTHER_CUSTOMER = N_("This opportunity belongs to another customer.")
_OTHER_ORGANISATION = N_("This contact does not belong to the customer.")
_NOT_AN_OUTCOME = N_("This is none of the outcomes.")
_OUT_OF_SIGHT = N_(
    "This person does not see the customer, and so would not see this either. "
    "Choose somebody else, or give them the customer."
)
_LEFT = N_("This person does not work here any more. Choose somebody else.")


@dataclass(frozen=True, slots=True)
class Known:
    """What the drafts of one batch may refer to: only what exists and the actor sees."""

    # customer → (owner, whether the relation is active)
    customers: dict[UUID, tuple[UUID | None, bool]]
    # opportunity → its customer
    opportunities: dict[UUID, UUID]
    # contact → the customers it stands for
    contacts: dict[UUID, set[UUID]]
    # person → whether they still work here
    people: dict[UUID, bool]
    # kind → codes of its outcomes
    outcomes: dict[str, set[str]]
    # those that may be followed
    activities: set[UUID] = field(default_factory=set)
    # own kind → the one whose rules hold; only where a draft is of an own kind
    likes: dict[str, str] = field(default_factory=dict)
    # person → what they see, looked up when it is asked for
    sights: dict[UUID, Actor] = field(default_factory=dict)

    def owner_of(self, customer_id: UUID | None) -> UUID | None:
        return self.customers[customer_id][0] if customer_id in self.customers else None

    def require_sight(self, uow: UnitOfWork, person: UUID | None, customer: UUID | None) -> None:
        """Refuse to give work to somebody who could not even open it."""
        if customer is None or person is None or person == uow.actor.user_id:
            return
        if customer not in self.customers:  # it was the activity's before
            self.customers.update(customers_of(uow, [customer]))
        owner = self.owner_of(customer)
        if person == owner:
            return
        # One look-up per person of a batch, and only where it is not the customer's own owner.
        if person not in self.sights:
            self.sights[person] = _sight_of(uow, person)
        if not self.sights[person].sees_records_of(owner):
            raise InvalidInputError(fields={"owner_id": _OUT_OF_SIGHT})

    def settle(self, fields: dict[str, Any], *, changed: Iterable[str]) -> None:
        """Refuse what does not exist or fit together; take over the opportunity's customer."""
        names = set(changed)
        problems: dict[str, str] = {}
        if "kind" in names:
            self._settle_kind(fields, problems)
        if names & {"customer_id", "opportunity_id", "contact_id"}:
            self._settle_opportunity(fields, problems)
            self._settle_contact(fields, problems)
            if fields.get("customer_id") and fields["customer_id"] not in self.customers:
                problems.setdefault("customer_id", _NO_SUCH)
        owner = fields.get("owner_id")
        if "owner_id" in names and owner:
            if owner not in self.people:
                problems["owner_id"] = _NO_SUCH
            elif not self.people[owner] and fields.get("completed_at") is None:
                problems["owner_id"] = _LEFT
        followed = fields.get("follows_id")
        if "follows_id" in names and followed and followed not in self.activities:
            problems["follows_id"] = _NO_SUCH
        outcome = fields.get("outcome")
        is_new_outcome = outcome and names & {"outcome", "kind"}
        if is_new_outcome and outcome not in self.outcomes.get(fields["kind"], ()):
            problems["outcome"] = _NOT_AN_OUTCOME
        if problems:
            raise InvalidInputError(fields=problems)

    def _settle_kind(self, fields: dict[str, Any], problems: dict[str, str]) -> None:
        kind = fields["kind"]
        if is_own(kind) and kind not in self.likes:
            problems["kind"] = NO_KIND
        elif self.likes.get(kind) == TASK and not (fields.get("subject") or "").strip():
            problems["subject"] = EMPTY

    def _settle_opportunity(self, fields: dict[str, Any], problems: dict[str, str]) -> None:
        opportunity = fields.get("opportunity_id")
        if not opportunity:
            return
        customer = self.opportunities.get(opportunity)
        if customer is None:
            problems["opportunity_id"] = _NO_SUCH
        elif fields.get("customer_id") not in (None, customer):
            problems["opportunity_id"] = _OTHER_CUSTOMER
        else:
            fields["customer_id"] = customer

    def _settle_contact(self, fields: dict[str, Any], problems: dict[str, str]) -> None:
        contact = fields.get("contact_id")
        if not contact:
            return
        organisations = self.contacts.get(contact)
        customer = fields.get("customer_id")
        if not organisations:
            problems["contact_id"] = _NO_SUCH
        elif customer is None and len(organisations) == 1:
            fields["customer_id"] = next(iter(organisations))
        elif customer is not None and customer not in organisations:
            problems["contact_id"] = _OTHER_ORGANISATION


def look_up(
    uow: UnitOfWork,
    drafts: Sequence[ActivityDraft],
    kinds: Iterable[str],
    stored: Sequence[Activity] = (),
) -> Known:
    """One look-up per kind of record, whatever the number of drafts.

    `stored` are the activities to change: what they refer to must fit with what a draft names.
    """
    opportunities = dict(_opportunities(uow, _named(drafts, stored, "opportunity_id")))
    contacts: dict[UUID, set[UUID]] = {}
    for contact, organisation in _contacts(uow, _named(drafts, stored, "contact_id")):
        contacts.setdefault(contact, set()).add(organisation)
    mentioned = _named(drafts, stored, "customer_id") | set(opportunities.values())
    kinds = sorted(set(kinds))
    return Known(
        customers=customers_of(uow, mentioned.union(*contacts.values())),
        opportunities=opportunities,
        contacts=contacts,
        people=dict(_people(uow, _named(drafts, (), "owner_id"))),
        outcomes={kind: outcome_codes(uow, kind) for kind in kinds},
        activities=set(_activities(uow, _named(drafts, (), "follows_id"))),
        likes=likes_of(uow) if any(is_own(kind) for kind in kinds) else {},
    )


def sees_customer(uow: UnitOfWork, person: UUID | None, customer: UUID | None) -> bool:
    """Whether the person could open what is planned for this customer."""
    if person is None or customer is None:
        return True
    owner = customers_of(uow, [customer]).get(customer, (None, False))[0]
    return person == owner or _sight_of(uow, person).sees_records_of(owner)


def _sight_of(uow: UnitOfWork, person: UUID) -> Actor:
    return load_actor(uow.session, uow.session.get_one(User, person))


def customers_of(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, tuple[UUID | None, bool]]:
    """Owner and activeness of those among the customers that the actor sees."""
    return {
        customer_id: (owner_id, lifecycle == Lifecycle.ACTIVE)
        for part in _parts(ids)
        for customer_id, owner_id, lifecycle in uow.session.execute(
            standing_customers(uow, part).with_only_columns(
                Customer.id, Customer.owner_id, Customer.lifecycle
            )
        )
    }


def outcome_codes(uow: UnitOfWork, kind: str, *, retired: bool = True) -> set[str]:
    """Codes a record may have; without the retired ones, those that can be chosen now."""
    return {value.code for value in list_values(uow, outcome_list(kind), retired=retired)}


def outcome_list(kind: str) -> str:
    """The name of the list of outcomes of a kind."""
    return f"activity.outcome.{kind}"


def _opportunities(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    query = visible(uow.actor, Opportunity).with_only_columns(
        Opportunity.id, Opportunity.customer_id
    )
    for part in _parts(ids):
        yield from uow.session.execute(query.where(Opportunity.id.in_(part)))


def _contacts(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    query = (
        select(ContactLink.contact_id, ContactLink.customer_id)
        .join(Contact, Contact.id == ContactLink.contact_id)
        .where(scope_condition(uow.actor, ContactLink), Contact.deleted_at.is_(None))
    )
    for part in _parts(ids):
        yield from uow.session.execute(query.where(ContactLink.contact_id.in_(part)))


def _activities(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[UUID]:
    query = visible(uow.actor, Activity).with_only_columns(Activity.id)
    for part in _parts(ids):
        yield from uow.session.scalars(query.where(Activity.id.in_(part)))


def _people(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[tuple[UUID, bool]]:
    for part in _parts(ids):
        query = select(User.id, User.active).where(User.id.in_(part))
        yield from uow.session.execute(query)


def _named(drafts: Sequence[ActivityDraft], stored: Sequence[Activity], field: str) -> set[UUID]:
    named = {draft.fields[field] for draft in drafts if draft.fields.get(field)}
    return named | {getattr(one, field) for one in stored if getattr(one, field)}


def _parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
