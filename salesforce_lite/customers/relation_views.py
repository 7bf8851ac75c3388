"""Pages of relations between customers: the form, ending and removing; and their panel."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, Length, Optional

from salesforce_lite.customers.model import Customer, RelationKind
from salesforce_lite.customers.relations import (
    end_relation,
    relate_customers,
    relations_of,
    remove_relation,
)
from salesforce_lite.customers.service import get_customer
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow, form_view, needs, sent_version

blueprint = Blueprint("relations", __name__, template_folder="templates")

# How a relation reads at its two ends: (kind, whether it reads forward).
RELATION_LABELS = {
    (RelationKind.AGENT_OF, True): N_("Agent of"),
    (RelationKind.AGENT_OF, False): N_("Has agent"),
    (RelationKind.BENEFICIARY_OF, True): N_("Beneficiary of"),
    (RelationKind.BENEFICIARY_OF, False): N_("Has beneficiary"),
    (RelationKind.REFERRED_BY, True): N_("Referred by"),
    (RelationKind.REFERRED_BY, False): N_("Has referred"),
}
_READINGS = {
    f"{kind}.{'forward' if is_forward else 'back'}": (kind, is_forward)
    for kind, is_forward in RELATION_LABELS
}


class RelationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How the customer stands to another one."""

    reading = SelectField(lazy_gettext("Relation"))
    other_id = SelectField(
        lazy_gettext("Customer"),
        coerce=uuid_or_none,
        validate_choice=False,
        validators=[DataRequired(lazy_gettext("Choose a customer."))],
    )
    bond = RadioField(
        lazy_gettext("For agents"),
        choices=[
            SelectChoice("", lazy_gettext("Not known")),
            SelectChoice("captive", lazy_gettext("Captive: works for one only")),
            SelectChoice("independent", lazy_gettext("Independent")),
        ],
        default="",
    )
    starts_on = DateField(lazy_gettext("Since"), validators=[Optional()])
    ends_on = DateField(lazy_gettext("Until"), validators=[Optional()])
    note = StringField(lazy_gettext("Note"), validators=[Length(max=500)])


def load_panel(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any] | None:
    """The customer's relations, for its page; nothing where there can be none."""
    lines = relations_of(uow, customer.id)
    if not lines and not uow.actor.may("customers.edit"):
        return None
    return {
        "customer": customer,
        "lines": lines,
        "labels": RELATION_LABELS,
        "today": uow.today,
    }


def _build(customer_id: UUID) -> tuple[RelationForm, dict[str, Any]]:
    uow = current_uow()
    form = RelationForm()
    form.reading.choices = [
        SelectChoice(code, gettext(RELATION_LABELS[reading])) for code, reading in _READINGS.items()
    ]
    form.other_id.choices = [SelectChoice("", gettext("Choose"))]
    if form.other_id.data:
        chosen = get_customer(uow, form.other_id.data)
        form.other_id.choices.append(SelectChoice(str(chosen.id), chosen.name))
    return form, {"customer": get_customer(uow, customer_id)}


@blueprint.route("/customers/<uuid:customer_id>/relations/new", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/relation_form.html", _build)
def new(form: RelationForm, customer_id: UUID) -> ResponseReturnValue:
    kind, is_forward = _READINGS[form.reading.data]
    other_id = form.other_id.data
    from_id, to_id = (customer_id, other_id) if is_forward else (other_id, customer_id)
    relate_customers(
        current_uow(),
        from_id,
        kind,
        to_id,
        is_captive={"captive": True, "independent": False}.get(form.bond.data),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        note=form.note.data or "",
    )
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


@blueprint.post("/customers/<uuid:customer_id>/relations/<uuid:relation_id>/ending")
@needs("customers.edit")
def end(customer_id: UUID, relation_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    end_relation(
        uow,
        relation_id,
        on=clock.today(uow.actor.zone),
        version=sent_version(),
    )
    flash(gettext("The relation ended today."))
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


@blueprint.post("/customers/<uuid:customer_id>/relations/<uuid:relation_id>/removal")
@needs("customers.edit")
def remove(customer_id: UUID, relation_id: UUID) -> ResponseReturnValue:
    remove_relation(current_uow(), relation_id, version=sent_version())
    flash(gettext("The relation is removed."))
    return redirect(url_for("customers.show", customer_id=customer_id), 303)
