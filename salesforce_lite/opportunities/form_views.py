"""The pages on which an opportunity is added, changed, moved, won or lost."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from salesforce_lite.audit import changes_since
from salesforce_lite.custom_pages import keyed
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities.board import load_heads, rows_of
from salesforce_lite.opportunities.drafts import OpportunityDraft
from salesforce_lite.opportunities.filters import filter_bar, wanted_opportunities
from salesforce_lite.opportunities.form_choices import fresh_form, opportunity_form, stage_form
from salesforce_lite.opportunities.forms import (
    INPUTS,
    LosingForm,
    OpportunityForm,
    StageForm,
    WinningForm,
)
from salesforce_lite.opportunities.links import LOSS_REASONS
from salesforce_lite.opportunities.model import Opportunity
from salesforce_lite.opportunities.moving import lose_opportunity, win_opportunity
from salesforce_lite.opportunities.page import chips_of
from salesforce_lite.opportunities.pipelines import get_stage
from salesforce_lite.opportunities.service import get_opportunity, save_opportunity, today_of
from salesforce_lite.opportunities.words import opportunity_words
from salesforce_lite.web import current_uow, form_view, locale_code, merge_stale, needs

blueprint = Blueprint("opportunity_forms", __name__, template_folder="templates")
Built = tuple[FlaskForm, dict[str, Any]]


def build_new() -> Built:
    return opportunity_form(current_uow(), None), {"opportunity": None}


@blueprint.route("/opportunities/new", methods=["GET", "POST"])
@needs("opportunities.edit")
@form_view("opportunities/form.html", build_new)
def new(form: OpportunityForm) -> ResponseReturnValue:
    draft = OpportunityDraft.of(form.fields(), new_id=form.new_id.data)
    return _to(save_opportunity(current_uow(), draft))


def build_edit(opportunity_id: UUID) -> Built:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    return opportunity_form(uow, opportunity), {"opportunity": opportunity}


def merge_edit(form: OpportunityForm, opportunity_id: UUID) -> None:
    """Take over what others saved while the form was open; what both changed is asked about."""
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    changes = changes_since(uow, opportunity_id, form.version.data or 0)
    mine = keyed(form.fields())
    mine["probability_set"] = mine.pop("probability")
    values = {name: [change.before, change.after] for name, change in changes.items()}
    typed = {name: [as_json(value), None] for name, value in mine.items()}
    merge_stale(
        form,
        fresh_form(uow, opportunity),
        changes=changes,
        mine=mine,
        words=opportunity_words(uow, [values, typed]),
        inputs=INPUTS,
    )


@blueprint.route("/opportunities/<uuid:opportunity_id>/edit", methods=["GET", "POST"])
@needs("opportunities.edit")
@form_view("opportunities/form.html", build_edit, merge=merge_edit)
def edit(form: OpportunityForm, opportunity_id: UUID) -> ResponseReturnValue:
    draft = OpportunityDraft.of(form.fields(), id=opportunity_id, version=form.version.data)
    return _to(save_opportunity(current_uow(), draft))


def build_stage(opportunity_id: UUID) -> Built:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    stage_id = request.values.get("stage_id", type=UUID)
    if stage_id is None:
        raise NotFoundError
    stage = get_stage(uow, stage_id)
    missing = opportunity.missing_for(stage)
    form = stage_form(uow, opportunity, stage, missing)
    return form, {"opportunity": opportunity, "stage": stage, "missing": missing}


@blueprint.route("/opportunities/<uuid:opportunity_id>/stage", methods=["GET", "POST"])
@needs("opportunities.edit")
@form_view("opportunities/stage.html", build_stage)
def stage(form: StageForm, opportunity_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    before = get_opportunity(uow, opportunity_id).stage_id
    draft = OpportunityDraft.of(form.fields(), id=opportunity_id, version=form.version.data)
    opportunity = save_opportunity(uow, draft)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_moved(opportunity, before))
    return _to(opportunity)


def build_winning(opportunity_id: UUID) -> Built:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    form = WinningForm(version=opportunity.version, on=today_of(uow))
    return form, {"opportunity": opportunity}


@blueprint.route("/opportunities/<uuid:opportunity_id>/winning", methods=["GET", "POST"])
@needs("opportunities.close")
@form_view("opportunities/winning.html", build_winning)
def win(form: WinningForm, opportunity_id: UUID) -> ResponseReturnValue:
    opportunity = win_opportunity(
        current_uow(), opportunity_id, on=form.on.data, version=form.version.data
    )
    return _ended(opportunity, gettext("“%(title)s” is won.", title=opportunity.title))


def build_losing(opportunity_id: UUID) -> Built:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    form = LosingForm(version=opportunity.version, on=today_of(uow))
    reasons = list_values(uow, LOSS_REASONS)
    form.reason.choices = [(one.code, one.label(locale_code())) for one in reasons]
    return form, {"opportunity": opportunity}


@blueprint.route("/opportunities/<uuid:opportunity_id>/losing", methods=["GET", "POST"])
@needs("opportunities.close")
@form_view("opportunities/losing.html", build_losing)
def lose(form: LosingForm, opportunity_id: UUID) -> ResponseReturnValue:
    opportunity = lose_opportunity(
        current_uow(),
        opportunity_id,
        reason=form.reason.data or "",
        note=form.note.data or "",
        on=form.on.data,
        version=form.version.data,
    )
    return _ended(opportunity, gettext("“%(title)s” is lost.", title=opportunity.title))


def _to(opportunity: Opportunity) -> ResponseReturnValue:
    return redirect(url_for("opportunities.show", opportunity_id=opportunity.id), 303)


def _ended(opportunity: Opportunity, message: str) -> ResponseReturnValue:
    # Written now, so that the way back knows the version it takes back.
    current_uow().session.flush()
    undo = url_for(
        "opportunities.reopen", opportunity_id=opportunity.id, version=opportunity.version
    )
    flash(message, f"undo:{undo}")
    return _to(opportunity)


def _moved(opportunity: Opportunity, before: UUID) -> dict[str, Any]:
    """What the board needs after a move: the card, the two heads, and the way back."""
    uow = current_uow()
    stages = [get_stage(uow, before), get_stage(uow, opportunity.stage_id)]
    heads = load_heads(uow, stages, wanted_opportunities(uow))
    bar = filter_bar(uow)
    card = render_template(
        "opportunities/_card.html",
        rows=rows_of(uow, [opportunity]),
        stage=stages[1],
        chips=chips_of(uow, [opportunity.id]),
        bar=bar,
    )
    return {
        "version": opportunity.version,
        "card_html": card,
        "columns": {
            str(head.stage.id): render_template("opportunities/_head.html", head=head, bar=bar)
            for head in heads
        },
        "message": gettext(
            "“%(title)s” is in %(stage)s.", title=opportunity.title, stage=stages[1].name
        ),
        "undo_url": url_for(
            "opportunity_forms.stage", opportunity_id=opportunity.id, stage_id=before
        ),
    }
