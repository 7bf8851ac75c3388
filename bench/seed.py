"""Fills a database with many plausible records, quickly and the same every time.

Rows go in by Core, past the services: this is weight for measuring, not sample data.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from bench.multiply import multiply
from salesforce_lite.access import User, create_user
from salesforce_lite.activities import Activity
from salesforce_lite.activities.last_contact import recount_contacts
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    EmailAddress,
    LookUpKey,
    PhoneNumber,
    PostalAddress,
)
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.opportunities import Opportunity, Stage, rebuild_totals
from salesforce_lite.opportunities.model import StageChange
from salesforce_lite.search import reindex
from salesforce_lite.team import Team, TeamMember
from salesforce_lite.web import App

PASSWORD = "bench bench bench"
ADMIN = "admin@bench.example.com"
REP = "rep0@bench.example.com"
CUSTOMERS_PER_REP = 500
_CHUNK = 5_000
_ORIGINAL = 10_000
_NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)

_FIRST = [
    "Ferretería",
    "Taller",
    "Kiosco",
    "Farmacia",
    "Bodega",
    "Distribuidora",
    "Comercial",
    "Panadería",
    "Almacenes",
    "Textiles",
    "Suministros",
    "Transportes",
    "Hotel",
    "Restaurante",
    "Clínica",
    "Papelería",
    "Librería",
    "Óptica",
    "Muebles",
    "Pinturas",
]
_SECOND = [
    "Pérez",
    "Sol",
    "García",
    "López",
    "Norte",
    "Río",
    "Andino",
    "Central",
    "Moderno",
    "Martín",
    "Rojas",
    "Silva",
    "Vega",
    "Castro",
    "Luna",
    "Molina",
    "Ortega",
    "Delgado",
    "Ramos",
    "Suárez",
    "Blanco",
    "Molino",
    "Puente",
    "Estrella",
    "Águila",
    "Roble",
    "Cedro",
    "Encina",
    "Lago",
    "Sierra",
    "Mar",
    "Valle",
    "Campo",
    "Plaza",
    "Alameda",
    "Rosario",
    "Santiago",
    "Lima",
    "Bogotá",
    "Sevilla",
]
_CITIES = (
    ("Madrid", "ES"), ("Sevilla", "ES"), ("Monterrey", "MX"), ("Puebla", "MX"), ("Rosario", "AR"),
    ("Córdoba", "AR"), ("Santiago", "CL"), ("Bogotá", "CO"), ("Medellín", "CO"), ("Lima", "PE"),
)  # fmt: skip
_PEOPLE = ("Ana", "Luis", "Marta", "Javier", "Lucía", "Diego", "Nuria", "Camila", "Tomás", "Rosa")
# The saves of each record: first it was made.
_OF_CUSTOMERS: tuple[dict[str, list[Any]], ...] = (
    {},
    {"website": ["", "www.example.com"], "tags": [[], ["vip"]]},
    {"note": ["", "Pays within 30 days."]},
)
_OF_SALES: tuple[dict[str, list[Any]], ...] = ({}, {"title": ["Opportunity", "Line B"]})
_KINDS = ("visit", "call", "message", "email", "task")


def fill(app: App, customers: int) -> None:
    """Put in people and records; the database must be empty of them.

    Two opportunities and ten activities each. Ten thousand are made, what is more are copies.
    """
    original = min(customers, _ORIGINAL)
    _fill(app, customers=original, opportunities=2 * original, activities=10 * original)
    if customers > original:
        multiply(app.engine, customers // original)
    with _unit(app) as uow:
        rebuild_totals(uow)


def _fill(app: App, *, customers: int, opportunities: int, activities: int) -> None:
    rng = random.Random(customers)
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        owners = _people(uow, max(1, customers // CUSTOMERS_PER_REP))
        stages = list(uow.session.scalars(select(Stage).order_by(Stage.position)))
        stage_ids = [(stage.pipeline_id, stage.id) for stage in stages]
    made: list[tuple[UUID, UUID]] = []
    _write(app, Customer.__table__, _customers(rng, customers, owners, made), keys="customer")
    people = list(_contacts(rng, made))
    _write(app, Contact.__table__, (contact for contact, _ in people), keys="contact")
    _write(app, ContactLink.__table__, (link for _, link in people))
    _write(app, AuditEntry.__table__, _saves("customer", (key for key, _ in made), _OF_CUSTOMERS))
    sales = list(_opportunities(rng, opportunities, made, stage_ids))
    _write(app, Opportunity.__table__, iter(sales))
    _write(app, StageChange.__table__, _moves(rng, sales, stage_ids))
    _write(app, AuditEntry.__table__, _saves("opportunity", (one.id for one in sales), _OF_SALES))
    _write(app, Activity.__table__, _activities(rng, activities, made))
    for batch in _batched(customer_id for customer_id, _ in made):
        with _unit(app) as uow:
            recount_contacts(uow, batch)
    for _kind, _done in reindex(lambda: _unit(app), app.contributions.search_sources):
        pass


def _batched(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    while batch := list(islice(ids, _CHUNK)):
        yield batch


def _unit(app: App) -> Any:
    return unit_of_work(app.make_session, system_actor("bench"), surface="bench")


def _people(uow: UnitOfWork, reps: int) -> list[UUID]:
    create_user(uow, email=ADMIN, name="Bench Admin", roles=["admin"], password=PASSWORD)
    first = create_user(uow, email=REP, name="Rep 0", roles=["rep"], password=PASSWORD)
    others = [
        User(
            email=f"rep{n}@bench.example.com", name=f"Rep {n}", password=first.password,
            fs_uniquifier=f"bench-{n}", roles=list(first.roles), active=True,
        )
        for n in range(1, reps)
    ]  # fmt: skip
    uow.session.add_all(others)
    team = Team(name="Bench")
    uow.session.add(team)
    uow.session.flush()
    uow.session.add_all(TeamMember(team_id=team.id, user_id=user.id) for user in (first, *others))
    return [first.id, *(user.id for user in others)]


def _write(app: App, table: Table, records: Iterator[Any], *, keys: str = "") -> None:
    """Write in chunks; `keys` is the kind of records whose look-up keys are written, too."""
    chunk: list[Any] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == _CHUNK:
            _flush(app, table, chunk, keys=keys)
            chunk = []
    if chunk:
        _flush(app, table, chunk, keys=keys)


def _flush(app: App, table: Table, chunk: list[Any], *, keys: str) -> None:
    names = [column.key for column in table.columns]
    with writing(), app.engine.begin() as connection:
        rows = [{name: getattr(record, name) for name in names} for record in chunk]
        connection.execute(insert(table), rows)
        if keys:
            connection.execute(
                insert(LookUpKey.__table__),
                [
                    {
                        "kind": kind,
                        "value": value,
                        "record_id": record.id,
                        "record_kind": keys,
                    }
                    for record in chunk
                    for kind, value in record.look_up_keys()
                ],
            )


def _customers(
    rng: random.Random, count: int, owners: list[UUID], made: list[tuple[UUID, UUID]]
) -> Iterator[Customer]:
    for number in range(count):
        city, country = rng.choice(_CITIES)
        owner = owners[number % len(owners)]
        record = Customer(
            kind="organization",
            name=f"{rng.choice(_FIRST)} {rng.choice(_SECOND)} {rng.choice(_SECOND)} {number}",
            lifecycle=rng.choice(("lead", "qualified", "active", "active", "dormant")),
            roles=("customer",) if rng.random() < 0.7 else ("prospect",),
            emails=(EmailAddress(f"c{number}@example.com"),),
            phones=(PhoneNumber(f"+34{600000000 + number}", str(600000000 + number)),),
            addresses=(PostalAddress(city=city, country=country, street=f"Calle {number % 300}"),),
            owner_id=owner,
            owner_is_set=True,
        )
        record.refresh_derived()
        made.append((record.id, owner))
        yield _stamped(record)


def _contacts(
    rng: random.Random, customers: list[tuple[UUID, UUID]]
) -> Iterator[tuple[Contact, ContactLink]]:
    """One or two people for each customer."""
    for number, (customer_id, owner) in enumerate(customers):
        for place in range(rng.choice((1, 1, 2))):
            contact = Contact(
                name=f"{rng.choice(_PEOPLE)} {rng.choice(_SECOND)} {rng.choice(_SECOND)}",
                emails=(EmailAddress(f"p{number}.{place}@example.com"),),
            )
            contact.refresh_derived()
            function = rng.choice(("Compras", "Gerencia"))
            link = ContactLink(contact_id=contact.id, customer_id=customer_id, function=function)
            link.scope_owner_id = owner
            yield _stamped(contact), _stamped(link)


def _moves(
    rng: random.Random, sales: list[Opportunity], stages: list[tuple[UUID, UUID]]
) -> Iterator[StageChange]:
    """How each came to where it stands."""
    for sale in sales:
        before = None
        for step in range(rng.randint(1, 3)):
            stage = rng.choice(stages)[1]
            yield StageChange(
                opportunity_id=sale.id, customer_id=sale.customer_id, from_stage_id=before,
                to_stage_id=stage, at=_NOW - timedelta(days=100 - 30 * step),
                seconds_in_stage=86_400 * 30 if before else None,
            )  # fmt: skip
            before = stage


def _saves(
    kind: str, ids: Iterator[UUID], changes: tuple[dict[str, list[Any]], ...]
) -> Iterator[AuditEntry]:
    """What history keeps of a record that was made and then changed."""
    for record_id in ids:
        for version, change in enumerate(changes, start=1):
            yield AuditEntry(
                record_kind=kind, record_id=record_id, record_version=version,
                action="changed" if change else "created", changes=change, surface="web",
                at=_NOW - timedelta(days=200 - 20 * version), actor_name="Rep 0",
            )  # fmt: skip


def _opportunities(
    rng: random.Random,
    count: int,
    customers: list[tuple[UUID, UUID]],
    stages: list[tuple[UUID, UUID]],
) -> Iterator[Opportunity]:
    for number in range(count):
        customer_id, owner = rng.choice(customers)
        pipeline_id, stage_id = rng.choice(stages)
        close = date(2026, 11, 1) + timedelta(days=rng.randint(-300, 120))
        record = Opportunity(
            title=f"Opportunity {number}", customer_id=customer_id, pipeline_id=pipeline_id,
            stage_id=stage_id, stage_since=_NOW - timedelta(days=rng.randint(1, 90)),
            expected_close_on=close, owner_id=owner,
        )  # fmt: skip
        record.amount_minor, record.amount_currency = rng.randint(10_000, 5_000_000), "EUR"
        record.scope_owner_id = owner
        if rng.random() < 0.7:
            record.outcome, record.closed_on = rng.choice(("won", "lost")), close
        yield _stamped(record)


def _activities(
    rng: random.Random, count: int, customers: list[tuple[UUID, UUID]]
) -> Iterator[Activity]:
    for number in range(count):
        customer_id, owner = rng.choice(customers)
        at = _NOW + timedelta(minutes=rng.randint(-525_600, 20_000))
        record = Activity(
            kind=rng.choice(_KINDS), subject=f"Activity {number}", customer_id=customer_id,
            owner_id=owner, zone="Europe/Madrid", note="Interested in line B; asks for prices.",
        )  # fmt: skip
        if at < _NOW and rng.random() < 0.99:
            record.started_at = record.completed_at = at
            record.outcome = "interested"
        else:
            record.due_at = at
        record.scope_owner_id = owner
        record.at = at
        yield _stamped(record)


def _stamped(record: Any) -> Any:
    record.version = 1
    record.created_at = record.updated_at = _NOW
    return record
