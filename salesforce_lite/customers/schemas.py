"""Customers as programs send and see them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import LARGEST_BATCH, Input, ListQuery, Moment, Record, Reference, Several

Kind = Literal["person", "organization"]
Stage = Literal["lead", "qualified", "active", "dormant", "lost"]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


MANY = Meta(max_length=100)


class Email(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An e-mail address, with a label such as “work”."""

    address: Annotated[str, Meta(max_length=254)]
    label: Annotated[str, Meta(max_length=40)] = ""


class Phone(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A phone: what was typed, and its E.164 form where it can be read."""

    typed: Annotated[str, Meta(max_length=60)]
    number: Annotated[str, Meta(max_length=60)] | None = None
    extension: Annotated[str, Meta(max_length=20)] = ""
    label: Annotated[str, Meta(max_length=40)] = ""


class Address(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A postal address; `country` is the two letters of ISO 3166."""

    label: Annotated[str, Meta(max_length=40)] = ""
    street: Annotated[str, Meta(max_length=200)] = ""
    unit: Annotated[str, Meta(max_length=60)] = ""
    district: Annotated[str, Meta(max_length=120)] = ""
    city: Annotated[str, Meta(max_length=120)] = ""
    region: Annotated[str, Meta(max_length=120)] = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    country: Annotated[str, Meta(max_length=2)] = ""


class Location(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Degrees (WGS 84)."""

    lat: Latitude
    lon: Longitude


class TaxId(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A tax id, normalised by the rules of its country."""

    value: Annotated[str, Meta(max_length=40)]
    country: Annotated[str, Meta(max_length=2)] = ""
    type: Annotated[str, Meta(max_length=20)] = ""


class CustomerView(Record, kw_only=True, frozen=True):
    """A person or organisation we serve or hope to."""

    kind: Kind
    name: str
    legal_name: str
    lifecycle: Stage
    lifecycle_since: date | None
    roles: tuple[str, ...]
    tags: tuple[str, ...]
    website: str
    email: str
    emails: list[Email]
    phone: str
    phones: list[Phone]
    addresses: list[Address]
    tax_id: TaxId | None
    location: Location | None
    note: str
    parent_id: UUID | None
    portfolio_id: UUID | None
    owner_id: UUID | None
    external_ref: str | None
    external_refs: list[str]
    custom: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class CustomerWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of a customer; what is left out stays as it is.

    `email` and `phone` are the first of `emails` and `phones`: send either. `owner_id` of others
    needs the permission to assign. Of `custom` only the fields that are named are changed.
    """

    kind: Kind | UnsetType = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    legal_name: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    lifecycle: Stage | UnsetType = UNSET
    roles: Annotated[list[Annotated[str, Meta(max_length=60)]], MANY] | UnsetType = UNSET
    tags: Annotated[list[Annotated[str, Meta(max_length=60)]], MANY] | UnsetType = UNSET
    website: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    emails: Annotated[list[Email], MANY] | UnsetType = UNSET
    phone: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    phones: Annotated[list[Phone], MANY] | UnsetType = UNSET
    addresses: Annotated[list[Address], MANY] | UnsetType = UNSET
    tax_id: TaxId | UnsetType | None = UNSET
    location: Location | UnsetType | None = UNSET
    note: Annotated[str, Meta(max_length=4000)] | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    portfolio_id: UUID | UnsetType | None = UNSET
    owner_id: UUID | UnsetType | None = UNSET
    external_ref: Reference | UnsetType = UNSET
    custom: dict[str, Any] | UnsetType = UNSET


class NewCustomer(CustomerWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new customer; sent again with the `id` that the program chose, it is made once."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    id: UUID | UnsetType = UNSET


class CustomerPatch(CustomerWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A change of one of several customers; with `version` only if it has not changed since."""

    id: UUID
    version: int | UnsetType = UNSET


class NewCustomers(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several new customers."""

    items: Annotated[list[NewCustomer], Meta(min_length=1, max_length=LARGEST_BATCH)]


class CustomerPatches(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Changes of several customers."""

    items: Annotated[list[CustomerPatch], Meta(min_length=1, max_length=LARGEST_BATCH)]


class CustomerQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which customers; what is left out does not narrow."""

    q: Annotated[
        str, Meta(max_length=200, description="Words, as in the search; the best 100.")
    ] = ""
    sort: Literal["name", "-name", "updated_at", "-updated_at"] | None = None
    kind: Kind | None = None
    lifecycle: Stage | None = None
    role: Annotated[str, Meta(max_length=60)] = ""
    tag: Annotated[str, Meta(max_length=60)] = ""
    owner_id: UUID | None = None
    portfolio_id: UUID | None = None
    parent_id: UUID | None = None
    email: Annotated[str, Meta(max_length=254)] = ""
    phone: Annotated[str, Meta(max_length=60)] = ""
    tax_id: Annotated[str, Meta(max_length=43, description="`MX:ABC010101XX1`")] = ""
    external_ref: Annotated[str, Meta(max_length=160)] = ""
    updated_since: Moment | None = None
    custom: Annotated[
        dict[str, str], Meta(description="Custom fields by code: a value, or a range `10..20`.")
    ] = {}


class NewStage(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How far the relation has come."""

    lifecycle: Stage


class Merge(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which other customer is the same, and goes into this one."""

    other_id: UUID
