"""The bell and its list, and the page on which one chooses how to be told."""

from collections.abc import Iterable
from datetime import time
from typing import Any
from uuid import UUID

from babel.core import Locale
from babel.dates import get_day_names
from flask import Blueprint, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from salesforce_lite.access import DEVICE, browser_name
from salesforce_lite.audit import changes_since
from salesforce_lite.company import DAYS, get_company
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.choices import ChoiceFields, own_choices, save_choices
from salesforce_lite.notifications.forms import ChoicesForm
from salesforce_lite.notifications.mentions import people_to_mention
from salesforce_lite.notifications.model import NO_REMINDER, NotificationChoice
from salesforce_lite.notifications.push_messages import Signer
from salesforce_lite.notifications.pushing import list_browsers_told, subscribe, unsubscribe
from salesforce_lite.notifications.service import (
    count_unread,
    list_notifications,
    read_all,
    read_notification,
)
from salesforce_lite.notifications.words import bell_words, kinds, number_words, shown
from salesforce_lite.web import (
    FieldWords,
    current_uow,
    form_view,
    is_fragment_request,
    merge_stale,
    render_page,
    show_lead,
    signed_in,
)

blueprint = Blueprint("notifications", __name__, template_folder="templates")


def load_bell(uow: UnitOfWork, _record: Any) -> dict[str, Any]:
    """For the top of every page: one look into an index."""
    unread = count_unread(uow)
    return {"number": number_words(unread), "words": bell_words(unread)}


def load_card(uow: UnitOfWork, _record: Any) -> dict[str, Any]:
    """For the profile: what was chosen, in a few lines."""
    choice = own_choices(uow)
    hours = choice.hours or get_company(uow).hours
    mailed = [gettext(kind.label) for kind in kinds() if _is_mailed(choice, kind.code)]
    return {
        "choice": choice,
        "hours": hours,
        "mailed": mailed,
        "days": _days(hours.days),
        "lead": show_lead,
    }


def _days(codes: Iterable[str]) -> str:
    """“Mon, Tue, Wed”."""
    names = get_day_names("abbreviated", locale=get_locale() or Locale("en"))
    return ", ".join(str(names[DAYS.index(code)]) for code in codes)


@blueprint.get("/notifications")
@signed_in
def index() -> str:
    return _list()


def _list() -> str:
    uow = current_uow()
    page = list_notifications(uow, cursor=request.args.get("cursor"))
    return render_page(
        "notifications/index.html",
        page=page,
        rows=shown(uow, page.items),
        unread=count_unread(uow),
    )


@blueprint.get("/notifications/unread")
@signed_in
def unread() -> dict[str, Any]:
    """What the bell asks now and then."""
    count = count_unread(current_uow())
    return {"count": count, "number": number_words(count), "words": bell_words(count)}


@blueprint.get("/notifications/people")
@signed_in
def people() -> dict[str, Any]:
    """Whom the letters behind “@” may mean; `id` is what is written."""
    found = people_to_mention(current_uow(), request.args.get("q", "")[:80])
    return {
        "items": [
            {
                "id": one.handle,
                "text": one.name,
                "detail": one.handle if one.handle != one.name else "",
            }
            for one in found
        ]
    }


@blueprint.post("/notifications/<uuid:notification_id>/reading")
@signed_in
def read(notification_id: UUID) -> ResponseReturnValue:
    read_notification(current_uow(), notification_id)
    return _read_on()


@blueprint.post("/notifications/reading")
@signed_in
def read_everything() -> ResponseReturnValue:
    until = request.form.get("until", type=UUID)
    read_all(current_uow(), until=until)
    return _read_on()


def _read_on() -> ResponseReturnValue:
    """The list as it is now where it stands beside a page, else the page of it."""
    if request.headers.get("X-Requested-With") == "fetch":
        return "", 204
    if is_fragment_request():
        current_uow().session.flush()
        return _list()
    return redirect(url_for("notifications.index"), 303)


