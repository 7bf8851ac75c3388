"""Pages of contacts: one contact, the form, links to customers; and their panel."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.audit import changes_since
from salesforce_lite.custom_pages import keyed
from salesforce_lite.customers.contact_choices import (
    contact_form,
    customer_name,
    fresh_contact_form,
    new_contact_form,
    offer_person,
)
from salesforce_lite.customers.contact_drafts import ContactDraft
from salesforce_lite.customers.contact_forms import (
    ContactForm,
    LinkForm,
    link_draft,
)
from salesforce_lite.customers.contact_model import Contact
from salesforce_lite.customers.contact_places import link_contact, unlink_contact
from salesforce_lite.customers.contact_service import (
    ContactPlace,
    contacts_of,
    delete_contact,
    get_contact,
    places_of,
    restore_contact,
    save_contact,
)
from salesforce_lite.customers.contact_twins import ContactTwin, find_contact_twins
from salesforce_lite.customers.duplicate_words import shown_twins
from salesforce_lite.customers.errors import PossibleSamePersonError
from salesforce_lite.customers.form_choices import home_country
from salesforce_lite.customers.history import contact_words
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.phone_words import tell_doubtful_phones
from salesforce_lite.customers.service import get_customer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.web import (
    FieldWords,
    current_uow,
    form_view,
    merge_stale,
    needs,
    render_page,
    sent_version,
)

blueprint = Blueprint("contacts", __name__, template_folder="templates")


def load_panel(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any]:
    """The customer's contacts, for its page."""
    return {
        "customer": customer,
        "places": contacts_of(uow, customer.id),
        "today": uow.today,
    }


@blueprint.get("/contacts/<uuid:contact_id>")
@needs("customers.view")
def show(contact_id: UUID) -> str:
    uow = current_uow()
    contact = get_contact(uow, contact_id)
    return render_page(
        "customers/contact_show.html",
        contact=contact,
        person=customer_name(uow, contact.person_id),
        places=places_of(uow, contact_id),
        today=uow.today,
    )


def _build_new(customer_id: UUID) -> tuple[ContactForm, dict[str, Any]]:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    form = new_contact_form(uow)
    return form, {
        "customer": customer,
        "contact": None,
        "address": url_for("contacts.new", customer_id=customer_id),
        "back": url_for("customers.show", customer_id=customer_id),
        "similar_url": url_for("contacts.similar", customer_id=customer_id),
    }


@blueprint.get("/contacts/duplicates")
@needs("customers.edit")
def similar() -> str:
    """Contacts who may be the one that is being typed."""
    form = ContactForm(formdata=request.args)
    own_id = request.args.get("contact_id", type=UUID)
    customer_id = request.args.get("customer_id", type=UUID)
    customer = get_customer(current_uow(), customer_id) if customer_id else None
    fields = form.fields(None, (customer.country if customer else "") or home_country())
    twins = find_contact_twins(current_uow(), fields, customer_id=customer_id, exclude_id=own_id)
    can_link = own_id is None and customer_id is not None
    return render_template(
        "customers/_similar.html",
        duplicates=shown_twins(twins, customer_id=customer_id, can_link=can_link),
    )


def _warn_of_twins(
    form: ContactForm, draft: ContactDraft, customer_id: UUID | None, known: Contact | None = None
) -> None:
    """Refuse once, with the contacts who may be the same; a second time it is confirmed.

    Of a contact who is there already only those count who are like them in a new way. What a form
    made when it was sent the first time is no double of what it makes.
    """
    if form.confirmed.data:
        return
    own_id = draft.id or draft.new_id

    def like(fields: Any) -> list[ContactTwin]:
        return find_contact_twins(current_uow(), fields, customer_id=customer_id, exclude_id=own_id)

    twins = like(draft.fields)
    if known is not None and twins:
        before = like({name: getattr(known, name) for name in ("name", "emails", "phones")})
        old = {twin.contact.id: set(twin.reasons) for twin in before}
        twins = [one for one in twins if set(one.reasons) - old.get(one.contact.id, set())]
    if twins:
        can_link = known is None
        form.duplicates = shown_twins(twins, customer_id=customer_id, can_link=can_link)
        raise PossibleSamePersonError


