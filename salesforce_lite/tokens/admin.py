"""Everybody's tokens in the back office: what they may do, when they were used, their budgets."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.tokens.forms import BudgetForm
from salesforce_lite.tokens.service import (
    MANAGE,
    all_tokens,
    change_budget,
    get_token,
    revoke_token,
)
from salesforce_lite.web import current_uow, form_view, needs, render_page


def _budget_form(token_id: UUID) -> tuple[BudgetForm, dict[str, Any]]:
    token = get_token(current_uow(), token_id)
    return BudgetForm(obj=token), {"token": token}


class TokensView(BackOfficeView):
    """`/admin/tokens/`."""

    url_name = "tokens"
    title = N_("Tokens of programs")
    summary = N_("Which programs act in whose name, how much they read, and how to stop them.")
    icon = "key"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        return render_page("tokens/index.html", tokens=all_tokens(uow), now=uow.now)

    @page("/<uuid:token_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, token_id: UUID) -> ResponseReturnValue:
        answer: ResponseReturnValue = _budget(token_id=token_id)
        return answer

    @page("/<uuid:token_id>/revocation", methods=("POST",))
    @needs(MANAGE)
    def revoke(self, token_id: UUID) -> ResponseReturnValue:
        token = revoke_token(current_uow(), token_id)
        flash(gettext("“%(name)s” no longer works.", name=token.name), "success")
        return redirect(url_for("tokens.index"), 303)


@form_view("tokens/budget.html", _budget_form)
def _budget(form: BudgetForm, token_id: UUID) -> ResponseReturnValue:
    token = change_budget(
        current_uow(),
        token_id,
        rows_per_hour=form.rows_per_hour.data or 0,
        rows_per_day=form.rows_per_day.data or 0,
    )
    flash(gettext("“%(name)s” has a new budget.", name=token.name), "success")
    return redirect(url_for("tokens.index"), 303)
