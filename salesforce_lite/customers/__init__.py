"""Customers: organisations and people we serve or hope to, their contacts and relations."""

from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.drafts import CustomerDraft, CustomerFields, phone_of
from salesforce_lite.customers.events import (
    ContactChanged,
    ContactCreated,
    ContactDeleted,
    CustomerChanged,
    CustomerCreated,
    CustomerDeleted,
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomersMerged,
)
from salesforce_lite.customers.listing import (
    CustomerFilter,
    find_customers,
    list_customers,
    owner_names,
)
from salesforce_lite.customers.model import (
    Customer,
    CustomerKind,
    CustomerRelation,
    Lifecycle,
    LifecycleChange,
    LookUpKey,
    RelationKind,
)
from salesforce_lite.customers.saving import save_customer, save_customers
from salesforce_lite.customers.service import (
    change_lifecycle,
    check_version,
    delete_customer,
    enter_lifecycle,
    get_customer,
    hand_over,
    restore_customer,
    visible_customers,
)
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress

__all__ = [
    "Contact",
    "ContactChanged",
    "ContactCreated",
    "ContactDeleted",
    "ContactLink",
    "Customer",
    "CustomerChanged",
    "CustomerCreated",
    "CustomerDeleted",
    "CustomerDraft",
    "CustomerFields",
    "CustomerFilter",
    "CustomerKind",
    "CustomerLifecycleChanged",
    "CustomerOwnerChanged",
    "CustomerRelation",
    "CustomerRestored",
    "CustomersMerged",
    "EmailAddress",
    "Lifecycle",
    "LifecycleChange",
    "LookUpKey",
    "PhoneNumber",
    "PostalAddress",
    "RelationKind",
    "change_lifecycle",
    "check_version",
    "delete_customer",
    "enter_lifecycle",
    "find_customers",
    "get_customer",
    "hand_over",
    "list_customers",
    "owner_names",
    "phone_of",
    "restore_customer",
    "save_customer",
    "save_customers",
    "visible_customers",
]
