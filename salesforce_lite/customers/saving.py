"""Saves customers in batches: makes new ones, changes known ones, settles who owns them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.audit import made_before
from salesforce_lite.custom_fields import keep_custom, settle_custom
from salesforce_lite.customers.drafts import CustomerDraft, changed_fields
from salesforce_lite.customers.events import CustomerChanged, CustomerCreated
from salesforce_lite.customers.hierarchy import hold_hierarchy, refuse_circles
from salesforce_lite.customers.look_up import renew_look_up_keys
from salesforce_lite.customers.model import Customer, CustomerKind, Lifecycle
from salesforce_lite.customers.search_entries import customer_entries
from salesforce_lite.customers.service import (
    enter_lifecycle,
    get_customer,
    hand_over,
    visible_customers,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.records import insert_records
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.notifications import tell_mentioned
from salesforce_lite.references import set_references
from salesforce_lite.search import index_records
from salesforce_lite.team import Portfolio

_NO_SUCH = N_("This does not exist (any more).")


def save_customer(uow: UnitOfWork, draft: CustomerDraft) -> Customer:
    """Save one customer: a batch of one. Sent again, it is the one that was made at first."""
    uow.actor.require("customers.edit")
    return made_before(uow, draft, get_customer) or _save_one(uow, draft)


def _save_one(uow: UnitOfWork, draft: CustomerDraft) -> Customer:
    """Whoever is mentioned is told; what a file brings in by the batch tells nobody."""
    note, before = draft.fields.get("note") or "", ""
    if draft.id and "@" in note:
        before = uow.session.scalar(select(Customer.note).where(Customer.id == draft.id)) or ""
    customer = save_customers(uow, [draft])[0]
    tell_mentioned(
        uow,
        note,
        before=before,
        about=customer.id,
        kind="customer",
        may_see=lambda actor: (
            actor.may("customers.view") and actor.sees_records_of(customer.scope_owner_id)
        ),
    )
    return customer


def save_customers(uow: UnitOfWork, drafts: Sequence[CustomerDraft]) -> list[Customer]:
    """Make or change customers, all or none; a look-up per row would cost an import dearly."""
    uow.actor.require("customers.edit")
    known = _load(uow, [draft.id for draft in drafts if draft.id])
    owners = {customer.id: customer.owner_id for customer in known.values()}
    drafts = settle_custom(uow, "customer", drafts, known)
    managers = _managers(uow, drafts)
    _check_links(uow, drafts, known)
    saved: list[Customer] = []
    renewed: list[Customer] = []
    # One flush for all of it: each would be a version and a line of history of its own.
    with uow.session.no_autoflush:
        for draft in drafts:
            if draft.id is None:
                saved.append(_create(uow, draft, managers))
            else:
                customer = known[draft.id]
                if _change(uow, customer, draft, managers):
                    renewed.append(customer)
                saved.append(customer)
    uow.session.flush()
    made = [c for c, d in zip(saved, drafts, strict=True) if d.id is None]
    insert_records(uow, made)
    for customer in renewed:
        # Only now that nobody can hang anything more on it: what is there follows, and all of it.
        if customer.owner_id != owners[customer.id]:
            hand_over(uow, customer, before=owners[customer.id])
    renew_look_up_keys(uow, made, is_new=True)
    renew_look_up_keys(uow, renewed, is_new=False)
    index_records(uow, customer_entries(uow, made), are_new=True)
    index_records(uow, customer_entries(uow, renewed))
    named = ((one.id, draft.references) for one, draft in zip(saved, drafts, strict=True))
    set_references(uow, "customer", named)
    keep_custom(uow, "customer", saved, drafts)
    return saved


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Customer]:
    if not ids:
        return {}
    found = {
        customer.id: customer
        for customer in uow.session.scalars(visible_customers(uow).where(Customer.id.in_(ids)))
    }
    if len(found) < len(set(ids)):
        raise NotFoundError
    return found


def _managers(uow: UnitOfWork, drafts: Sequence[CustomerDraft]) -> dict[UUID, UUID | None]:
    """Portfolio → its manager, for the portfolios the drafts name."""
    wanted = {draft.fields["portfolio_id"] for draft in drafts if draft.fields.get("portfolio_id")}
    if not wanted:
        return {}
    rows = uow.session.execute(
        select(Portfolio.id, Portfolio.manager_id).where(Portfolio.id.in_(wanted))
    )
    managers = dict(rows.all())
    if wanted - managers.keys():
        raise InvalidInputError(fields={"portfolio_id": _NO_SUCH})
    return managers


def _check_links(
    uow: UnitOfWork, drafts: Sequence[CustomerDraft], known: Mapping[UUID, Customer]
) -> None:
    """New owners must work here, new parents must be visible and not below their child."""
    owners = _newly_named(drafts, known, "owner_id")
    if owners:
        active = select(User.id).where(User.id.in_(owners), User.active)
        if owners - set(uow.session.scalars(active)):
            raise InvalidInputError(fields={"owner_id": _NO_SUCH})
    parents = _newly_named(drafts, known, "parent_id")
    if parents:
        seen = visible_customers(uow).where(Customer.id.in_(parents)).with_only_columns(Customer.id)
        if parents - set(uow.session.scalars(seen)):
            raise InvalidInputError(fields={"parent_id": _NO_SUCH})
    if any(draft.id and draft.fields.get("parent_id") in parents for draft in drafts):
        hold_hierarchy(uow)
        named = (draft for draft in drafts if draft.id and "parent_id" in draft.fields)
        refuse_circles(uow, {draft.id: draft.fields["parent_id"] for draft in named if draft.id})


def _newly_named(
    drafts: Sequence[CustomerDraft], known: Mapping[UUID, Customer], name: str
) -> set[UUID]:
    """What the drafts point at and the record did not before: the rest may stay, seen or not."""
    return {
        wanted
        for draft in drafts
        if (wanted := draft.fields.get(name))
        and not (draft.id and getattr(known[draft.id], name) == wanted)
    }


def _create(uow: UnitOfWork, draft: CustomerDraft, managers: dict[UUID, UUID | None]) -> Customer:
    fields = dict(draft.fields)
    lifecycle = fields.pop("lifecycle", Lifecycle.LEAD)
    fields.setdefault("kind", CustomerKind.ORGANIZATION)
    customer = Customer(**fields, lifecycle=lifecycle, is_sample=draft.is_sample)
    if draft.new_id:
        customer.id = draft.new_id
    customer.lifecycle_since = uow.today
    _settle_owner(uow, customer, draft, managers)
    if customer.owner_id != uow.actor.user_id:
        uow.actor.require("customers.assign")
    customer.refresh_derived()
    uow.record(CustomerCreated(customer_id=customer.id))
    return customer


def _change(
    uow: UnitOfWork,
    customer: Customer,
    draft: CustomerDraft,
    managers: dict[UUID, UUID | None],
) -> bool:
    """Apply the draft; whether anything is different now."""
    check_version(customer, draft.version)
    names = changed_fields(customer, draft.fields)
    if not names:
        return False
    owner = customer.owner_id
    for name in names:
        if name == "lifecycle":
            enter_lifecycle(uow, customer, draft.fields[name])
        else:
            setattr(customer, name, draft.fields[name])
    _settle_owner(uow, customer, draft, managers)
    if customer.owner_id != owner:
        uow.actor.require("customers.assign")
    customer.refresh_derived()
    others = tuple(name for name in names if name != "lifecycle")
    if others:
        uow.record(CustomerChanged(customer_id=customer.id, fields=others))
    return True


def _settle_owner(
    uow: UnitOfWork,
    customer: Customer,
    draft: CustomerDraft,
    managers: dict[UUID, UUID | None],
) -> None:
    """An owner that was named; else the portfolio's manager; else, for a new one, the actor."""
    named = draft.fields.get("owner_id")
    if "owner_id" in draft.fields:
        customer.owner_is_set = named is not None
    if customer.owner_is_set:
        pass
    elif customer.portfolio_id is not None:
        if customer.portfolio_id not in managers:
            managers[customer.portfolio_id] = uow.session.scalar(
                select(Portfolio.manager_id).where(Portfolio.id == customer.portfolio_id)
            )
        customer.owner_id = managers[customer.portfolio_id]
    elif draft.id is None and named is None:
        customer.owner_id, customer.owner_is_set = uow.actor.user_id, uow.actor.user_id is not None