def _choices_form(*, fresh: bool = False) -> ChoicesForm:
    choice = own_choices(current_uow())
    values = {
        "version": choice.version,
        "mailed": [kind.code for kind in kinds() if _is_mailed(choice, kind.code)],
        "pushed": [kind.code for kind in kinds() if choice.pushes.get(kind.code, True)],
        "has_own_hours": choice.has_own_hours,
        "remind_appointments": choice.remind_appointments,
        "remind_others": choice.remind_others,
        "remind_days": choice.remind_days,
        **_hours(choice),
    }
    form = ChoicesForm(formdata=None, data=values) if fresh else ChoicesForm(data=values)
    form.offer([(kind.code, gettext(kind.label)) for kind in kinds()])
    return form


def _hours(choice: NotificationChoice) -> dict[str, Any]:
    """The person's own; until they have some, those of the company to begin with."""
    hours = choice.hours or get_company(current_uow()).hours
    return {
        "work_days": list(hours.days),
        "work_from": time.fromisoformat(hours.begins),
        "work_until": time.fromisoformat(hours.ends),
    }


def _is_mailed(choice: NotificationChoice, code: str) -> bool:
    usual = {kind.code: kind.is_mailed for kind in kinds()}
    return bool(choice.mails.get(code, usual[code]))


def _build() -> tuple[ChoicesForm, dict[str, Any]]:
    uow = current_uow()
    return _choices_form(), {
        "hours": get_company(uow).hours,
        "browsers": list_browsers_told(uow),
        "browser_name": browser_name,
        "push_key": Signer.of(str(current_app.secret_key)).public,
    }


def _typed(form: ChoicesForm) -> ChoiceFields:
    begins, ends = form.work_from.data, form.work_until.data
    chosen, pushed = set(form.mailed.data or ()), set(form.pushed.data or ())
    return {
        "pushes": {kind.code: kind.code in pushed for kind in kinds()},
        "mails": {kind.code: kind.code in chosen for kind in kinds()},
        "has_own_hours": bool(form.has_own_hours.data),
        "work_days": form.work_days.data or [],
        "work_from": f"{begins:%H:%M}" if begins else "",
        "work_until": f"{ends:%H:%M}" if ends else "",
        "remind_appointments": _minutes(form.remind_appointments.data),
        "remind_others": _minutes(form.remind_others.data),
        "remind_days": _minutes(form.remind_days.data),
    }


def _minutes(chosen: int | None) -> int:
    return NO_REMINDER if chosen is None else chosen


_REMINDERS = {
    "remind_appointments": FieldWords(N_("Visits and meetings"), show_lead),
    "remind_others": FieldWords(N_("Calls, tasks and all else with an hour"), show_lead),
    "remind_days": FieldWords(N_("What has a day but no hour"), show_lead),
}


def _merge(form: ChoicesForm) -> None:
    """Saved meanwhile in another window of the same person."""
    uow = current_uow()
    typed = _typed(form)
    merge_stale(
        form,
        _choices_form(fresh=True),
        changes=changes_since(uow, own_choices(uow).id, form.version.data or 0),
        mine={name: value for name, value in typed.items() if name in _REMINDERS},
        words=_REMINDERS,
    )


@blueprint.route("/me/notifications", methods=["GET", "POST"])
@signed_in
@form_view("notifications/choices.html", _build, merge=_merge)
def choose(form: ChoicesForm) -> ResponseReturnValue:
    save_choices(current_uow(), _typed(form), version=form.version.data or 0)
    flash(gettext("Saved: how you are told."), "success")
    return redirect(url_for("profile.profile", _anchor="notifications"), 303)


@blueprint.post("/me/push")
@signed_in
def start_push() -> ResponseReturnValue:
    """Sent by a script, when the browser has given its address and its keys."""
    subscribe(
        current_uow(),
        request.form.get("address", ""),
        p256dh=request.form.get("p256dh", ""),
        auth=request.form.get("auth", ""),
        browser=request.user_agent.string,
        device=session.get(DEVICE, ""),
    )
    flash(gettext("You are told in this browser from now on."), "success")
    return redirect(url_for("notifications.choose", _anchor="browsers"), 303)


@blueprint.post("/me/push/<uuid:subscription_id>/removal")
@signed_in
def stop_push(subscription_id: UUID) -> ResponseReturnValue:
    unsubscribe(current_uow(), subscription_id)
    flash(gettext("You are told in that browser no more."), "success")
    return redirect(url_for("notifications.choose", _anchor="browsers"), 303)
