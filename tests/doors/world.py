"""The records that stand before a use case is performed: the same every time, with their ids."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from salesforce_lite.activities import (
    ActivityDraft,
    delete_activity,
    log_activity,
    plan_activity,
    save_activity,
)
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    delete_contact,
    delete_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import (
    OpportunityDraft,
    delete_opportunity,
    list_pipelines,
    lose_opportunity,
    save_opportunity,
    win_opportunity,
)
from tests.conftest import find_user

# A Monday morning; everything was made an hour before it is asked for.
BEFORE = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = BEFORE + timedelta(hours=1)
TOMORROW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
DAY_AFTER = TOMORROW + timedelta(days=1)


def _id(number: int) -> UUID:
    """In the order of the numbers, as ids of version 7 are."""
    return UUID(int=(0x019AAF30_0000_7000_8000 << 48) | number)


# What a use case makes.
NEW = _id(1)
NOWHERE = _id(2)

CUSTOMER, TWIN, GONE_CUSTOMER, HIDDEN_CUSTOMER = map(_id, range(11, 15))
CONTACT, GONE_CONTACT, HIDDEN_CONTACT = map(_id, range(21, 24))
OPPORTUNITY, WON, LOST, GONE_OPPORTUNITY, HIDDEN_OPPORTUNITY = map(_id, range(31, 36))
PLANNED, DONE, PROMISE, GONE_ACTIVITY, HIDDEN_ACTIVITY = map(_id, range(41, 46))


@dataclass(frozen=True, slots=True)
class Stages:
    """Of the first pipeline: where the open opportunity stands, and the one behind it."""

    first: UUID
    second: UUID
    second_name: str


def build_world(uow: UnitOfWork) -> None:
    """Everything belongs to the rep; what is hidden, to another one."""
    rep, other = (find_user(uow.session, name).id for name in ("rep", "other"))
    _save_customers(uow, rep, other)
    _save_contacts(uow)
    _save_opportunities(uow)
    _save_activities(uow, rep, other)
    uow.session.flush()
    # The oldest editor is one version behind.
    save_customer(uow, CustomerDraft.of({"website": "https://perez.example"}, id=CUSTOMER))
    save_contact(uow, ContactDraft.of({"salutation": "Sra."}, id=CONTACT))
    save_opportunity(uow, OpportunityDraft.of({"competitor": "Rival"}, id=OPPORTUNITY))
    save_activity(uow, ActivityDraft.of({"location": "Soria"}, id=PLANNED))
    uow.session.flush()
    delete_customer(uow, GONE_CUSTOMER)
    delete_contact(uow, GONE_CONTACT)
    delete_opportunity(uow, GONE_OPPORTUNITY)
    delete_activity(uow, GONE_ACTIVITY)


def stages_of(uow: UnitOfWork) -> Stages:
    first, second, *_ = list_pipelines(uow)[0].stages
    return Stages(first.id, second.id, second.name)


def _save_customers(uow: UnitOfWork, rep: UUID, other: UUID) -> None:
    for new_id, name, owner in (
        (CUSTOMER, "Ferretería Pérez", rep),
        (TWIN, "Pérez e hijos", rep),
        (GONE_CUSTOMER, "Cerrado por reforma", rep),
        (HIDDEN_CUSTOMER, "Almacenes Ocultos", other),
    ):
        draft = CustomerDraft.of({"name": name, "owner_id": owner}, new_id=new_id)
        save_customer(uow, draft)


def _save_contacts(uow: UnitOfWork) -> None:
    for new_id, name, customer_id in (
        (CONTACT, "Luisa Gómez", CUSTOMER),
        (GONE_CONTACT, "Pedro Ido", CUSTOMER),
        (HIDDEN_CONTACT, "Olga Oculta", HIDDEN_CUSTOMER),
    ):
        link = ContactLinkDraft(customer_id=customer_id, function="Compras")
        save_contact(uow, ContactDraft.of({"name": name}, links=[link], new_id=new_id))


def _save_opportunities(uow: UnitOfWork) -> None:
    for new_id, title, customer_id in (
        (OPPORTUNITY, "Línea B", CUSTOMER),
        (WON, "Línea W", CUSTOMER),
        (LOST, "Línea L", CUSTOMER),
        (GONE_OPPORTUNITY, "Línea G", CUSTOMER),
        (HIDDEN_OPPORTUNITY, "Línea H", HIDDEN_CUSTOMER),
    ):
        fields: Any = {
            "title": title,
            "customer_id": customer_id,
            "amount": Money.of("8300", "EUR"),
            "expected_close_on": TOMORROW.date(),
        }
        save_opportunity(uow, OpportunityDraft.of(fields, new_id=new_id))
    win_opportunity(uow, WON, on=BEFORE.date())
    lose_opportunity(uow, LOST, reason="price", on=BEFORE.date())


def _save_activities(uow: UnitOfWork, rep: UUID, other: UUID) -> None:
    for new_id, kind, customer_id, owner in (
        (PLANNED, "call", CUSTOMER, rep),
        (PROMISE, "promise", CUSTOMER, rep),
        (GONE_ACTIVITY, "call", CUSTOMER, rep),
        (HIDDEN_ACTIVITY, "call", HIDDEN_CUSTOMER, other),
    ):
        fields: Any = {"kind": kind, "subject": "Plazos", "zone": "UTC", "owner_id": owner}
        plan_activity(
            uow, {**fields, "customer_id": customer_id, "due_at": TOMORROW}, new_id=new_id
        )
    log_activity(
        uow,
        {
            "kind": "visit",
            "customer_id": CUSTOMER,
            "note": "Pidió muestras.",
            "zone": "UTC",
            "owner_id": rep,
            "started_at": BEFORE,
        },
        new_id=DONE,
    )
