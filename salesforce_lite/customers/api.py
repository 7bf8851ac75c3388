"""Customers for programs."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.api import (
    Listed,
    Query,
    Resource,
    Results,
    Saving,
    chosen,
    expected_version,
    known_by_id,
    list_name,
)
from salesforce_lite.company import get_company
from salesforce_lite.countries import read_tax_id
from salesforce_lite.custom_fields import asked_conditions
from salesforce_lite.customers.api_shapes import (
    customer_draft,
    customer_view,
    customer_views,
    customers_by_id,
)
from salesforce_lite.customers.asking import asked_ids
from salesforce_lite.customers.drafts import CustomerDraft, phone_of
from salesforce_lite.customers.listing import ORDERS, CustomerFilter, find_customers
from salesforce_lite.customers.merge import merge_customers
from salesforce_lite.customers.saving import save_customer, save_customers
from salesforce_lite.customers.schemas import (
    CustomerPatch,
    CustomerPatches,
    CustomerQuery,
    CustomerView,
    CustomerWrite,
    Merge,
    NewCustomer,
    NewCustomers,
    NewStage,
)
from salesforce_lite.customers.service import (
    change_lifecycle,
    delete_customer,
    get_customer,
    restore_customer,
    visible_customers,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

resource = Resource(
    weight=10,
    name="customers",
    title=N_("Customers"),
    about="customer",
    shape=CustomerView,
    load=customers_by_id,
)
_saving = Saving(save_one=save_customer, save_all=save_customers, show=customer_views)


@resource.get("", needs="customers.view")
def index(query: CustomerQuery) -> Listed[CustomerView]:
    """Customers that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_customers(
        uow,
        _wanted(uow, query),
        cursor=query.cursor or None,
        limit=query.limit,
        order=ORDERS[query.sort or ("updated_at" if query.updated_since else "name")],
        name=list_name("customers", query),
    )
    return Listed(items=customer_views(uow, page.items), next_cursor=page.next_cursor)


def _wanted(uow: UnitOfWork, query: CustomerQuery) -> CustomerFilter:
    home = get_company(uow).country
    keys = []
    if query.email:
        keys.append(("email", query.email.strip().lower()))
    if query.phone:
        keys.append(("phone", phone_of(query.phone, home).number or query.phone))
    if query.tax_id:
        country, _, value = query.tax_id.rpartition(":")
        country = country or home
        keys.append(("tax", f"{country}:{read_tax_id(country, value, None).value}"))
    return CustomerFilter(
        kind=query.kind or "",
        lifecycle=query.lifecycle or "",
        role=query.role,
        tag=query.tag,
        owner_id=query.owner_id,
        portfolio_id=query.portfolio_id,
        parent_id=query.parent_id,
        updated_since=query.updated_since,
        keys=tuple(keys),
        ids=asked_ids(uow, "customer", query.q, query.external_ref),
        custom=asked_conditions(uow, "customer", query.custom),
    )


@resource.post("", needs="customers.edit", status=201)
def create(body: NewCustomer) -> CustomerView:
    """Add a customer."""
    uow = current_uow()
    return _saving.one(uow, customer_draft(uow, body, new_id=chosen(body.id)))


@resource.post("/batch", needs="customers.edit")
def create_many(body: NewCustomers) -> Results[CustomerView]:
    """Add up to 1,000 customers; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[NewCustomer]) -> Sequence[CustomerDraft]:
        return [customer_draft(uow, one, new_id=chosen(one.id)) for one in items]

    return _saving.each(uow, body.items, drafts_of, status=201)


@resource.patch("/batch", needs="customers.edit")
def change_many(body: CustomerPatches) -> Results[CustomerView]:
    """Change up to 1,000 customers; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[CustomerPatch]) -> Sequence[CustomerDraft]:
        known = known_by_id(uow, visible_customers(uow), [one.id for one in items])
        return [
            customer_draft(uow, one, customer=known[one.id], version=chosen(one.version))
            for one in items
        ]

    return _saving.each(uow, body.items, drafts_of, status=200)


@resource.get("/<uuid:customer_id>", needs="customers.view")
def show(customer_id: UUID, query: Query) -> CustomerView:
    """One customer."""
    uow = current_uow()
    return customer_view(uow, get_customer(uow, customer_id))


@resource.patch("/<uuid:customer_id>", needs="customers.edit")
def change(customer_id: UUID, body: CustomerWrite) -> CustomerView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    draft = customer_draft(uow, body, customer=customer, version=expected_version())
    return _saving.one(uow, draft)


@resource.delete("/<uuid:customer_id>", needs="customers.delete")
def delete(customer_id: UUID) -> None:
    """Delete the customer; it can be restored for thirty days."""
    delete_customer(current_uow(), customer_id, version=expected_version())


@resource.post("/<uuid:customer_id>/restoration", needs="customers.delete")
def restore(customer_id: UUID) -> CustomerView:
    """Take back a deletion."""
    uow = current_uow()
    return customer_view(uow, restore_customer(uow, customer_id))


@resource.post("/<uuid:customer_id>/lifecycle", needs="customers.edit")
def enter_stage(customer_id: UUID, body: NewStage) -> CustomerView:
    """Say how far the relation has come."""
    uow = current_uow()
    customer = change_lifecycle(uow, customer_id, body.lifecycle, version=expected_version())
    return customer_view(uow, customer)


@resource.post("/<uuid:customer_id>/merging", needs="customers.delete")
def merge(customer_id: UUID, body: Merge) -> CustomerView:
    """Let another customer that is the same go into this one; it cannot be undone."""
    uow = current_uow()
    customer = merge_customers(uow, customer_id, body.other_id, versions=(expected_version(), None))
    return customer_view(uow, customer)