@blueprint.route("/customers/<uuid:customer_id>/contacts/new", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/contact_form.html", _build_new)
def new(form: ContactForm, customer_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    fields = form.fields(None, customer.country or home_country())
    draft = ContactDraft.of(fields, links=[link_draft(form, customer)], new_id=form.new_id.data)
    _warn_of_twins(form, draft, customer_id)
    contact = save_contact(uow, draft)
    flash(gettext("“%(name)s” is added.", name=contact.name))
    tell_doubtful_phones(contact.phones)
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


def _place(contact: Contact) -> ContactPlace | None:
    """The customer from whose page one came; without one, the only one there is."""
    places = places_of(current_uow(), contact.id)
    wanted = request.args.get("customer_id", type=UUID)
    if wanted is not None:
        return next((place for place in places if place.customer.id == wanted), None)
    return places[0] if len(places) == 1 else None


def _build_edit(contact_id: UUID) -> tuple[ContactForm, dict[str, Any]]:
    contact = get_contact(current_uow(), contact_id)
    place = _place(contact)
    form = contact_form(current_uow(), contact, place.link if place else None)
    at = place.customer.id if place else None
    return form, {
        "customer": place.customer if place else None,
        "contact": contact,
        "address": url_for("contacts.edit", contact_id=contact_id, customer_id=at),
        "back": url_for("contacts.show", contact_id=contact_id),
        "similar_url": url_for("contacts.similar", contact_id=contact_id, customer_id=at),
    }


def _merge_edit(form: ContactForm, contact_id: UUID) -> None:
    """Somebody else saved the contact while the form was open."""
    uow = current_uow()
    contact = get_contact(uow, contact_id)
    changes = changes_since(uow, contact_id, form.version.data or 0)
    mine = {
        name: as_json(value)
        for name, value in keyed(form.fields(contact, _country(contact))).items()
    }
    pairs = {name: [one.before, one.after, mine.get(name)] for name, one in changes.items()}
    merge_stale(
        form,
        fresh_contact_form(uow, contact),
        changes=changes,
        mine=mine,
        words=contact_words(uow, [pairs])
        | {"person_id": FieldWords(N_("Also a customer"), partial(customer_name, uow))},
    )
    form.add_spare_rows()
    offer_person(uow, form, contact)


def _country(contact: Contact) -> str:
    """The country whose phone numbers are typed without its code."""
    place = _place(contact)
    return (place.customer.country if place else "") or home_country()


@blueprint.route("/contacts/<uuid:contact_id>/edit", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/contact_form.html", _build_edit, merge=_merge_edit)
def edit(form: ContactForm, contact_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    contact = get_contact(uow, contact_id)
    place = _place(contact)
    draft = ContactDraft.of(
        form.fields(contact, _country(contact)),
        id=contact_id,
        version=form.version.data,
        links=[link_draft(form, place.customer)] if place else [],
    )
    # Somebody else's save is told before the question whether there is a double.
    check_version(contact, draft.version)
    _warn_of_twins(form, draft, place.customer.id if place else None, contact)
    before = tuple(contact.phones)
    tell_doubtful_phones(save_contact(uow, draft).phones, before)
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


def _build_link(contact_id: UUID) -> tuple[LinkForm, dict[str, Any]]:
    uow = current_uow()
    contact = get_contact(uow, contact_id)
    form = LinkForm(data={"customer_id": request.args.get("customer_id", type=UUID)})
    chosen = form.customer_id.data
    form.customer_id.choices = [SelectChoice("", gettext("Choose"))]
    if chosen:
        form.customer_id.choices.append(SelectChoice(str(chosen), get_customer(uow, chosen).name))
    return form, {"contact": contact}


@blueprint.route("/contacts/<uuid:contact_id>/links/new", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/contact_link.html", _build_link)
def link(form: LinkForm, contact_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    customer = get_customer(uow, form.customer_id.data)
    link_contact(uow, contact_id, link_draft(form, customer))
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


@blueprint.post("/contacts/<uuid:contact_id>/links/<uuid:customer_id>/removal")
@needs("customers.edit")
def unlink(contact_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    contact = unlink_contact(uow, contact_id, customer_id, version=sent_version())
    flash(gettext("“%(name)s” is no contact of this customer any more.", name=contact.name))
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


@blueprint.post("/contacts/<uuid:contact_id>/deletion")
@needs("customers.edit")
def delete(contact_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    places = places_of(uow, contact_id)
    contact = delete_contact(uow, contact_id, version=sent_version())
    restoration = url_for("contacts.restore", contact_id=contact_id)
    flash(gettext("“%(name)s” is deleted.", name=contact.name), f"undo:{restoration}")
    if places:
        return redirect(url_for("customers.show", customer_id=places[0].customer.id), 303)
    return redirect(url_for("customers.index"), 303)


@blueprint.post("/contacts/<uuid:contact_id>/restoration")
@needs("customers.edit")
def restore(contact_id: UUID) -> ResponseReturnValue:
    contact = restore_contact(current_uow(), contact_id)
    flash(gettext("“%(name)s” is back.", name=contact.name))
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)
