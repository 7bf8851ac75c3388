"""Desk pages of activities: list, page, and the panel that logs and plans."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.activities.answer_pages import keep_answers
from salesforce_lite.activities.changes import INPUTS, activity_words
from salesforce_lite.activities.drafts import ActivityDraft
from salesforce_lite.activities.filters import (
    custom_menus,
    filter_chips,
    list_address,
    wanted_activities,
)
from salesforce_lite.activities.form_pages import edit_form, may_assign, new_form
from salesforce_lite.activities.forms import ActivityForm
from salesforce_lite.activities.listing import list_activities
from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.rows import rows_of
from salesforce_lite.activities.service import (
    get_activity,
    log_activity,
    plan_activity,
    save_activity,
)
from salesforce_lite.activities.upcoming import following_of
from salesforce_lite.activities.words import show_title
from salesforce_lite.audit import changes_since
from salesforce_lite.custom_pages import keyed, listed_columns
from salesforce_lite.web import (
    current_uow,
    form_view,
    merge_stale,
    needs,
    own_path,
    render_page,
)

blueprint = Blueprint("activities", __name__, template_folder="templates")


@blueprint.get("/activities")
@needs("activities.view")
def index() -> str:
    uow = current_uow()
    narrowed = wanted_activities(uow)
    page = list_activities(uow, narrowed, cursor=request.args.get("cursor"))
    return render_page(
        "activities/index.html",
        page=page,
        rows=rows_of(uow, page.items),
        narrowed=narrowed,
        chips=filter_chips(uow, narrowed),
        custom=listed_columns(uow, "activity", page.items),
        custom_bar=custom_menus(uow),
        address=partial(list_address, uow),
    )


def _build_new() -> tuple[ActivityForm, dict[str, Any]]:
    uow = current_uow()
    form, context = new_form(uow)
    back = own_path(request.values.get("back")) if request.values.get("back") else ""
    return form, {**context, "may_assign": may_assign(uow), "back": back}


@blueprint.route("/activities/new", methods=["GET", "POST"])
@needs("activities.edit")
@form_view("activities/form.html", _build_new)
def new(form: ActivityForm) -> ResponseReturnValue:
    uow = current_uow()
    fields = form.fields(uow.actor.zone, form.place, uow.now)
    if form.is_plan:
        activity = plan_activity(uow, fields, new_id=form.new_id.data)
    else:
        step = form.next_step(uow.actor.zone)
        activity = log_activity(uow, fields, next_step=step, new_id=form.new_id.data)
    keep_answers(uow, form, activity)
    _tell_saved(activity)
    return redirect(_after(activity), 303)


def _tell_saved(activity: Activity) -> None:
    # Written now, so that the way back knows the version it takes back.
    current_uow().session.flush()
    undo = url_for("activities.delete", activity_id=activity.id, version=activity.version)
    flash(gettext("Saved: %(what)s", what=show_title(activity)), f"undo:{undo}")


def _after(activity: Activity) -> str:
    """Where one goes after saving: back, or to the page of the customer."""
    if request.form.get("back"):
        return own_path(request.form["back"])
    if activity.customer_id:
        return url_for("customers.show", customer_id=activity.customer_id)
    return url_for("activities.show", activity_id=activity.id)


@blueprint.get("/activities/<uuid:activity_id>")
@needs("activities.view")
def show(activity_id: UUID) -> str:
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    around = following_of(uow, activity)
    row, *related = rows_of(uow, [activity, *around])
    return render_page("activities/show.html", row=row, activity=activity, related=related)


def _build_edit(activity_id: UUID) -> tuple[ActivityForm, dict[str, Any]]:
    uow = current_uow()
    form, context = edit_form(uow, get_activity(uow, activity_id))
    return form, {**context, "may_assign": may_assign(uow), "back": ""}


def _merge(form: ActivityForm, activity_id: UUID) -> None:
    """Somebody else saved the activity while the form was open."""
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    fresh, _ = edit_form(uow, activity, fresh=True)
    changes = changes_since(uow, activity.id, form.version.data or 0)
    mine = keyed(form.changed_fields(activity, uow.actor.zone, uow.now))
    merge_stale(
        form,
        fresh,
        changes=changes,
        mine=mine,
        words=activity_words(uow, activity.kind, changes, mine),
        inputs=INPUTS,
    )
    form.tell_answers_of_others(fresh)


@blueprint.route("/activities/<uuid:activity_id>/edit", methods=["GET", "POST"])
@needs("activities.edit")
@form_view("activities/form.html", _build_edit, merge=_merge)
def edit(form: ActivityForm, activity_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    fields = form.changed_fields(activity, uow.actor.zone, uow.now)
    draft = ActivityDraft.of(fields, id=activity_id, version=form.version.data)
    keep_answers(uow, form, save_activity(uow, draft))
    flash(gettext("Saved: %(what)s", what=show_title(activity)))
    return redirect(url_for("activities.show", activity_id=activity_id), 303)
