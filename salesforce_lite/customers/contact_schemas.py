"""Contacts as programs send and see them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import (
    LARGEST_BATCH,
    Input,
    ListQuery,
    Moment,
    Record,
    Reference,
    Several,
    Words,
)
from salesforce_lite.customers.schemas import Email, Phone


class LinkView(Struct, kw_only=True, frozen=True):
    """What a contact does at a customer; `version` is that of the link."""

    customer_id: UUID
    function: str
    is_primary: bool
    since: date | None
    until: date | None
    version: int


class ContactView(Record, kw_only=True, frozen=True):
    """A person at one or more customers; of these, those that may be seen."""

    name: str
    salutation: str
    email: str
    emails: list[Email]
    phone: str
    phones: list[Phone]
    language: str
    note: str
    person_id: UUID | None
    links: list[LinkView]
    external_ref: str | None
    external_refs: list[str]
    custom: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class LinkWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a contact does at a customer. A customer has one primary contact: the last named."""

    function: Annotated[str, Meta(max_length=120)] = ""
    is_primary: bool = False
    since: date | None = None
    until: date | None = None


class ContactLinkWrite(LinkWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The same, and at which customer."""

    customer_id: UUID


class ContactWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of a contact; what is left out stays as it is.

    `email` and `phone` are the first of `emails` and `phones`: send either. `links` are added, or
    replace those to the same customers; others stay. `person_id` is the customer who is the same
    person. Of `custom` only the fields that are named are changed.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    salutation: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    emails: list[Email] | UnsetType = UNSET
    phone: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    phones: list[Phone] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=10)] | UnsetType = UNSET
    note: Annotated[str, Meta(max_length=4000)] | UnsetType = UNSET
    person_id: UUID | UnsetType | None = UNSET
    links: Annotated[list[ContactLinkWrite], Meta(max_length=100)] | UnsetType = UNSET
    external_ref: Reference | UnsetType = UNSET
    custom: dict[str, Any] | UnsetType = UNSET


class NewContact(ContactWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new contact; sent again with the `id` that the program chose, it is made once."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    id: UUID | UnsetType = UNSET


class ContactPatch(ContactWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A change of one of several contacts; with `version` only if it has not changed since."""

    id: UUID
    version: int | UnsetType = UNSET


class NewContacts(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several new contacts."""

    items: Annotated[list[NewContact], Meta(min_length=1, max_length=LARGEST_BATCH)]


class ContactPatches(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Changes of several contacts."""

    items: Annotated[list[ContactPatch], Meta(min_length=1, max_length=LARGEST_BATCH)]


class ContactQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which contacts; what is left out does not narrow."""

    q: Words = ""
    sort: Annotated[
        Literal["name", "-name", "updated_at", "-updated_at"] | None,
        Meta(description="By name, or by `updated_at` where `updated_since` is asked for."),
    ] = None
    customer_id: UUID | None = None
    email: Annotated[str, Meta(max_length=254)] = ""
    phone: Annotated[str, Meta(max_length=60)] = ""
    external_ref: Annotated[str, Meta(max_length=160)] = ""
    updated_since: Moment | None = None
    custom: Annotated[
        dict[str, str], Meta(description="Custom fields by code: a value, or a range `10..20`.")
    ] = {}
