"""The page of reports: the forecast."""

from flask import Blueprint

from salesforce_lite.opportunities.forecast import forecast
from salesforce_lite.web import current_uow, needs, render_page

blueprint = Blueprint("reports", __name__, template_folder="templates")


@blueprint.get("/reports")
@needs("opportunities.view")
def index() -> str:
    return render_page("opportunities/reports.html", forecast=forecast(current_uow()))
