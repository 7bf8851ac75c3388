"""Sign-in, sign-out, and what people set for themselves."""

from flask import Blueprint

from salesforce_lite.web import public

blueprint = Blueprint("access", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    return ""
