"""`/healthz` (the process answers) and `/readyz` (the database does, and is up to date)."""

from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from salesforce_lite.migrations import (
    NewerDatabaseError,
    check_not_newer,
    current_revision,
    head_revision,
)
from salesforce_lite.web.database import db
from salesforce_lite.web.policy import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> dict[str, str]:
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> tuple[dict[str, object], int]:
    reasons = _reasons()
    return {
        "status": "unavailable" if reasons else "ok",
        "reasons": reasons,
    }, 503 if reasons else 200


def _reasons() -> list[str]:
    """Why the server should get no requests; the details of a fault stay in the log."""
    try:
        revision = current_revision(db.engine)
        if revision == head_revision():
            return []
        check_not_newer(db.engine)
    except NewerDatabaseError as error:
        return [str(error)]
    except SQLAlchemyError:
        current_app.logger.exception("database_unreachable")
        return ["The database does not answer."]
    return ["The database is not at the revision of this version. Run: salesforce-lite upgrade"]
