"""Customers from files: organisations and people with everything a row can say about them."""

from collections.abc import Sequence
from typing import Any

from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    save_customers,
    visible_customers,
)
from salesforce_lite.imports.customer_rows import CUSTOMER_EXPORT
from salesforce_lite.imports.importer import Batch, Importer, ImportRow, Pending, Source, Sums
from salesforce_lite.imports.labels import built_in_labels
from salesforce_lite.imports.links import Targets
from salesforce_lite.imports.reaching import (
    merged_words,
    take_addresses,
    take_emails,
    take_phones,
)
from salesforce_lite.imports.references import count_of, own_references
from salesforce_lite.imports.remarks import (
    AMBIGUOUS_CUSTOMER,
    BELONGS_TO_NOBODY,
    UNKNOWN_OWNER,
    UNKNOWN_PARENT,
    UNKNOWN_PORTFOLIO,
    Remarks,
)
from salesforce_lite.intake import Field, Kind, folded, split_list, words_for
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values

_TEXTS = ("name", "legal_name", "website", "note", "tax_type")
_PHONE_LABELS = {"phone": "", "mobile": "mobile", "other_phone": "other"}
_OWN_PHONE_LABELS = {"phone": "", "phone_2": "", "phone_3": ""}
# How far a relation is where a file only says which role somebody has.
_LIFECYCLE_OF_ROLE = {"customer": "active", "prospect": "lead"}

FIELDS = (
    Field("kind", N_("Kind"), Kind.CHOICE, words_for("organization", "person")),
    Field("name", N_("Name")),
    Field("first_name", N_("First name")),
    Field("last_name", N_("Last name")),
    Field("legal_name", N_("Legal name")),
    Field(
        "lifecycle",
        N_("Lifecycle"),
        Kind.CHOICE,
        words_for("lead", "qualified", "active", "dormant", "lost"),
    ),
    Field("roles", N_("Roles"), Kind.LIST),
    Field("tags", N_("Tags"), Kind.LIST),
    Field("website", N_("Website")),
    *(Field(f"email{number}", N_("E-mail"), Kind.LIST) for number in ("", "_2", "_3")),
    *(Field(f"email{number}_label", N_("Label of the e-mail")) for number in ("", "_2", "_3")),
    *(Field(f"phone{number}", N_("Phone"), Kind.PHONE) for number in ("", "_2", "_3")),
    *(Field(f"phone{number}_number", N_("Phone, E.164")) for number in ("", "_2", "_3")),
    *(Field(f"phone{number}_extension", N_("Extension")) for number in ("", "_2", "_3")),
    *(Field(f"phone{number}_label", N_("Label of the phone")) for number in ("", "_2", "_3")),
    Field("mobile", N_("Mobile"), Kind.PHONE),
    Field("other_phone", N_("Other phone"), Kind.PHONE),
    Field("tax_id", N_("Tax id")),
    Field("tax_country", N_("Country of the tax id"), Kind.COUNTRY),
    Field("tax_type", N_("Type of the tax id")),
    *(
        field
        for prefix in ("", "shipping_")
        for field in (
            Field(f"{prefix}address_label", N_("Label of the address")),
            Field(f"{prefix}street", N_("Street")),
            Field(f"{prefix}street_2", N_("Street, second line")),
            Field(f"{prefix}district", N_("District")),
            Field(f"{prefix}city", N_("City")),
            Field(f"{prefix}region", N_("Region")),
            Field(f"{prefix}postal_code", N_("Postal code")),
            Field(f"{prefix}country", N_("Country"), Kind.COUNTRY),
        )
    ),
    Field("latitude", N_("Latitude"), Kind.COORDINATE),
    Field("longitude", N_("Longitude"), Kind.COORDINATE),
    Field("note", N_("Note"), Kind.NOTE),
    Field("owner", N_("Owner")),
    Field("portfolio", N_("Portfolio")),
    Field("parent", N_("Id of the parent organisation")),
    Field("parent_name", N_("Parent organisation")),
    Field("references", N_("Ids in other systems"), Kind.LIST),
    Field("more", N_("More e-mails, phones and addresses"), Kind.DOCUMENT),
)


def look_up(batch: Batch) -> dict[str, str]:
    """Role as people write it, folded → its code."""
    roles = {}
    for value in list_values(batch.uow, "customer.role", retired=True):
        for word in (value.label_en, value.label_es, value.code):
            roles[folded(word)] = value.code
    batch.other_references = own_references(batch, "customer")
    return roles


def draft(batch: Batch, row: ImportRow) -> CustomerDraft:
    fields: dict[str, Any] = {}
    is_new, record = row.record is None, row.record
    batch.take(row, _TEXTS, fields)
    if not fields.get("name"):
        parts = (row.get("first_name"), row.get("last_name"))
        if any(parts):
            fields["name"] = " ".join(part for part in parts if part)
            if is_new:
                fields["kind"] = "person"
    if row.get("kind"):
        fields["kind"] = row.get("kind")
    _take_standing(batch, row, fields, record)
    take_emails(batch, row, fields, record)
    take_addresses(batch, row, fields, record)
    country = row.get("country") or row.get("tax_country") or batch.source.country
    labels = _OWN_PHONE_LABELS if batch.source.is_own else _PHONE_LABELS
    take_phones(batch, row, fields, record, labels)
    _take_tax_id(batch, row, fields, country)
    for name in ("latitude", "longitude"):
        if row.get(name) is not None or batch.clears(name):
            fields[name] = row.get(name)
    _take_people(batch, row, fields)
    _take_parent(batch, row, fields)
    made = CustomerDraft.of(
        fields,  # type: ignore[arg-type]  # made field by field
        id=row.record_id,
        new_id=row.new_id,
        references=[*batch.references_for(row), *batch.other_references.get(row.number, ())],
    )
    # Only now, so that a row that is refused does not count.
    if _is_nobodys(record, fields) and (record is not None or batch.uow.actor.user_id is None):
        batch.remarks.add(BELONGS_TO_NOBODY, "")
    return made


