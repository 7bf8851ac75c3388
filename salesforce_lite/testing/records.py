"""Customers, contacts, sales and activities for tests, made through the services."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from salesforce_lite.activities import Activity, log_activity
from salesforce_lite.customers import (
    Contact,
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, OpportunityDraft, save_opportunity
from salesforce_lite.testing.servers import working_as
from salesforce_lite.web import App


def a_customer(uow: UnitOfWork, **fields: Any) -> Customer:
    fields.setdefault("name", "Ferretería Pérez")
    return save_customer(uow, CustomerDraft.of(fields))  # type: ignore[arg-type]  # its fields


def a_contact(uow: UnitOfWork, customer_id: UUID, **fields: Any) -> Contact:
    fields.setdefault("name", "Luisa Gómez")
    link = ContactLinkDraft(customer_id=customer_id, function="Purchasing", is_primary=True)
    return save_contact(uow, ContactDraft.of(fields, links=[link]))  # type: ignore[arg-type]


def an_opportunity(uow: UnitOfWork, customer_id: UUID, **fields: Any) -> Opportunity:
    values = {"title": "B line", "amount": Money.of("8300", "EUR")} | fields
    draft = OpportunityDraft.of({"customer_id": customer_id, **values})  # type: ignore[typeddict-item]
    return save_opportunity(uow, draft)


def an_activity(uow: UnitOfWork, customer_id: UUID, **fields: Any) -> Activity:
    values = {"kind": "call", "subject": "Delivery dates", "zone": "UTC"} | fields
    return log_activity(uow, {"customer_id": customer_id, **values})  # type: ignore[typeddict-item]


@dataclass(frozen=True, slots=True)
class Records:
    """Makes records as somebody would, each in a unit of its own; answers what was saved."""

    app: App

    def customer(self, by: str = "rep", **fields: Any) -> Customer:
        with working_as(self.app, by) as uow:
            return a_customer(uow, **fields)

    def contact(self, customer_id: UUID | None = None, by: str = "rep", **fields: Any) -> Contact:
        with working_as(self.app, by) as uow:
            return a_contact(uow, customer_id or a_customer(uow).id, **fields)

    def opportunity(
        self, customer_id: UUID | None = None, by: str = "rep", **fields: Any
    ) -> Opportunity:
        with working_as(self.app, by) as uow:
            return an_opportunity(uow, customer_id or a_customer(uow).id, **fields)

    def activity(self, customer_id: UUID | None = None, by: str = "rep", **fields: Any) -> Activity:
        with working_as(self.app, by) as uow:
            return an_activity(uow, customer_id or a_customer(uow).id, **fields)
