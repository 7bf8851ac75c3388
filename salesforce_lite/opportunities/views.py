"""Desk pages of opportunities: the board, the list, one opportunity, and what ends it."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.custom_pages import listed_columns
from salesforce_lite.opportunities.board import load_board, load_cards, rows_of
from salesforce_lite.opportunities.filters import (
    filter_bar,
    list_bar,
    wanted_opportunities,
)
from salesforce_lite.opportunities.listing import list_opportunities
from salesforce_lite.opportunities.moving import (
    delete_opportunity,
    reopen_opportunity,
    restore_opportunity,
)
from salesforce_lite.opportunities.page import chips_of, opportunity_page, timeline_of
from salesforce_lite.opportunities.pipelines import all_stages, board_pipelines, choose_pipeline
from salesforce_lite.opportunities.service import get_opportunity
from salesforce_lite.opportunities.words import (
    OUTCOME_LABELS,
    OUTCOME_LOOKS,
    days_in_stage,
    days_words,
    is_slow,
    show_amount,
)
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

blueprint = Blueprint("opportunities", __name__, template_folder="templates")
VIEW_COOKIE = "sfl_opportunities"
_A_YEAR = 365 * 24 * 3600


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What every page naming an opportunity may use."""
    return {
        "outcome_labels": OUTCOME_LABELS,
        "outcome_looks": OUTCOME_LOOKS,
        "days_in_stage": lambda one: days_in_stage(current_uow(), one),
        "days_words": days_words,
        "amount_words": show_amount,
        "is_slow": lambda one, stage: is_slow(current_uow(), one, stage),
    }


@blueprint.get("/opportunities")
@needs("opportunities.view")
def index() -> ResponseReturnValue:
    """The board, or the list for whom chose it; the choice is remembered in the browser."""
    chosen = request.args.get("view") or request.cookies.get(VIEW_COOKIE, "board")
    response = make_response(_list() if chosen == "list" else _board())
    if request.args.get("view") in ("board", "list") and not is_fragment_request():
        response.set_cookie(
            VIEW_COOKIE, chosen, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure
        )
    return response


def _board() -> str:
    uow = current_uow()
    wanted = wanted_opportunities(uow)
    pipelines = board_pipelines(uow)
    pipeline = choose_pipeline(pipelines, wanted.pipeline_id)
    # Its stages say which one it is; an old link may name one that is shown no more.
    columns = load_board(uow, pipeline.stages, replace(wanted, pipeline_id=None))
    ids = [row.opportunity.id for column in columns for row in column.cards.rows]
    return render_page(
        "opportunities/board.html",
        pipelines=pipelines,
        pipeline=pipeline.pipeline,
        columns=columns,
        chips=chips_of(uow, ids),
        bar=filter_bar(uow),
    )


def _list() -> str:
    uow = current_uow()
    wanted = wanted_opportunities(uow)
    columns = plugin_columns(uow, "opportunity")
    page = columns.page(
        lambda wish: list_opportunities(
            uow, replace(wanted, among=wish.among), cursor=wish.cursor, ranking=wish.ranking
        )
    )
    return render_page(
        "opportunities/list.html",
        page=page,
        rows=rows_of(uow, page.items),
        chips=chips_of(uow, [one.id for one in page.items if one.is_open]),
        stages=all_stages(uow),
        outcome=wanted.outcome,
        custom=listed_columns(uow, "opportunity", page.items),
        cells=columns.cells(one.id for one in page.items),
        bar=list_bar(uow, columns),
    )


@blueprint.get("/opportunities/stages/<uuid:stage_id>/cards")
@needs("opportunities.view")
def cards(stage_id: UUID) -> ResponseReturnValue:
    """More cards of a column; without scripts, the list of that stage."""
    if not is_fragment_request():
        return redirect(url_for("opportunities.index", view="list", stage=stage_id))
    uow = current_uow()
    found = load_cards(
        uow, stage_id, wanted_opportunities(uow), cursor=request.args.get("cursor", "")
    )
    return render_page(
        "opportunities/_cards.html",
        stage=all_stages(uow).get(stage_id),
        cards=found,
        chips=chips_of(uow, [row.opportunity.id for row in found.rows]),
        bar=filter_bar(uow),
    )


@blueprint.get("/opportunities/<uuid:opportunity_id>")
@needs("opportunities.view")
def show(opportunity_id: UUID) -> str:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    return render_page(
        "opportunities/show.html",
        opportunity=opportunity,
        lines=glance_lines("opportunity", opportunity),
        timeline=timeline_of(uow, opportunity.id),
        **opportunity_page(uow, opportunity),
    )


@blueprint.get("/opportunities/<uuid:opportunity_id>/timeline")
@needs("opportunities.view")
def timeline_part(opportunity_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    if not is_fragment_request():
        place = kept_arguments("show", "find", "before")
        return redirect(url_for("opportunities.show", opportunity_id=opportunity_id, **place))
    return render_page("customers/_entries.html", timeline=timeline_of(uow, opportunity.id))


@blueprint.post("/opportunities/<uuid:opportunity_id>/reopening")
@needs("opportunities.close")
def reopen(opportunity_id: UUID) -> ResponseReturnValue:
    opportunity = reopen_opportunity(current_uow(), opportunity_id, version=sent_version())
    flash(gettext("“%(title)s” is open again.", title=opportunity.title))
    return redirect(url_for("opportunities.show", opportunity_id=opportunity_id), 303)


@blueprint.post("/opportunities/<uuid:opportunity_id>/deletion")
@needs("opportunities.delete")
def delete(opportunity_id: UUID) -> ResponseReturnValue:
    opportunity = delete_opportunity(current_uow(), opportunity_id, version=sent_version())
    restoration = url_for("opportunities.restore", opportunity_id=opportunity_id)
    flash(gettext("“%(title)s” is deleted.", title=opportunity.title), f"undo:{restoration}")
    return redirect(url_for("opportunities.index"), 303)


@blueprint.post("/opportunities/<uuid:opportunity_id>/restoration")
@needs("opportunities.delete")
def restore(opportunity_id: UUID) -> ResponseReturnValue:
    opportunity = restore_opportunity(current_uow(), opportunity_id)
    flash(gettext("“%(title)s” is back.", title=opportunity.title))
    return redirect(url_for("opportunities.show", opportunity_id=opportunity_id), 303)
