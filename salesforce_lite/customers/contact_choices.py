"""How the form of a contact starts, and the customer who may be the same person."""

from contextlib import suppress
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.custom_pages import custom_data, with_custom
from salesforce_lite.customers.contact_forms import ContactForm, values_of
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.uow import UnitOfWork


def new_contact_form(uow: UnitOfWork) -> ContactForm:
    """The form of somebody new, as sent or empty."""
    values = {"name": request.args.get("name", "")} | custom_data(uow, "contact", None)
    form = with_custom(ContactForm, uow, "contact")(data=values)
    form.add_spare_rows()
    offer_person(uow, form)
    return form


def contact_form(uow: UnitOfWork, contact: Contact, link: ContactLink | None) -> ContactForm:
    """The form as sent, or else filled from the contact and their function at one customer."""
    form = _class_of(uow, contact)(data=_values(uow, contact, link))
    form.add_spare_rows()
    offer_person(uow, form, contact)
    return form


def fresh_contact_form(uow: UnitOfWork, contact: Contact) -> ContactForm:
    """The form as it would be opened now."""
    form = _class_of(uow, contact)(formdata=None, data=_values(uow, contact, None))
    offer_person(uow, form, contact)
    return form


def offer_person(uow: UnitOfWork, form: ContactForm, contact: Contact | None = None) -> None:
    """The customer who is the same person; one whom the actor does not see is left as it is."""
    if contact is not None and contact.person_id and not customer_name(uow, contact.person_id):
        del form.person_id
        return
    chosen = form.person_id.data
    form.person_id.choices = [SelectChoice("", gettext("No"))]
    if chosen and (name := customer_name(uow, chosen)):
        form.person_id.choices.append(SelectChoice(str(chosen), name))


def customer_name(uow: UnitOfWork, customer_id: object) -> str:
    """What the customer is called, for whom sees them."""
    with suppress(ValueError):
        query = visible_customers(uow).with_only_columns(Customer.name)
        wanted = uuid_or_none(customer_id)
        return uow.session.scalar(query.where(Customer.id == wanted)) or ""
    return ""


def _class_of(uow: UnitOfWork, contact: Contact) -> type[ContactForm]:
    return with_custom(ContactForm, uow, "contact", contact.custom)


def _values(uow: UnitOfWork, contact: Contact, link: ContactLink | None) -> dict[str, Any]:
    return values_of(contact, link) | custom_data(uow, "contact", contact.custom)
