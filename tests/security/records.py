"""The same set of records for each of two reps, every text field with the canary of its owner."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from salesforce_lite.activities import (
    ActivityDraft,
    Participant,
    delete_activity,
    log_activity,
    plan_activity,
    save_activity,
)
from salesforce_lite.custom_fields import ENTITIES, add_field, seen_fields
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    change_lifecycle,
    delete_contact,
    delete_customer,
    relate_customers,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.clock import now
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
from tests.security.phones import save_phones

WORD = "gemelo"  # what both have, so that a search finds whatever it may


@dataclass(frozen=True, kw_only=True)
class Records:
    """The ids of one rep's records, by what they are."""

    owner_id: UUID
    canary: str
    ids: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]


@dataclass(frozen=True, kw_only=True)
class Twin:
    """What differs between the two."""

    canary: str
    phone: str
    tax_value: str
    amount: str


NORTH = Twin(canary="zqnorth", phone="600 111 222", tax_value="12345678Z", amount="1000")
SOUTH = Twin(canary="zqsouth", phone="600 333 444", tax_value="87654321X", amount="7654321")


def add_fields(uow: UnitOfWork) -> None:
    """A word and a customer for each kind of record, shown wherever fields can be."""
    for entity in ENTITIES:
        if not seen_fields(uow, entity):
            add_field(uow, entity, "text", {"label_en": "Twin word", "is_listed": True})
            add_field(uow, entity, "customer", {"label_en": "Twin ally", "is_listed": True})


def save_records(uow: UnitOfWork, twin: Twin) -> Records:
    """Everything a rep can have, in every state."""
    made = Records(owner_id=uow.actor.user_id, canary=twin.canary)
    _save_customers(uow, twin, made)
    _save_contacts(uow, twin, made)
    _save_opportunities(uow, twin, made)
    _save_activities(uow, twin, made)
    made.ids.update(save_phones(uow, twin.canary, made["customer"]))
    return made


def delete_some(uow: UnitOfWork, made: Records) -> None:
    """What can be restored; not everybody may delete, so it is another one who does."""
    delete_contact(uow, made["gone_contact"])
    delete_opportunity(uow, made["gone_opportunity"])
    delete_activity(uow, made["gone_activity"])
    delete_customer(uow, made["gone"])


def _save_customers(uow: UnitOfWork, twin: Twin, made: Records) -> None:
    c = twin.canary
    for number, name in enumerate(("customer", "second", "third", "spare", "gone")):
        draft = CustomerDraft.of(
            {
                "name": f"{WORD} {c} {name}",
                "legal_name": f"Legal {c} {name} SA",
                "lifecycle": "active" if number else "qualified",
                "roles": ["customer", "agent"],
                "tags": [WORD, f"tag {c}"],
                "website": f"https://{c}.example",
                "note": f"Note {c}",
                "custom": {"twin_word": f"Own {c}", "twin_ally": made.ids.get("customer")},
                "emails": [EmailAddress(f"{name}@{c}.example", f"label {c}")],
                "phones": [PhoneNumber(f"+34{twin.phone}".replace(" ", ""), twin.phone)],
                "addresses": [
                    PostalAddress(
                        **dict.fromkeys(("street", "unit", "district", "city", "region"), c),
                        postal_code=c,
                        country="ES",
                    )
                ],
                "tax_country": "ES",
                "tax_type": "nif",
                "tax_value": twin.tax_value,
                "parent_id": made.ids.get("customer"),
            },
            references=[(f"crm {c}", f"ref {c} {name}")],
        )
        made.ids[name] = save_customer(uow, draft).id
    change_lifecycle(uow, made["customer"], "active")
    save_customer(uow, CustomerDraft.of({"note": f"Changed {c}"}, id=made["customer"]))
    relation = relate_customers(
        uow, made["customer"], "agent_of", made["second"], is_captive=True, note=f"Bond {c}"
    )
    made.ids["relation"] = relation.id
    spare = relate_customers(uow, made["customer"], "beneficiary_of", made["third"])
    made.ids["spare_relation"] = spare.id


def _save_contacts(uow: UnitOfWork, twin: Twin, made: Records) -> None:
    c = twin.canary
    for name in ("contact", "gone_contact"):
        draft = ContactDraft.of(
            {
                "name": f"{WORD} {c} {name}",
                "salutation": c,
                "note": f"Note {c}",
                "custom": {"twin_word": f"Own {c}", "twin_ally": made["customer"]},
                "emails": [EmailAddress(f"{name}@{c}.example", c)],
                "phones": [PhoneNumber(f"+34{twin.phone}".replace(" ", ""), twin.phone)],
            },
            links=[ContactLinkDraft(customer_id=made["customer"], function=f"Boss {c}")],
            references=[(f"crm {c}", f"ref {c} {name}")],
        )
        made.ids[name] = save_contact(uow, draft).id


def _save_opportunities(uow: UnitOfWork, twin: Twin, made: Records) -> None:
    c, today = twin.canary, uow.now.date()
    first = list_pipelines(uow)[0].stages[0]
    made.ids["stage"] = first.id
    for name in ("opportunity", "won", "lost", "gone_opportunity"):
        draft = OpportunityDraft.of(
            {
                "title": f"{WORD} {c} {name}",
                "customer_id": made["customer"],
                "contact_id": made["contact"],
                "amount": Money.of(twin.amount, "EUR"),
                "competitor": f"Rival {c}",
                "note": f"Note {c}",
                "custom": {"twin_word": f"Own {c}", "twin_ally": made["customer"]},
                "expected_close_on": today + timedelta(days=3),
            },
            references=[(f"crm {c}", f"ref {c} {name}")],
        )
        made.ids[name] = save_opportunity(uow, draft).id
    win_opportunity(uow, made["won"], on=today)
    reason = "price"
    lose_opportunity(uow, made["lost"], reason=reason, note=f"Lost {c}", on=today)


def _save_activities(uow: UnitOfWork, twin: Twin, made: Records) -> None:
    c, moment = twin.canary, now()
    words = {
        "subject": f"{WORD} {c} activity",
        "note": f"Note {c}",
        "location": f"Place {c}",
        "participants": [Participant(f"Somebody {c}")],
        "custom": {"twin_word": f"Own {c}", "twin_ally": made["customer"]},
        "customer_id": made["customer"],
        "contact_id": made["contact"],
    }
    due = {"due_at": moment + timedelta(hours=1)}
    made.ids["done"] = log_activity(uow, {"kind": "visit", **words}).id
    made.ids["planned"] = plan_activity(
        uow, {"kind": "call", "opportunity_id": made["opportunity"], **words, **due}
    ).id
    made.ids["overdue"] = plan_activity(
        uow, {"kind": "call", **words, "due_at": moment - timedelta(days=2)}
    ).id
    made.ids["promise"] = plan_activity(uow, {"kind": "promise", **words, **due}).id
    made.ids["private"] = plan_activity(uow, {"kind": "task", "subject": f"Alone {c}", **due}).id
    made.ids["gone_activity"] = log_activity(uow, {"kind": "call", **words}).id
    uow.session.flush()
    save_activity(uow, ActivityDraft.of({"note": f"Changed {c}"}, id=made["done"]))


def a_day_in_the_future() -> str:
    return (now().date() + timedelta(days=7)).isoformat()
