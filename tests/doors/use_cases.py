"""The core use cases, each as it is asked for at every door, and the events that it records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.doors.door import Fields
from tests.doors.world import (
    BEFORE,
    CONTACT,
    CUSTOMER,
    DAY_AFTER,
    DONE,
    GONE_ACTIVITY,
    GONE_CONTACT,
    GONE_CUSTOMER,
    GONE_OPPORTUNITY,
    LOST,
    NEW,
    NOW,
    OPPORTUNITY,
    PLANNED,
    PROMISE,
    TOMORROW,
    TWIN,
    WON,
    Stages,
)

Told = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class UseCase:
    """`said` are the arguments of the doors' method; where stages are named, made of them."""

    said: Callable[[Stages], Fields]
    events: Callable[[Stages], tuple[Told, ...]]
    by: str = "admin"


def _case(said: Fields, *events: Told) -> UseCase:
    return UseCase(lambda _: said, lambda _: events)


def _about(entity: str, record_id: object, /, **more: Any) -> Mapping[str, Any]:
    return {f"{entity}_id": str(record_id), **more}


def _customer(name: str, record_id: object = CUSTOMER, /, **more: Any) -> Told:
    return name, _about("customer", record_id, **more)


def _contact(name: str, record_id: object = CONTACT, /, **more: Any) -> Told:
    return name, _about("contact", record_id, **more)


def _opportunity(name: str, record_id: object = OPPORTUNITY, /, **more: Any) -> Told:
    return name, _about("opportunity", record_id, customer_id=str(CUSTOMER), **more)


def _activity(name: str, record_id: object = PLANNED, /, **more: Any) -> Told:
    return name, _about("activity", record_id, customer_id=str(CUSTOMER), **more)


TODAY = NOW.date()

