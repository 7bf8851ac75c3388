"""Merges two customers into one: nothing of either is lost, and everything follows."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.custom_fields import (
    dropped_custom,
    move_targets,
    renew_custom_values,
    seen_fields,
    united_custom,
)
from salesforce_lite.customers.contact_search import contact_entries
from salesforce_lite.customers.drafts import LONGEST_NOTE, MOST_OF_A_KIND
from salesforce_lite.customers.errors import (
    NotesTooLongTogetherError,
    SameCustomerError,
    TooManyTogetherError,
)
from salesforce_lite.customers.events import CustomerChanged, CustomersMerged
from salesforce_lite.customers.hierarchy import hold_hierarchy, parents_above
from salesforce_lite.customers.look_up import renew_look_up_keys
from salesforce_lite.customers.merge_relinking import (
    move_children,
    move_contacts,
    move_past,
    move_relations,
)
from salesforce_lite.customers.model import Customer, Lifecycle, LookUpKey
from salesforce_lite.customers.search_entries import customer_entries
from salesforce_lite.customers.service import (
    enter_lifecycle,
    get_customer,
    hand_over,
)
from salesforce_lite.customers.values import PhoneNumber
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.references import move_references
from salesforce_lite.search import index_records, move_to_customer, remove_records

Choice = Literal["keep", "other"]

# What can only have one value, and the columns that make it up. Lists are united instead.
CHOOSABLE: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "legal_name": ("legal_name",),
    "kind": ("kind",),
    "lifecycle": ("lifecycle",),
    "tax_id": ("tax_country", "tax_type", "tax_value"),
    "website": ("website",),
    "location": ("latitude", "longitude"),
    "parent": ("parent_id",),
    "owner": ("owner_id", "owner_is_set", "portfolio_id"),
}
_NOT_A_CHOICE = N_("This is none of the choices.")


def merge_customers(
    uow: UnitOfWork,
    keep_id: UUID,
    merge_id: UUID,
    *,
    choices: Mapping[str, Choice] | None = None,
    versions: tuple[int | None, int | None] = (None, None),
) -> Customer:
    """Make one customer of two. `choices` says for each differing field whose value stays;
    unsaid, it is that of the survivor unless that is empty. It cannot be undone."""
    uow.actor.require("customers.delete")
    if keep_id == merge_id:
        raise SameCustomerError
    hold_hierarchy(uow)
    _wait_for_others(uow, keep_id, merge_id)
    keep, merged = get_customer(uow, keep_id), get_customer(uow, merge_id)
    for customer, version in zip((keep, merged), versions, strict=True):
        check_version(customer, version)
    before = _state(keep)
    taken = _settle(uow, keep, merged, choices or {})
    _unite(keep, merged)
    keep.custom = united_custom(
        uow, "customer", keep.custom, merged.custom, taken=taken, both=(keep.id, merged.id)
    )
    keep.refresh_derived()
    merged.deleted_at, merged.merged_into_id = uow.now, keep.id
    contacts = move_contacts(uow, keep, merged)
    move_relations(uow, keep, merged)
    move_children(uow, keep, merged)
    move_past(uow, keep, merged)
    move_references(uow, from_id=merged.id, to_id=keep.id)
    uow.session.flush()
    renew_custom_values(uow, "customer", [keep])
    move_targets(uow, from_id=merged.id, to_id=keep.id)
    uow.session.execute(delete(LookUpKey).where(LookUpKey.record_id == merged.id))
    renew_look_up_keys(uow, [keep], is_new=False)
    remove_records(uow, [merged.id])
    move_to_customer(uow, merged.id, into=keep.id, owner_id=keep.owner_id)
    index_records(uow, customer_entries(uow, [keep]))
    index_records(uow, contact_entries(uow, contacts))
    _tell(uow, keep, merged, before)
    return keep


def _wait_for_others(uow: UnitOfWork, *ids: UUID) -> None:
    """Two merges crosswise would each take the other's survivor: one comes after the other."""
    both = select(Customer.id).where(Customer.id.in_(ids)).order_by(Customer.id)
    uow.session.execute(both.with_for_update())


def differing_fields(keep: Customer, merged: Customer) -> list[str]:
    """The fields for which to choose: both customers have a value, and not the same."""
    return [
        name
        for name, columns in CHOOSABLE.items()
        if _value(keep, columns) != _value(merged, columns)
        and not _is_empty(keep, columns)
        and not _is_empty(merged, columns)
    ]


