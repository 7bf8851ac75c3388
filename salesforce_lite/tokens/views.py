"""Tokens on the profile of their owner: the list, a new one, its secret shown once."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from salesforce_lite.access import confirm_oneself
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tokens.forms import TokenForm
from salesforce_lite.tokens.scope_choices import known_scopes, scope_choices
from salesforce_lite.tokens.service import MAKE, make_token, revoke_token, tokens_of
from salesforce_lite.web import current_uow, form_view, needs, reads_only, render_page

blueprint = Blueprint("own_tokens", __name__, template_folder="templates")


def load_card(uow: UnitOfWork, _record: Any) -> dict[str, Any]:
    """For the profile: one's own tokens."""
    tokens = tokens_of(uow, uow.actor.user_id) if uow.actor.user_id else []
    return {"tokens": tokens, "now": uow.now}


def _new_form() -> tuple[TokenForm, dict[str, Any]]:
    form = TokenForm()
    form.offer(known_scopes())
    return form, {"choices": scope_choices()}


@blueprint.route("/me/tokens/new", methods=["GET", "POST"])
@needs(MAKE)
@reads_only
@form_view("tokens/form.html", _new_form)
def new(form: TokenForm) -> str:
    """The secret is on the page that answers, and nowhere else."""
    uow = current_uow()
    if uow.actor.user_id is None:
        raise NotFoundError
    confirm_oneself(uow, form.password.data or "")
    uow.start_writing()
    token, secret = make_token(
        uow,
        user_id=uow.actor.user_id,
        name=form.name.data or "",
        scopes=form.scopes.data or [],
        known_scopes=known_scopes(),
        lasts=form.lifetime,
        networks=(form.networks.data or "").split("\n"),
    )
    return render_page("tokens/made.html", token=token, secret=secret)


@blueprint.post("/me/tokens/<uuid:token_id>/revocation")
@needs(MAKE)
def revoke(token_id: UUID) -> Response:
    token = revoke_token(current_uow(), token_id)
    flash(gettext("“%(name)s” no longer works.", name=token.name), "success")
    return redirect(url_for("profile.profile", _anchor="tokens"), 303)
