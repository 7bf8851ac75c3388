"""Pages of merging: choose the other customer, look at both side by side, make them one."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import Optional

from salesforce_lite.custom_fields import differing_custom
from salesforce_lite.customers.drafts import CustomerFields
from salesforce_lite.customers.duplicate_words import shown_candidates
from salesforce_lite.customers.duplicates import find_duplicates
from salesforce_lite.customers.errors import SameCustomerError
from salesforce_lite.customers.merge import differing_fields, merge_customers
from salesforce_lite.customers.merge_words import side_by_side
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import get_customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import VersionField, current_uow, form_view, needs, render_page

blueprint = Blueprint("merging", __name__, template_folder="templates")

_SHARED = ("name", "legal_name", "emails", "phones", "addresses", "tax_country", "tax_value")


class MergeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which of two values stays; a field on which both agree is not asked."""

    keep_version = VersionField()
    other_version = VersionField()


def _choice() -> RadioField:
    """The words of each choice are the values themselves, written by the page."""
    return RadioField(
        choices=[
            SelectChoice("keep", lazy_gettext("Left")),
            SelectChoice("other", lazy_gettext("Right")),
        ],
        default="keep",
        validators=[Optional()],
    )


def _form_of(names: Sequence[str]) -> type[MergeForm]:
    """The form with a choice for each of these fields."""
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    metaclass: Any = type(MergeForm)
    return cast(
        type[MergeForm], metaclass("MergeForm", (MergeForm,), {n: _choice() for n in names})
    )


def load_menu(_uow: UnitOfWork, customer: Customer) -> Mapping[str, Any]:
    """The entry of the customer's menu."""
    return {"customer": customer}


@blueprint.get("/customers/<uuid:customer_id>/merging")
@needs("customers.delete")
def choose(customer_id: UUID) -> ResponseReturnValue:
    """Who is the same? Those that look like it, and a field to name another one."""
    chosen = request.args.get("other_id", type=UUID)
    if chosen is not None:
        return redirect(url_for("merging.compare", customer_id=customer_id, other_id=chosen), 303)
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    known: dict[str, Any] = {name: getattr(customer, name) for name in _SHARED}
    fields: CustomerFields = known  # type: ignore[assignment]  # names and types are the record's
    found = find_duplicates(uow, fields, exclude_id=customer_id, limit=10)
    return render_page(
        "customers/merge_choose.html", customer=customer, duplicates=shown_candidates(found)
    )


def _build(customer_id: UUID, other_id: UUID) -> tuple[MergeForm, dict[str, Any]]:
    uow = current_uow()
    if customer_id == other_id:
        raise SameCustomerError
    keep, other = get_customer(uow, customer_id), get_customer(uow, other_id)
    custom = differing_custom(uow, "customer", keep.custom, other.custom)
    differing = [*differing_fields(keep, other), *(field.name for field in custom)]
    form = _form_of(differing)(data={"keep_version": keep.version, "other_version": other.version})
    return form, {
        "keep": keep,
        "other": other,
        "lines": side_by_side(uow, keep, other, differing),
    }


@blueprint.route("/customers/<uuid:customer_id>/merging/<uuid:other_id>", methods=["GET", "POST"])
@needs("customers.delete")
@form_view("customers/merge.html", _build)
def compare(form: MergeForm, customer_id: UUID, other_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    gone = get_customer(uow, other_id).name
    keep = merge_customers(
        uow,
        customer_id,
        other_id,
        choices={one.name: one.data for one in form if isinstance(one, RadioField)},
        versions=(form.keep_version.data, form.other_version.data),
    )
    flash(gettext("“%(gone)s” is now part of “%(name)s”.", gone=gone, name=keep.name))
    return redirect(url_for("customers.show", customer_id=keep.id), 303)