def _settle(
    uow: UnitOfWork, keep: Customer, merged: Customer, choices: Mapping[str, Choice]
) -> list[str]:
    """Give the survivor the chosen values; answers the custom fields whose other value stays."""
    custom = {one.name for one in seen_fields(uow, "customer")}
    known = CHOOSABLE.keys() | custom
    wrong = [n for n, c in choices.items() if n not in known or c not in ("keep", "other")]
    if wrong:
        raise InvalidInputError(fields=dict.fromkeys(wrong, _NOT_A_CHOICE))
    taken = [
        name
        for name, columns in CHOOSABLE.items()
        if choices.get(name) == "other" or (name not in choices and _is_empty(keep, columns))
    ]
    for name in taken:
        if name == "lifecycle":
            enter_lifecycle(uow, keep, Lifecycle(merged.lifecycle))
        elif name == "owner":
            _take_owner(uow, keep, merged)
        elif name != "parent":
            for column in CHOOSABLE[name]:
                setattr(keep, column, getattr(merged, column))
    keep.parent_id = _parent(uow, keep, merged, is_taken="parent" in taken)
    return [name for name in custom if choices.get(name) == "other"]


def _take_owner(uow: UnitOfWork, keep: Customer, merged: Customer) -> None:
    if keep.owner_id != merged.owner_id:
        uow.actor.require("customers.assign")
    keep.owner_id, keep.owner_is_set = merged.owner_id, merged.owner_is_set
    keep.portfolio_id = merged.portfolio_id


def _parent(uow: UnitOfWork, keep: Customer, merged: Customer, *, is_taken: bool) -> UUID | None:
    """The chosen parent, or the other one where the chosen stands below the two itself."""
    ordered = (keep.parent_id, merged.parent_id)
    for parent_id in reversed(ordered) if is_taken else ordered:
        if parent_id and not {keep.id, merged.id} & parents_above(uow, parent_id):
            return parent_id
    return None


def _unite(keep: Customer, merged: Customer) -> None:
    """Everything of both; refused rather than cut where one customer cannot hold it."""
    lists = {
        "emails": _united(keep.emails, merged.emails, lambda email: email.address),
        "phones": _united(keep.phones, merged.phones, _line_of),
        "addresses": _united(keep.addresses, merged.addresses, lambda address: address),
        "roles": _united(keep.roles, merged.roles, lambda role: role),
        "tags": _united(keep.tags, merged.tags, lambda tag: tag),
    }
    note = "\n\n".join(dict.fromkeys(note for note in (keep.note, merged.note) if note))
    if any(len(values) > MOST_OF_A_KIND for values in lists.values()):
        raise TooManyTogetherError(most=MOST_OF_A_KIND)
    if len(note) > LONGEST_NOTE:
        raise NotesTooLongTogetherError(longest=LONGEST_NOTE)
    for name, values in lists.items():
        setattr(keep, name, values)
    keep.note = note
    keep.is_sample = keep.is_sample and merged.is_sample


def _united(first: Sequence[Any], second: Sequence[Any], key: Any) -> tuple[Any, ...]:
    """Each once, the survivor's before the others: the first one is the main one."""
    found: dict[Any, Any] = {}
    for item in (*first, *second):
        found.setdefault(key(item), item)
    return tuple(found.values())


def _line_of(phone: PhoneNumber) -> tuple[str, str]:
    """Extensions of one number are different phones."""
    return phone.number or phone.typed, phone.extension


def _tell(uow: UnitOfWork, keep: Customer, merged: Customer, before: dict[str, Any]) -> None:
    """Both histories say it: that of the merged customer by its deletion, the survivor's here."""
    uow.session.add(
        AuditEntry(
            record_kind=keep.history_name,
            record_id=keep.id,
            record_version=keep.version,
            action="merged",
            changes={
                **dropped_custom(merged.custom, keep.custom),
                "merged": [None, merged.name],
            },
            at=uow.now,
            actor_id=uow.actor.user_id,
            actor_name=uow.actor.name,
            surface=uow.surface,
        )
    )
    differs = (name for name, value in _state(keep).items() if value != before[name])
    # The stage of the lifecycle has told itself.
    changed = tuple(name for name in differs if name != "lifecycle")
    if changed:
        uow.record(CustomerChanged(customer_id=keep.id, fields=changed))
    if keep.owner_id != before["owner_id"]:
        hand_over(uow, keep, before=before["owner_id"])
    uow.record(CustomersMerged(customer_id=keep.id, merged_id=merged.id))


def _state(customer: Customer) -> dict[str, Any]:
    single = [column for columns in CHOOSABLE.values() for column in columns]
    lists = ["emails", "phones", "addresses", "roles", "tags", "note", "custom"]
    return {name: getattr(customer, name) for name in single + lists}


def _value(customer: Customer, columns: Sequence[str]) -> list[Any]:
    return [getattr(customer, column) for column in columns]


def _is_empty(customer: Customer, columns: Sequence[str]) -> bool:
    return all(
        value is None or value == "" or value is False for value in _value(customer, columns)
    )