USE_CASES: Mapping[str, UseCase] = {
    "create_customer": _case(
        {
            "record_id": NEW,
            "fields": {
                "name": "Kiosco Sol",
                "email": "Sol@Example.com",
                "phone": "+34 912 345 678",
                "website": "https://sol.example",
                "tags": ["vip", "costa"],
                "note": "Abre tarde.",
            },
        },
        _customer("CustomerCreated", NEW),
    ),
    "change_customer": _case(
        {
            "record_id": CUSTOMER,
            "fields": {"name": "Ferretería Pérez e hijos", "lifecycle": "active"},
        },
        _customer("CustomerLifecycleChanged", before="lead", after="active", on=f"{TODAY}"),
        _customer("CustomerChanged", fields=["name"]),
    ),
    "enter_lifecycle": _case(
        {"record_id": CUSTOMER, "lifecycle": "qualified"},
        _customer("CustomerLifecycleChanged", before="lead", after="qualified", on=f"{TODAY}"),
    ),
    "delete_customer": _case(
        {"record_id": CUSTOMER},
        _customer("CustomerDeleted"),
        # What was sold goes with whom it was sold to.
        *(_opportunity("OpportunityDeleted", each) for each in (OPPORTUNITY, WON, LOST)),
    ),
    "restore_customer": _case(
        {"record_id": GONE_CUSTOMER}, _customer("CustomerRestored", GONE_CUSTOMER)
    ),
    "merge_customers": _case(
        {"record_id": CUSTOMER, "other_id": TWIN},
        _customer("CustomersMerged", merged_id=str(TWIN)),
    ),
    "create_contact": _case(
        {
            "record_id": NEW,
            "customer_id": CUSTOMER,
            "fields": {"name": "Ana Ruiz", "email": "ana@example.com", "function": "Dirección"},
        },
        _contact("ContactCreated", NEW),
    ),
    "change_contact": _case(
        {"record_id": CONTACT, "fields": {"name": "Luisa Gómez Ruiz", "phone": "+34 600 111 222"}},
        _contact("ContactChanged", fields=["name", "phones"]),
    ),
    "link_contact": _case(
        {"record_id": CONTACT, "customer_id": TWIN, "function": "Socia"},
        _contact("ContactChanged", fields=["links"]),
    ),
    "unlink_contact": _case(
        {"record_id": CONTACT, "customer_id": CUSTOMER},
        _contact("ContactChanged", fields=["links"]),
    ),
    "delete_contact": _case({"record_id": CONTACT}, _contact("ContactDeleted")),
    "restore_contact": _case(
        {"record_id": GONE_CONTACT}, _contact("ContactRestored", GONE_CONTACT)
    ),
    "create_opportunity": _case(
        {
            "record_id": NEW,
            "customer_id": CUSTOMER,
            "fields": {
                "title": "Línea C",
                "amount": {"amount": "1234.50", "currency": "EUR"},
                "expected_close_on": DAY_AFTER.date(),
                "competitor": "Rival",
                "note": "Urge.",
            },
        },
        _opportunity("OpportunityCreated", NEW),
    ),
    "change_opportunity": _case(
        {
            "record_id": OPPORTUNITY,
            "fields": {
                "title": "Línea B larga",
                "amount": {"amount": "9000.00", "currency": "EUR"},
            },
        },
        _opportunity("OpportunityChanged", fields=["title", "amount"]),
    ),
    "move_opportunity": UseCase(
        lambda stages: {"record_id": OPPORTUNITY, "stage_id": stages.second},
        lambda stages: (
            _opportunity(
                "OpportunityStageChanged",
                from_stage_id=str(stages.first),
                to_stage_id=str(stages.second),
                seconds_in_stage=3600,
            ),
        ),
    ),
    "win_opportunity": _case(
        {"record_id": OPPORTUNITY, "on": TODAY}, _opportunity("OpportunityWon", won_on=f"{TODAY}")
    ),
    "lose_opportunity": _case(
        {"record_id": OPPORTUNITY, "reason": "price", "note": "Muy caro.", "on": TODAY},
        _opportunity("OpportunityLost", lost_on=f"{TODAY}", reason="price"),
    ),
    "reopen_opportunity": _case({"record_id": WON}, _opportunity("OpportunityReopened", WON)),
    "delete_opportunity": _case({"record_id": LOST}, _opportunity("OpportunityDeleted", LOST)),
    "restore_opportunity": _case(
        {"record_id": GONE_OPPORTUNITY}, _opportunity("OpportunityRestored", GONE_OPPORTUNITY)
    ),
    "log_activity": _case(
        {
            "record_id": NEW,
            "fields": {
                "kind": "visit",
                "customer_id": CUSTOMER,
                "outcome": "interested",
                "note": "Quiere muestras.",
                "started_at": BEFORE,
                "completed_at": BEFORE,
            },
        },
        _activity(
            "ActivityLogged",
            NEW,
            opportunity_id=None,
            kind="visit",
            outcome="interested",
            at=BEFORE.isoformat(),
        ),
    ),
    "plan_activity": _case(
        {
            "record_id": NEW,
            "fields": {
                "kind": "call",
                "customer_id": CUSTOMER,
                "subject": "Precios nuevos",
                "due_at": TOMORROW,
            },
        },
        _activity(
            "ActivityPlanned", NEW, opportunity_id=None, kind="call", due_at=TOMORROW.isoformat()
        ),
    ),
    "change_activity": _case(
        {"record_id": DONE, "fields": {"note": "Pidió muestras y precios."}},
        _activity("ActivityChanged", DONE, fields=["note"]),
    ),
    "complete_activity": _case(
        {"record_id": PLANNED, "outcome": "reached"},
        _activity("ActivityCompleted", opportunity_id=None, kind="call", outcome="reached"),
    ),
    "reopen_activity": _case({"record_id": DONE}, _activity("ActivityReopened", DONE)),
    "reschedule_activity": _case(
        {"record_id": PLANNED, "due_at": DAY_AFTER},
        _activity("ActivityRescheduled", before=TOMORROW.isoformat(), after=DAY_AFTER.isoformat()),
    ),
    "keep_promise": _case(
        {"record_id": PROMISE},
        _activity("ActivityCompleted", PROMISE, opportunity_id=None, kind="promise", outcome=""),
        _activity("PromiseKept", PROMISE, was_late=False),
    ),
    "break_promise": _case(
        {"record_id": PROMISE},
        _activity("ActivityCompleted", PROMISE, opportunity_id=None, kind="promise", outcome=""),
        _activity("PromiseBroken", PROMISE),
    ),
    "delete_activity": _case({"record_id": DONE}, _activity("ActivityDeleted", DONE)),
    "restore_activity": _case(
        {"record_id": GONE_ACTIVITY}, _activity("ActivityRestored", GONE_ACTIVITY)
    ),
}
