"""Desk pages of customers."""

from flask import Blueprint, request

from salesforce_lite.customers.listing import list_customers
from salesforce_lite.web import current_uow, needs, render_page

blueprint = Blueprint("customers", __name__, template_folder="templates")


@blueprint.get("/customers")
@needs("customers.view")
def index() -> str:
    page = list_customers(
        current_uow(),
        lifecycle=request.args.get("lifecycle", ""),
        role=request.args.get("role", ""),
        cursor=request.args.get("cursor"),
    )
    return render_page("customers/index.html", fragment="customers/_rows.html", page=page)
