"""Pages of relations between customers: the forms, ending and removing; and their panel."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.audit import changes_since
from salesforce_lite.customers.model import Customer, CustomerRelation
from salesforce_lite.customers.relation_forms import (
    RELATION_INPUTS,
    RELATION_LABELS,
    RelationChangeForm,
    RelationForm,
    relation_words,
    values_of,
)
from salesforce_lite.customers.relations import (
    change_relation,
    end_relation,
    get_relation_of,
    relate_customers,
    relations_of,
    remove_relation,
)
from salesforce_lite.customers.service import get_customer
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow, form_view, merge_stale, needs, sent_version

blueprint = Blueprint("relations", __name__, template_folder="templates")


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
    form.offer_readings()
    form.other_id.choices = [SelectChoice("", gettext("Choose"))]
    if form.other_id.data:
        chosen = get_customer(uow, form.other_id.data)
        form.other_id.choices.append(SelectChoice(str(chosen.id), chosen.name))
    return form, {"customer": get_customer(uow, customer_id), "relation": None}


@blueprint.route("/customers/<uuid:customer_id>/relations/new", methods=["GET", "POST"])
@needs("customers.edit")
@form_view("customers/relation_form.html", _build)
def new(form: RelationForm, customer_id: UUID) -> ResponseReturnValue:
    ends = (customer_id, form.other_id.data)
    from_id, to_id = ends if form.reads_forward() else reversed(ends)
    said = form.details()
    relate_customers(current_uow(), from_id, said.pop("kind"), to_id, **said)
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


def _change_form(relation: CustomerRelation, customer_id: UUID, **sent: Any) -> RelationChangeForm:
    form = RelationChangeForm(data=values_of(relation, customer_id), **sent)
    form.offer_readings()
    return form


def _build_edit(customer_id: UUID, relation_id: UUID) -> tuple[RelationChangeForm, dict[str, Any]]:
    uow = current_uow()
    relation = get_relation_of(uow, customer_id, relation_id)
    other_id = relation.to_id if relation.from_id == customer_id else relation.from_id
    return _change_form(relation, customer_id), {
        "customer": get_customer(uow, customer_id),
        "other": get_customer(uow, other_id),
        "relation": relation,
    }


def _merge_edit(form: RelationChangeForm, customer_id: UUID, relation_id: UUID) -> None:
    """Somebody else saved the relation while the form was open."""
    uow = current_uow()
    relation = get_relation_of(uow, customer_id, relation_id)
    other_id = relation.to_id if relation.from_id == customer_id else relation.from_id
    merge_stale(
        form,
        _change_form(relation, customer_id, formdata=None),
        changes=changes_since(uow, relation_id, form.version.data or 0),
        mine=form.details() | {"from_id": customer_id if form.reads_forward() else other_id},
        words=relation_words(uow),
        inputs=RELATION_INPUTS,
    )


@blueprint.route(
    "/customers/<uuid:customer_id>/relations/<uuid:relation_id>/edit", methods=["GET", "POST"]
)
@needs("customers.edit")
@form_view("customers/relation_form.html", _build_edit, merge=_merge_edit)
def edit(form: RelationChangeForm, customer_id: UUID, relation_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    relation = get_relation_of(uow, customer_id, relation_id)
    change_relation(
        uow,
        relation_id,
        is_reversed=form.reads_forward() != (relation.from_id == customer_id),
        version=form.version.data,
        **form.details(),
    )
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


@blueprint.post("/customers/<uuid:customer_id>/relations/<uuid:relation_id>/ending")
@needs("customers.edit")
def end(customer_id: UUID, relation_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    get_relation_of(uow, customer_id, relation_id)
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
    uow = current_uow()
    get_relation_of(uow, customer_id, relation_id)
    remove_relation(uow, relation_id, version=sent_version())
    flash(gettext("The relation is removed."))
    return redirect(url_for("customers.show", customer_id=customer_id), 303)
