"""What phones may send about customers and contacts."""

from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Input
from salesforce_lite.customers.api_shapes import customer_draft, customer_view
from salesforce_lite.customers.contact_model import Contact
from salesforce_lite.customers.contact_schemas import ContactPatch, NewContact
from salesforce_lite.customers.contact_service import (
    delete_contact,
    get_contact,
    restore_contact,
    save_contact,
)
from salesforce_lite.customers.contact_shapes import contact_draft, contact_view
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.saving import save_customer
from salesforce_lite.customers.schemas import CustomerPatch, NewCustomer
from salesforce_lite.customers.service import delete_customer, get_customer, restore_customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand, read_version


class Gone(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which record is to be deleted."""

    id: UUID


def _create(uow: UnitOfWork, body: NewCustomer, _read: int | None) -> Customer:
    new_id = None if body.id is UNSET else body.id
    return save_customer(uow, customer_draft(uow, body, new_id=new_id))


def _change(uow: UnitOfWork, body: CustomerPatch, _read: int | None) -> Customer:
    customer = get_customer(uow, body.id)
    return save_customer(uow, customer_draft(uow, body, customer=customer))


def _delete(uow: UnitOfWork, body: Gone, read: int | None) -> Customer:
    return delete_customer(uow, body.id, version=read_version(read))


def _create_contact(uow: UnitOfWork, body: NewContact, _read: int | None) -> Contact:
    new_id = None if body.id is UNSET else body.id
    return save_contact(uow, contact_draft(uow, body, new_id=new_id))


def _change_contact(uow: UnitOfWork, body: ContactPatch, _read: int | None) -> Contact:
    contact = get_contact(uow, body.id)
    return save_contact(uow, contact_draft(uow, body, contact=contact))


def _delete_contact(uow: UnitOfWork, body: Gone, read: int | None) -> Contact:
    return delete_contact(uow, body.id, version=read_version(read))


# What is only added is never in anybody's way.
_OF_BOTH = {"email": ("emails",), "phone": ("phones",), "external_ref": ()}

COMMANDS = (
    SyncCommand(
        name="customers.create_customer",
        about="customer",
        show=customer_view,
        shape=NewCustomer,
        apply=_create,
    ),
    SyncCommand(
        name="customers.change_customer",
        about="customer",
        show=customer_view,
        shape=CustomerPatch,
        apply=_change,
        is_change=True,
        stored=_OF_BOTH
        | {
            "tax_id": ("tax_country", "tax_type", "tax_value"),
            "location": ("latitude", "longitude"),
            "owner_id": ("owner_id", "owner_is_set"),
        },
        restore=restore_customer,
    ),
    SyncCommand(
        name="customers.delete_customer",
        about="customer",
        show=customer_view,
        shape=Gone,
        apply=_delete,
        undoes=True,
    ),
    SyncCommand(
        name="customers.create_contact",
        about="contact",
        show=contact_view,
        shape=NewContact,
        apply=_create_contact,
    ),
    SyncCommand(
        name="customers.change_contact",
        about="contact",
        show=contact_view,
        shape=ContactPatch,
        apply=_change_contact,
        is_change=True,
        stored=_OF_BOTH | {"links": ()},
        restore=restore_contact,
    ),
    SyncCommand(
        name="customers.delete_contact",
        about="contact",
        show=contact_view,
        shape=Gone,
        apply=_delete_contact,
        undoes=True,
    ),
)
