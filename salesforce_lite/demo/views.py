"""Pages of the sample data: say what emptying takes away, and empty."""

from flask import Blueprint, current_app, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.demo.removal import remove_sample_data, what_goes
from salesforce_lite.demo.sign_in_sheet import throw_sheet_away
from salesforce_lite.web import current_contributions, current_uow, needs, render_page

blueprint = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates")


@blueprint.get("/removal")
@needs("demo.remove")
def removal() -> str:
    return render_page("demo/removal.html", going=what_goes(current_uow()))


@blueprint.post("/removal")
@needs("demo.remove")
def remove() -> ResponseReturnValue:
    remove_sample_data(current_uow(), current_contributions().sample_data)
    throw_sheet_away(current_app.extensions["settings"].instance)
    flash(gettext("The sample data are gone. The next step: add a customer, or import a file."))
    return redirect("/customers", 303)