def _take_standing(
    batch: Batch, row: ImportRow, fields: dict[str, Any], record: Customer | None
) -> None:
    """Roles, tags and lifecycle; a type that is no role of ours becomes a tag."""
    clears = batch.source.clears
    words = [word for text in row.get("roles") or () for word in split_list(text)]
    known = [batch.found[folded(word)] for word in words if folded(word) in batch.found]
    others = [word for word in words if folded(word) not in batch.found]
    if batch.source.is_own:  # also codes that are in no list any more
        known, others = words, []
    if words or batch.clears("roles"):
        kept = record.roles if record else ()
        fields["roles"] = tuple(dict.fromkeys([*known, *(() if clears else kept)]))
    if row.get("tags") or others or batch.clears("tags"):
        kept = record.tags if record else ()
        tags = merged_words(row.get("tags") or (), kept, clears=clears)
        fields["tags"] = tuple(dict.fromkeys([*tags, *(" ".join(o.split()) for o in others)]))
    if row.get("lifecycle"):
        fields["lifecycle"] = row.get("lifecycle")
    elif record is None and known and known[0] in _LIFECYCLE_OF_ROLE:
        fields["lifecycle"] = _LIFECYCLE_OF_ROLE[known[0]]


def _take_tax_id(batch: Batch, row: ImportRow, fields: dict[str, Any], country: str) -> None:
    if row.get("tax_id"):
        fields["tax_value"] = row.get("tax_id")
        fields["tax_country"] = row.get("tax_country") or ("" if batch.source.is_own else country)
        fields.setdefault("tax_type", "")
    elif batch.clears("tax_id"):
        fields |= {"tax_value": "", "tax_country": row.get("tax_country") or "", "tax_type": ""}


def _take_people(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    """Owner and portfolio. An owner is never taken away by a file."""
    if written := row.get("portfolio"):
        portfolio = batch.people.find_portfolio(written)
        if portfolio is None:
            batch.remarks.add(UNKNOWN_PORTFOLIO, written)
        else:
            fields["portfolio_id"] = portfolio
    elif batch.clears("portfolio"):
        fields["portfolio_id"] = None
    if written := row.get("owner"):
        owner = batch.people.find_person(written)
        if owner is None:
            batch.remarks.add(UNKNOWN_OWNER, written)
        else:
            fields["owner_id"] = owner
    default = batch.source.default_owner
    if default is not None and _is_nobodys(row.record, fields):
        fields["owner_id"] = default


def _is_nobodys(record: Customer | None, fields: dict[str, Any]) -> bool:
    """Whether neither the row nor the record it is about says whose customer this is."""
    if "owner_id" in fields or fields.get("portfolio_id"):
        return False
    return record is None or (record.owner_id is None and record.portfolio_id is None)


def _take_parent(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    reference, name = row.get("parent"), row.get("parent_name")
    found = batch.targets.by_reference(("customer",), reference) if reference else None
    if found is not None:
        fields["parent_id"] = found[1]
    elif reference:
        batch.late[row.number] = reference
    elif name and batch.targets.by_name(name):
        fields["parent_id"] = batch.targets.by_name(name)
    elif name:
        known = batch.targets.knows_name(name)
        batch.remarks.add(AMBIGUOUS_CUSTOMER if known else UNKNOWN_PARENT, name)
    elif batch.clears("parent"):
        fields["parent_id"] = None
    if row.record_id is not None and fields.get("parent_id") == row.record_id:
        del fields["parent_id"]


def finish(uow: UnitOfWork, source: Source, pending: Sequence[Pending], remarks: Remarks) -> None:
    """Parents that came later in the file than their children."""
    targets = Targets()
    system = None if source.is_own else source.system
    targets.look_up(uow, system, {"customer": {reference for _child, reference in pending}})
    drafts = []
    for child, reference in pending:
        found = targets.by_reference(("customer",), reference)
        if found is None or found[1] == child:
            remarks.add(UNKNOWN_PARENT, reference)
        else:
            drafts.append(CustomerDraft.of({"parent_id": found[1]}, id=child))
    if drafts:
        save_customers(uow, drafts)


def sums(uow: UnitOfWork, source: Source) -> Sums:
    return Sums(count_of(uow, source, "customer", Customer))


CUSTOMERS = Importer(
    entity="customers",
    record_kind="customer",
    label=N_("Customers"),
    permission="customers.edit",
    fields=FIELDS,
    labels=built_in_labels("customers"),
    required=("name", "last_name", "first_name"),
    stand_in="legal_name",
    natural_key=("name", "first_name", "last_name", "email", "phone", "tax_id", "street", "city"),
    model=Customer,
    visible=visible_customers,
    look_up=look_up,
    draft=draft,
    save=save_customers,
    links={"parent": ("customer",)},
    matches=("email", "tax_id", "phone"),
    finish=finish,
    exporter=CUSTOMER_EXPORT,
    sums=sums,
    weight=20,
)
