"""Today: the page on which everybody starts."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from salesforce_lite.activities.form_pages import may_assign
from salesforce_lite.activities.today import Whose, load_day, sees_customers
from salesforce_lite.activities.today_rows import show_day_sections
from salesforce_lite.activities.views import blueprint
from salesforce_lite.kernel import clock
from salesforce_lite.web import current_uow, needs, render_page, signed_in


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    return redirect(url_for("activities.today"))


@blueprint.get("/today")
@needs("activities.view")
def today() -> str:
    uow = current_uow()
    wider = may_assign(uow)
    whose = Whose.TEAM if wider and request.args.get("whose") == "team" else Whose.MINE
    day = load_day(uow, whose)
    return render_page(
        "activities/today.html",
        day=day,
        has_customers=not day.is_empty or sees_customers(uow),
        sections=show_day_sections(uow, day, whose),
        whose=whose,
        has_team=wider,
        date=clock.today(uow.actor.zone),
    )
