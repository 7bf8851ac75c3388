"""Signing in and out."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from salesforce_lite.access.browser_sessions import (
    current_device,
    sign_in_browser,
    sign_out_browser,
)
from salesforce_lite.access.devices import known_device, remember_device
from salesforce_lite.access.forms import SignInForm
from salesforce_lite.access.signed_in_browsers import sign_out_here, take_over
from salesforce_lite.access.signing_in import check_sign_in
from salesforce_lite.web import (
    current_uow,
    form_view,
    locale_code,
    own_path,
    public,
    reads_only,
)

blueprint = Blueprint("access", __name__, template_folder="templates")


def _sign_in_form() -> tuple[SignInForm, dict[str, Any]]:
    form = SignInForm()
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
    return form, {}


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@reads_only
@form_view("access/sign_in.html", _sign_in_form)
def sign_in(form: SignInForm) -> AnyResponse:
    uow = current_uow()
    device = known_device(current_app, request)
    user = check_sign_in(
        uow,
        form.email.data or "",
        form.password.data or "",
        address=request.remote_addr or "",
        device=device,
        language=locale_code(),
    )
    take_over(uow, device, user.id)
    response = current_app.make_response(redirect(own_path(form.next.data), 303))
    sign_in_browser(user, device=remember_device(current_app, request, response, user.id))
    return response


@blueprint.post("/sign-out")
@public
@reads_only
def sign_out() -> AnyResponse:
    sign_out_here(current_uow(), current_device())
    sign_out_browser()
    response: Response = current_app.make_response(redirect("/sign-in", 303))
    # Nothing a browser kept of the pages is left for whoever comes next.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
