"""Desk pages of customers: the list, one customer with the timeline, stage, deletion."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.custom_pages import listed_columns
from salesforce_lite.customers.errors import CustomerMergedError
from salesforce_lite.customers.filters import filter_bar, wanted_customers
from salesforce_lite.customers.labels import (
    KIND_LABELS,
    LIFECYCLE_LABELS,
    LIFECYCLE_LOOKS,
    phone_words,
)
from salesforce_lite.customers.listing import list_rows, owner_names
from salesforce_lite.customers.model import Lifecycle
from salesforce_lite.customers.page import customer_page, timeline_of
from salesforce_lite.customers.service import (
    change_lifecycle,
    delete_customer,
    get_customer,
    restore_customer,
)
from salesforce_lite.lists import list_values
from salesforce_lite.web import (
    current_uow,
    glance_lines,
    is_fragment_request,
    kept_arguments,
    needs,
    plugin_columns,
    render_page,
    sent_version,
)

blueprint = Blueprint("customers", __name__, template_folder="templates")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Labels that every page naming a customer may use."""
    return {
        "lifecycle_labels": LIFECYCLE_LABELS,
        "lifecycle_looks": LIFECYCLE_LOOKS,
        "customer_kinds": KIND_LABELS,
        "phone_words": phone_words,
    }


@blueprint.errorhandler(CustomerMergedError)
def lead_to_survivor(error: CustomerMergedError) -> ResponseReturnValue:
    return redirect(url_for("customers.show", customer_id=error.survivor_id), 303)


@blueprint.get("/customers")
@needs("customers.view")
def index() -> str:
    uow = current_uow()
    wanted, columns = wanted_customers(uow), plugin_columns(uow, "customer")
    page = columns.page(
        lambda wish: list_rows(
            uow, replace(wanted, among=wish.among), cursor=wish.cursor, ranking=wish.ranking
        )
    )
    roles = list_values(uow, "customer.role", retired=True)
    return render_page(
        "customers/index.html",
        fragment="customers/_rows.html",
        page=page,
        owners=owner_names(uow, {c.scope_owner_id for c in page.items if c.scope_owner_id}),
        roles={role.code: role for role in roles},
        custom=listed_columns(uow, "customer", page.items),
        cells=columns.cells(customer.id for customer in page.items),
        bar=filter_bar(uow, [role for role in roles if role.is_active], columns),
    )


@blueprint.get("/customers/<uuid:customer_id>")
@needs("customers.view")
def show(customer_id: UUID) -> str:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    return render_page(
        "customers/show.html",
        customer=customer,
        lines=glance_lines("customer", customer),
        timeline=timeline_of(uow, customer.id),
        stages=list(Lifecycle),
        **customer_page(uow, customer),
    )


@blueprint.get("/customers/<uuid:customer_id>/timeline")
@needs("customers.view")
def timeline(customer_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    if not is_fragment_request():
        shown = kept_arguments("show", "find", "before")
        return redirect(url_for("customers.show", customer_id=customer_id, **shown))
    return render_page("customers/_entries.html", timeline=timeline_of(uow, customer.id))


@blueprint.post("/customers/<uuid:customer_id>/lifecycle")
@needs("customers.edit")
def enter_stage(customer_id: UUID) -> ResponseReturnValue:
    customer = change_lifecycle(
        current_uow(),
        customer_id,
        request.form.get("lifecycle", ""),
        version=sent_version(),
    )
    return redirect(url_for("customers.show", customer_id=customer.id), 303)


@blueprint.post("/customers/<uuid:customer_id>/deletion")
@needs("customers.delete")
def delete(customer_id: UUID) -> ResponseReturnValue:
    customer = delete_customer(current_uow(), customer_id, version=sent_version())
    restoration = url_for("customers.restore", customer_id=customer.id)
    flash(gettext("“%(name)s” is deleted.", name=customer.name), f"undo:{restoration}")
    return redirect(url_for("customers.index"), 303)


@blueprint.post("/customers/<uuid:customer_id>/restoration")
@needs("customers.delete")
def restore(customer_id: UUID) -> ResponseReturnValue:
    customer = restore_customer(current_uow(), customer_id)
    flash(gettext("“%(name)s” is back.", name=customer.name))
    return redirect(url_for("customers.show", customer_id=customer.id), 303)
