"""The pages on which a customer is added or changed, and the parts they ask for while one types."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.audit import changes_since
from salesforce_lite.custom_pages import keyed
from salesforce_lite.customers.drafts import CustomerDraft, changed_fields
from salesforce_lite.customers.duplicate_words import shown_candidates
from salesforce_lite.customers.duplicates import find_duplicates
from salesforce_lite.customers.errors import PossibleDuplicateError
from salesforce_lite.customers.form_choices import (
    address_fields,
    customer_form,
    fresh_form,
    home_country,
    offer_address_choices,
)
from salesforce_lite.customers.forms import CustomerForm
from salesforce_lite.customers.history import customer_words
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.phone_words import tell_doubtful_phones
from salesforce_lite.customers.saving import save_customer
from salesforce_lite.customers.service import get_customer
from salesforce_lite.customers.tax_ids import tax_warning
from salesforce_lite.customers.values import PhoneNumber
from salesforce_lite.customers.views import blueprint
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.web import current_uow, form_view, merge_stale, needs

# The hooks take it from here, so that the routes below are on it.
__all__ = ["blueprint"]

_TELLING = frozenset(["name", "legal_name", "emails", "phones", "tax_value"])
_NO_SUCH_PARENT = N_("There is not exactly one customer of this name. Type the whole name.")


def _build(customer_id: UUID | None = None) -> tuple[CustomerForm, dict[str, Any]]:
    uow = current_uow()
    customer = get_customer(uow, customer_id) if customer_id else None
    form = customer_form(uow, customer)
    return form, {
        "customer": customer,
        "address_fields": address_fields,
        "tax_note": _tax_note(form),
        "can_assign": uow.actor.may("customers.assign"),
    }


def _merge(form: CustomerForm, customer_id: UUID) -> None:
    """Somebody else saved the customer while the form was open."""
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    changes = changes_since(uow, customer.id, form.version.data or 0)
    phones = changes["phones"].before if "phones" in changes else ()
    said = form.fields(customer, home_country(), phones=map(PhoneNumber.from_json, phones))
    mine = keyed(CustomerDraft.of(said, id=customer.id).fields)
    pairs: dict[str, list[Any]] = {
        name: [change.before, change.after, as_json(mine.get(name))]
        for name, change in changes.items()
    }
    merge_stale(
        form,
        fresh_form(uow, customer),
        changes=changes,
        mine=mine,
        words=customer_words(uow, [pairs]),
    )
    offer_address_choices(form)
    form.add_spare_rows()
    offer_address_choices(form)


@blueprint.route("/customers/new", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/form.html", _build)
def new(form: CustomerForm) -> ResponseReturnValue:
    customer = _save(form, None)
    flash(gettext("“%(name)s” is added.", name=customer.name))
    return redirect(url_for("customers.show", customer_id=customer.id), 303)


@blueprint.route("/customers/<uuid:customer_id>/edit", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/form.html", _build, merge=_merge)
def edit(form: CustomerForm, customer_id: UUID) -> ResponseReturnValue:
    customer = _save(form, get_customer(current_uow(), customer_id))
    return redirect(url_for("customers.show", customer_id=customer.id), 303)


@blueprint.get("/customers/form/address")
@needs("customers.edit")
def address_part() -> str:
    """One address in the order and the words of the country that was chosen."""
    form = CustomerForm(formdata=request.args)
    offer_address_choices(form)
    row = next((row for row in form.addresses if row.name == request.args.get("row")), None)
    if row is None:
        raise InvalidInputError(fields={"row": N_("This is none of the choices.")})
    return render_template("customers/_address.html", row=row, address_fields=address_fields)


@blueprint.get("/customers/duplicates")
@needs("customers.edit")
def similar() -> str:
    """Customers that may be the one that is being typed."""
    uow = current_uow()
    form = CustomerForm(formdata=request.args)
    fields = form.fields(None, home_country())
    own_id = request.args.get("customer_id", type=UUID)
    found = find_duplicates(uow, fields, exclude_id=own_id)
    return render_template(
        "customers/_similar.html", duplicates=shown_candidates(found, own_id=own_id)
    )


@blueprint.get("/customers/form/tax-id")
@needs("customers.edit")
def tax_part() -> str:
    """What is doubtful about the tax id that is being typed."""
    return render_template(
        "customers/_tax_note.html", tax_note=_tax_note(CustomerForm(formdata=request.args))
    )


def _save(form: CustomerForm, known: Customer | None) -> Customer:
    uow = current_uow()
    if form.unknown_parent:
        raise InvalidInputError(fields={"parent_id": _NO_SUCH_PARENT})
    draft = CustomerDraft.of(
        form.fields(known, home_country()),
        id=known.id if known else None,
        new_id=None if known else form.new_id.data,
        version=form.version.data if known else None,
    )
    if known is not None:
        # Somebody else's save is told before the question whether there is a double.
        check_version(known, draft.version)
    if not form.confirmed.data and (
        known is None or _TELLING.intersection(changed_fields(known, draft.fields))
    ):
        _warn_of_duplicates(form, draft, known)
    note = _tax_note(form)
    if note and (known is None or known.tax_value != draft.fields["tax_value"]):
        flash(note, "warning")
    before = tuple(known.phones) if known else ()
    customer = save_customer(uow, draft)
    tell_doubtful_phones(customer.phones, before)
    return customer


def _warn_of_duplicates(form: CustomerForm, draft: CustomerDraft, known: Customer | None) -> None:
    """Refuse once, with the customers that may be the same; a second time it is confirmed.

    Of a customer that is there already only those count that it resembles in a new way. What a form
    made when it was sent the first time is no double of what it makes.
    """
    # The draft's values are the fields of a customer, checked.
    own_id = draft.id or draft.new_id
    found = find_duplicates(current_uow(), draft.fields, exclude_id=own_id)  # type: ignore[arg-type]
    if known is not None and found:
        before: dict[str, Any] = {name: getattr(known, name) for name in draft.fields}
        resembled = find_duplicates(current_uow(), before, exclude_id=known.id)  # type: ignore[arg-type]
        old = {candidate.customer.id: set(candidate.reasons) for candidate in resembled}
        found = [one for one in found if set(one.reasons) - old.get(one.customer.id, set())]
    if not found:
        return
    form.duplicates = shown_candidates(found, own_id=draft.id)
    raise PossibleDuplicateError


def _tax_note(form: CustomerForm) -> str:
    warning = tax_warning(
        form.tax_country.data or "", form.tax_value.data or "", form.tax_type.data or ""
    )
    return gettext(warning) if warning else ""
