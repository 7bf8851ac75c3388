"""Addresses that change one activity: done, reopened, moved, kept, broken, deleted."""

import json
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.activities.answer_pages import (
    add_answers,
    is_answer_required,
    keep_answers,
)
from salesforce_lite.activities.doing import (
    break_promise,
    complete_activity,
    delete_activity,
    keep_promise,
    reopen_activity,
    reschedule_activity,
    restore_activity,
)
from salesforce_lite.activities.form_pages import completion_form
from salesforce_lite.activities.forms import CompletionForm, RescheduleForm
from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.places import a_day_later, moment_of
from salesforce_lite.activities.rows import rows_of
from salesforce_lite.activities.service import get_activity
from salesforce_lite.activities.views import blueprint
from salesforce_lite.activities.words import show_planned, show_title
from salesforce_lite.kernel.clock import today
from salesforce_lite.web import (
    current_uow,
    form_view,
    needs,
    own_path,
    render_page,
    sent_version,
)


def _build_completion(activity_id: UUID) -> tuple[CompletionForm, dict[str, Any]]:
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    return completion_form(uow, activity), {"row": rows_of(uow, [activity])[0]}


@blueprint.route("/activities/<uuid:activity_id>/completion", methods=["GET", "POST"])
@needs("activities.edit")
@form_view("activities/completion.html", _build_completion)
def complete(form: CompletionForm, activity_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    activity = complete_activity(
        uow,
        activity_id,
        outcome=form.outcome.data or None,
        note=form.note.data or None,
        next_step=form.next_step(uow.actor.zone),
        version=form.version.data,
    )
    if activity.completed_at == uow.now:
        keep_answers(uow, form, activity)
    else:
        add_answers(uow, form, activity)
    if form.outcome.data and activity.outcome != form.outcome.data:
        flash(gettext("It was done before, with another outcome, which stays."), "warning")
    words = gettext("Done: %(what)s", what=show_title(activity))
    return _answer(activity, words, undo="activities.reopen")


@blueprint.post("/activities/<uuid:activity_id>/tick")
@needs("activities.edit")
def tick_off(activity_id: UUID) -> ResponseReturnValue:
    """Done, with nothing more to say: one press in a list. Where something has to be answered
    first, it opens the form."""
    uow = current_uow()
    if is_answer_required(uow, get_activity(uow, activity_id)):
        return _ask_first(activity_id)
    activity = complete_activity(uow, activity_id, version=sent_version())
    words = gettext("Done: %(what)s", what=show_title(activity))
    return _answer(activity, words, undo="activities.reopen")


def _ask_first(activity_id: UUID) -> ResponseReturnValue:
    form = url_for("activities.complete", activity_id=activity_id)
    if request.headers.get("HX-Request"):
        return "", 204, {"HX-Trigger": json.dumps({"panel": {"url": form}})}
    return redirect(form, 303)


@blueprint.post("/activities/<uuid:activity_id>/reopening")
@needs("activities.edit")
def reopen(activity_id: UUID) -> ResponseReturnValue:
    activity = reopen_activity(current_uow(), activity_id, version=sent_version())
    words = gettext("Open again: %(what)s", what=show_title(activity))
    return _answer(activity, words, part="activities/_row.html")


@blueprint.post("/activities/<uuid:activity_id>/postponement")
@needs("activities.edit")
def postpone(activity_id: UUID) -> ResponseReturnValue:
    """To tomorrow at the same hour."""
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    zone = activity.zone if activity.is_all_day else uow.actor.zone
    later = a_day_later(activity.due_at or uow.now, now=uow.now, zone=zone)
    return _moved(reschedule_activity(uow, activity_id, later, zone=zone, version=sent_version()))


def _build_move(activity_id: UUID) -> tuple[RescheduleForm, dict[str, Any]]:
    uow = current_uow()
    activity = get_activity(uow, activity_id)
    zone = activity.zone if activity.is_all_day else uow.actor.zone
    due = (activity.due_at or uow.now).astimezone(ZoneInfo(zone))
    hour = None if activity.is_all_day else due.time().replace(second=0, microsecond=0)
    form = RescheduleForm(data={"version": activity.version, "day": due.date(), "time": hour})
    return form, {"row": rows_of(uow, [activity])[0]}


@blueprint.route("/activities/<uuid:activity_id>/rescheduling", methods=["GET", "POST"])
@needs("activities.edit")
@form_view("activities/rescheduling.html", _build_move)
def reschedule(form: RescheduleForm, activity_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    due_at = moment_of(form.day.data or today(uow.actor.zone), form.time.data, uow.actor.zone)
    activity = reschedule_activity(
        uow,
        activity_id,
        due_at,
        zone=uow.actor.zone,
        is_all_day=form.time.data is None,
        version=form.version.data,
    )
    return _moved(activity)


def _moved(activity: Activity) -> ResponseReturnValue:
    return _answer(activity, gettext("Moved to %(when)s", when=show_planned(activity)))


@blueprint.post("/activities/<uuid:activity_id>/keeping")
@needs("activities.edit")
def keep(activity_id: UUID) -> ResponseReturnValue:
    activity = keep_promise(current_uow(), activity_id, version=sent_version())
    words = gettext("Kept: %(what)s", what=show_title(activity))
    return _answer(activity, words, undo="activities.reopen")


@blueprint.post("/activities/<uuid:activity_id>/breaking")
@needs("activities.edit")
def break_(activity_id: UUID) -> ResponseReturnValue:
    activity = break_promise(current_uow(), activity_id, version=sent_version())
    words = gettext("Not kept: %(what)s", what=show_title(activity))
    return _answer(activity, words, undo="activities.reopen")


@blueprint.post("/activities/<uuid:activity_id>/deletion")
@needs("activities.delete")
def delete(activity_id: UUID) -> ResponseReturnValue:
    activity = delete_activity(current_uow(), activity_id, version=sent_version())
    undo = url_for("activities.restore", activity_id=activity_id)
    flash(gettext("Deleted: %(what)s", what=show_title(activity)), f"undo:{undo}")
    return redirect(own_path(request.form.get("back") or url_for("activities.index")), 303)


@blueprint.post("/activities/<uuid:activity_id>/restoration")
@needs("activities.delete")
def restore(activity_id: UUID) -> ResponseReturnValue:
    activity = restore_activity(current_uow(), activity_id)
    return _answer(activity, gettext("Back again: %(what)s", what=show_title(activity)))


def _answer(
    activity: Activity, words: str, *, undo: str = "", part: str = "activities/_settled.html"
) -> ResponseReturnValue:
    """The row in its new state where one row was asked for, else back to where it was clicked.

    `undo` is the endpoint that takes it back.
    """
    # Written now: the row and the way back are about the version that this made.
    uow = current_uow()
    uow.session.flush()
    if undo:
        undo = url_for(undo, activity_id=activity.id, version=activity.version)
    if request.headers.get("HX-Target", "").startswith("activity-"):
        row = rows_of(uow, [activity])[0]
        return render_page(part, row=row, words=words, undo=undo)
    flash(words, f"undo:{undo}" if undo else "message")
    here = url_for("activities.show", activity_id=activity.id)
    return redirect(own_path(request.form.get("back") or here), 303)
