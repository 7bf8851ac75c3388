"""Customers and contacts that may be there already, for programs that are about to add one."""

from typing import Literal, cast
from uuid import UUID

from msgspec import UNSET, Struct, structs

from salesforce_lite.api import Listed, chosen
from salesforce_lite.customers.api import resource
from salesforce_lite.customers.api_shapes import customer_draft
from salesforce_lite.customers.contact_api import resource as contacts
from salesforce_lite.customers.contact_drafts import ContactFields
from salesforce_lite.customers.contact_schemas import NewContact
from salesforce_lite.customers.contact_shapes import contact_draft
from salesforce_lite.customers.contact_twins import find_contact_twins
from salesforce_lite.customers.drafts import CustomerFields
from salesforce_lite.customers.duplicates import find_duplicates
from salesforce_lite.customers.schemas import NewCustomer
from salesforce_lite.web import current_uow

Why = Literal["email", "phone", "tax_id", "name_and_place", "name"]


class Twin(Struct, kw_only=True, frozen=True):
    """A record that may be the same, why, and for a customer how sure that makes us (0 to 100)."""

    id: UUID
    name: str
    reasons: list[Why]
    score: int | None = None


@resource.post("/duplicates", needs="customers.view", reads=True)
def find_twins(body: NewCustomer) -> Listed[Twin]:
    """Customers that may be the one described, the likeliest first. Nothing is saved.

    With the `id` of one that is there already, it is not compared with itself.
    """
    uow = current_uow()
    draft = customer_draft(uow, structs.replace(body, external_ref=UNSET))
    found = find_duplicates(
        uow,
        cast(CustomerFields, draft.fields),
        exclude_id=chosen(body.id),
    )
    return Listed(
        items=[
            Twin(
                id=one.customer.id,
                name=one.customer.name,
                reasons=[reason.value for reason in one.reasons],
                score=one.score,
            )
            for one in found
        ]
    )


@contacts.post("/duplicates", needs="customers.view", reads=True)
def find_contact_twins_of(body: NewContact) -> Listed[Twin]:
    """Contacts who may be the person described, the likeliest first. Nothing is saved.

    A name alone counts at the first customer of `links`.
    """
    uow = current_uow()
    draft = contact_draft(uow, structs.replace(body, external_ref=UNSET))
    found = find_contact_twins(
        uow,
        cast(ContactFields, draft.fields),
        customer_id=draft.links[0].customer_id if draft.links else None,
        exclude_id=chosen(body.id),
    )
    return Listed(
        items=[
            Twin(
                id=one.contact.id,
                name=one.contact.name,
                reasons=[reason.value for reason in one.reasons],
            )
            for one in found
        ]
    )
