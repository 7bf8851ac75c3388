"""Plans, and the customers, contacts and opportunities that tests of activities refer to."""

from datetime import date, timedelta
from uuid import UUID

from salesforce_lite.activities import Activity, plan_activity
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    CustomerDraft,
    PostalAddress,
    save_customer,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, OpportunityDraft, save_opportunity


def a_customer(uow: UnitOfWork, name: str = "Ferretería Pérez", **fields) -> Customer:
    country = fields.pop("country", "")
    if country:
        fields["addresses"] = [PostalAddress(city="Monterrey", country=country)]
    return save_customer(uow, CustomerDraft.of({"name": name, **fields}))


def a_contact(uow: UnitOfWork, customer_id: UUID, name: str = "Luisa Gómez") -> Contact:
    customer = uow.session.get(Customer, customer_id)
    contact = Contact(name=name)
    contact.refresh_derived()
    uow.session.add(contact)
    uow.session.flush()
    link = ContactLink(contact_id=contact.id, customer_id=customer_id)
    link.scope_owner_id = customer.owner_id
    uow.session.add(link)
    uow.session.flush()
    return contact


def an_opportunity(uow: UnitOfWork, customer_id: UUID, **fields) -> Opportunity:
    fields.setdefault("title", "Línea B")
    fields.setdefault("expected_close_on", date(2099, 1, 31))
    return save_opportunity(uow, OpportunityDraft.of({"customer_id": customer_id, **fields}))


def plan(uow: UnitOfWork, subject: str, *, hours: float, **fields) -> Activity:
    due = uow.now + timedelta(hours=hours)
    return plan_activity(
        uow, {"kind": "task", "subject": subject, "due_at": due, "zone": "UTC", **fields}
    )
