"""The sample company as plugins find it, so that they can tell what it has done with them."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.customers import Customer
from salesforce_lite.demo.diary import HOME_ZONE
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SampleData
from salesforce_lite.team import load_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCustomer:
    """One of the sample customers. `since` is when it was put in; `owner_id` who looks after it."""

    id: UUID
    name: str
    kind: str
    lifecycle: str
    phone: str
    owner_id: UUID | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleStory:
    """What is played with. All chance comes from `rng`, which is the same for the same plugin.

    `customers` are in the order in which they came; `people` are the sample colleagues who work
    here, id → actor. What is told lies before `day`, in the company's time.
    """

    rng: Random
    day: date
    language: str
    customers: tuple[SampleCustomer, ...]
    people: Mapping[UUID, Actor]

    def acting(
        self, uow: UnitOfWork, person_id: UUID | None, moment: datetime
    ) -> AbstractContextManager[None]:
        """Within it, what is done counts as that person's at that moment; as the server's own,
        where the person is none of them."""
        person = self.people.get(person_id) if person_id else None
        return uow.acting_as(person or uow.actor, moment)


def play_for_plugins(uow: UnitOfWork, parts: Iterable[SampleData]) -> None:
    """Let each plugin tell its part of the story."""
    parts = tuple(parts)
    if not parts:
        return
    customers = tuple(_customers(uow))
    people = {user.id: load_actor(uow.session, user) for user in _people(uow)}
    language = "es" if any(one.locale.startswith("es") for one in people.values()) else "en"
    for part in parts:
        story = SampleStory(
            rng=Random(part.plugin),  # noqa: S311 – sample data must repeat, not be secret
            day=clock.today(HOME_ZONE),
            language=language,
            customers=customers,
            people=people,
        )
        part.play(uow, story)


def _people(uow: UnitOfWork) -> list[User]:
    return list(uow.session.scalars(select(User).where(User.is_sample).order_by(User.email)))


def _customers(uow: UnitOfWork) -> Iterable[SampleCustomer]:
    found = select(
        *(Customer.id, Customer.name, Customer.kind, Customer.lifecycle, Customer.phone),
        *(Customer.owner_id, Customer.created_at.label("since")),
    ).where(Customer.is_sample, Customer.deleted_at.is_(None))
    for row in uow.session.execute(found.order_by(Customer.created_at, Customer.id)):
        yield SampleCustomer(
            id=row.id,
            name=row.name,
            kind=row.kind,
            lifecycle=row.lifecycle,
            phone=row.phone or "",
            owner_id=row.owner_id,
            since=row.since,
        )
