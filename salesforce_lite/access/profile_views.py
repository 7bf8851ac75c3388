"""My profile: what people set for themselves, their password, and where they have signed in."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from salesforce_lite.access.browser_names import browser_name
from salesforce_lite.access.browser_sessions import (
    browser_session,
    current_device,
    sign_in_browser,
)
from salesforce_lite.access.forms import PROFILE_WORDS, PasswordForm, ProfileForm
from salesforce_lite.access.profiles import find_zones, zone_label
from salesforce_lite.access.service import change_password, change_profile, get_oneself
from salesforce_lite.access.signed_in_browsers import list_browsers, sign_out_there
from salesforce_lite.audit import changes_since
from salesforce_lite.web import (
    current_actor,
    current_uow,
    form_view,
    merge_stale,
    own_path,
    public,
    reads_only,
    signed_in,
)

blueprint = Blueprint("profile", __name__, template_folder="templates")
_A_YEAR = timedelta(days=365)


def _profile_form() -> tuple[ProfileForm, dict[str, Any]]:
    uow = current_uow()
    user = get_oneself(uow)
    form = ProfileForm(obj=user)
    form.offer_zones(form.zone.data or user.zone)
    opened = browser_session().opened
    return form, {
        "user": user,
        "browsers": list_browsers(uow, opened.id_hash if opened else ""),
        "browser_name": browser_name,
    }


def _merge_profile(form: ProfileForm) -> None:
    """The same person, or an administrator, saved it meanwhile in another window."""
    uow = current_uow()
    user = get_oneself(uow)
    fresh = ProfileForm(formdata=None, obj=user)
    merge_stale(
        form,
        fresh,
        changes=changes_since(uow, user.id, form.version.data or 0),
        mine={name: form[name].data for name in PROFILE_WORDS},
        words=PROFILE_WORDS,
    )
    form.offer_zones(form.zone.data or user.zone)


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in
@form_view("access/profile.html", _profile_form, merge=_merge_profile)
def profile(form: ProfileForm) -> AnyResponse:
    change_profile(
        current_uow(),
        {
            "name": form.name.data or "",
            "locale": form.locale.data,
            "zone": form.zone.data,
            "theme": form.theme.data,
        },
        version=form.version.data,
    )
    flash(gettext("Your profile is saved."), "success")
    return redirect(url_for("profile.profile"), 303)


@blueprint.get("/me/zones")
@signed_in
def zones() -> dict[str, Any]:
    names = find_zones(request.args.get("q", ""))
    return {"items": [{"id": name, "text": zone_label(name), "detail": ""} for name in names]}


@blueprint.post("/me/theme")
@public
def theme() -> AnyResponse:
    """Before sign-in there is only the browser to remember it with."""
    chosen = request.form.get("theme", "")
    if current_actor().user_id:
        change_profile(current_uow(), {"theme": chosen})
    if request.headers.get("X-Requested-With") == "fetch":
        response = Response(status=204)
    else:
        response = current_app.make_response(redirect(_page_before(), 303))
    if chosen in ("auto", "light", "dark"):
        response.set_cookie(
            "sfl_theme",
            chosen,
            max_age=_A_YEAR,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def _password_form() -> tuple[PasswordForm, dict[str, Any]]:
    return PasswordForm(), {"email": get_oneself(current_uow()).email}


@blueprint.route("/me/password", methods=["GET", "POST"])
@signed_in
@reads_only
@form_view("access/password.html", _password_form)
def password(form: PasswordForm) -> AnyResponse:
    user = change_password(current_uow(), form.old.data or "", form.new.data or "")
    # The old session id ends with all the others; this browser goes on under a new one.
    sign_in_browser(user, device=current_device())
    flash(gettext("Your password is changed. Everywhere else you are signed out."), "success")
    return redirect(url_for("profile.profile"), 303)


@blueprint.post("/me/browsers/<key>/sign-out")
@signed_in
def sign_out_browser_there(key: str) -> AnyResponse:
    sign_out_there(current_uow(), key)
    flash(gettext("That browser is signed out."), "success")
    return redirect(url_for("profile.profile", _anchor="browsers"), 303)


def _page_before() -> str:
    """The page the button was on, if it is one of ours."""
    before = request.referrer or ""
    start = request.host_url
    return own_path("/" + before[len(start) :]) if before.startswith(start) else "/"
