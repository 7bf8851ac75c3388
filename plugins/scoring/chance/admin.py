"""The page of the back office about chances: how good they are, and what they come from."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow, needs, render_page

from .admin_page import page_of_chances
from .factor_words import known_fields
from .forms import FieldsForm
from .service import MANAGE, READ, learn_again, leave_out


class ChancesView(BackOfficeView):
    """`/admin/x/scoring/chances/`."""

    url_name = "chances"
    title = N_("Chances of winning")
    summary = N_("How well the chances learned from your history foretell, and what they look at.")
    icon = "percent"
    permission = READ

    @page("/")
    @needs(READ)
    def index(self) -> str:
        return render_page("scoring/chances.html", **page_of_chances(current_uow()))

    @page("/training", methods=("POST",))
    @needs(MANAGE)
    def learn(self) -> ResponseReturnValue:
        learn_again(current_uow())
        flash(gettext("Your history is read again as soon as a worker is free."), "success")
        return _back()

    @page("/fields", methods=("POST",))
    @needs(MANAGE)
    def choose_fields(self) -> ResponseReturnValue:
        uow = current_uow()
        known = known_fields(uow)
        looked_at: Any = FieldsForm().fields.data or ()
        leave_out(uow, known.keys() - set(looked_at), known=known.keys())
        flash(gettext("Saved. Your history is read again without what was left out."), "success")
        return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)
