"""Customers: organisations and people we serve or hope to, their contacts and relations."""

from salesforce_lite.customers.asking import asked_ids
from salesforce_lite.customers.by_email import EmailHolder, find_by_emails
from salesforce_lite.customers.cards import renew_cards
from salesforce_lite.customers.contact_drafts import (
    ContactDraft,
    ContactFields,
    ContactLinkDraft,
)
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_places import link_contact, unlink_contact
from salesforce_lite.customers.contact_service import (
    ContactPlace,
    contacts_of,
    delete_contact,
    get_contact,
    known_contacts,
    places_of,
    restore_contact,
    save_contact,
    save_contacts,
    visible_contacts,
)
from salesforce_lite.customers.drafts import CustomerDraft, CustomerFields, phone_from, phone_of
from salesforce_lite.customers.duplicates import (
    Candidate,
    Reason,
    find_duplicates,
    find_duplicates_batch,
)
from salesforce_lite.customers.events import (
    ContactChanged,
    ContactCreated,
    ContactDeleted,
    ContactRestored,
    CustomerChanged,
    CustomerCreated,
    CustomerDeleted,
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomerRelationChanged,
    CustomerRestored,
    CustomersMerged,
    CustomersRelated,
    CustomersUnrelated,
)
from salesforce_lite.customers.listing import (
    CustomerFilter,
    find_customers,
    list_customers,
    owner_names,
)
from salesforce_lite.customers.merge import (
    differing_fields,
    merge_customers,
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
from salesforce_lite.customers.relations import (
    RelationLine,
    end_relation,
    relate_customers,
    relations_of,
    remove_relation,
)
from salesforce_lite.customers.saving import save_customer, save_customers
from salesforce_lite.customers.service import (
    change_lifecycle,
    delete_customer,
    enter_lifecycle,
    get_customer,
    hand_over,
    of_visible_customer,
    restore_customer,
    standing_customers,
    visible_customers,
)
from salesforce_lite.customers.survivors import survivor_of
from salesforce_lite.customers.tax_ids import tax_warning
from salesforce_lite.customers.timelines import TimelinePage, timeline, timeline_query
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress

__all__ = [
    "Candidate",
    "Contact",
    "ContactChanged",
    "ContactCreated",
    "ContactDeleted",
    "ContactDraft",
    "ContactFields",
    "ContactLink",
    "ContactLinkDraft",
    "ContactPlace",
    "ContactRestored",
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
    "CustomerRelationChanged",
    "CustomerRestored",
    "CustomersMerged",
    "CustomersRelated",
    "CustomersUnrelated",
    "EmailAddress",
    "EmailHolder",
    "Lifecycle",
    "LifecycleChange",
    "LookUpKey",
    "PhoneNumber",
    "PostalAddress",
    "Reason",
    "RelationKind",
    "RelationLine",
    "TimelinePage",
    "asked_ids",
    "change_lifecycle",
    "contacts_of",
    "delete_contact",
    "delete_customer",
    "differing_fields",
    "end_relation",
    "enter_lifecycle",
    "find_by_emails",
    "find_customers",
    "find_duplicates",
    "find_duplicates_batch",
    "get_contact",
    "get_customer",
    "hand_over",
    "known_contacts",
    "link_contact",
    "list_customers",
    "merge_customers",
    "of_visible_customer",
    "owner_names",
    "phone_from",
    "phone_of",
    "places_of",
    "relate_customers",
    "relations_of",
    "remove_relation",
    "renew_cards",
    "restore_contact",
    "restore_customer",
    "save_contact",
    "save_contacts",
    "save_customer",
    "save_customers",
    "standing_customers",
    "survivor_of",
    "tax_warning",
    "timeline",
    "timeline_query",
    "unlink_contact",
    "visible_contacts",
    "visible_customers",
]
