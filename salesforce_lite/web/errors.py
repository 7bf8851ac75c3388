"""The one table that turns errors into answers of the desk pages."""

from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from salesforce_lite.kernel.errors import (
    N_,
    ConflictError,
    DomainError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
    TooOftenError,
)
from salesforce_lite.plugin import PluginPageError
from salesforce_lite.web.pages import headers_of, is_fragment_request, render_page
from salesforce_lite.web.surfaces import Surface

if TYPE_CHECKING:
    from salesforce_lite.web.application import App

STATUS: dict[type[DomainError], int] = {
    NotFoundError: 404,
    PermissionDeniedError: 403,
    StaleVersionError: 409,
    ConflictError: 409,
    TooOftenError: 429,
    PluginPageError: 500,
}

_HTTP_SENTENCES = {
    404: NotFoundError.sentence,
    405: N_("This address cannot be used that way. Go back and use the buttons of the page."),
    413: N_("That is too large to send. Make it smaller and try again."),
}
UNEXPECTED = N_("Something went wrong on our side. Nothing was saved; try again in a moment.")
UNAVAILABLE = N_(
    "The database does not answer at the moment. Nothing was saved; try again in a minute."
)
# Seconds after which a browser or a script may ask again.
RETRY_AFTER = 10
_EXPIRED = N_("This page had been open for too long. Load it again and repeat the last step.")


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal: that of its nearest ancestor in the table, else 422."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)


def register_error_pages(app: Flask) -> None:
    """Answer refusals and faults with a page, or with the bare sentence when htmx asked."""
    app.register_error_handler(DomainError, _show_refusal)
    app.register_error_handler(CSRFError, _show_forgery)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(500, _show_fault)


def _show_refusal(error: DomainError) -> Any:
    surface = _surface()
    if surface:
        return surface.refusal(error)
    return *_show(status_of(error), error.sentence, error.params), headers_of(error)


def _show_forgery(error: CSRFError) -> Any:
    surface = _surface()
    return surface.http_error(error) if surface else _show(400, _EXPIRED, {})


def _show_http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    surface = _surface()
    if surface:
        return surface.http_error(error)
    return _show(code, _HTTP_SENTENCES.get(code, error.description or UNEXPECTED), {})


def _show_fault(error: InternalServerError) -> Any:
    """A database that is gone, full or busy comes back; anything else is a mistake of ours."""
    cause = error.original_exception or error.__cause__
    surface = _surface()
    if surface:
        return surface.fault(is_away=_is_database_away(cause))
    if not _is_database_away(cause):
        return *_show(500, UNEXPECTED, {}), {}
    # Without the database there is no session, so the page must do without one.
    message, headers = gettext(UNAVAILABLE), {"Retry-After": str(RETRY_AFTER)}
    current_app.logger.warning("database_unavailable")
    template = "_refusal.html" if is_fragment_request() else "unavailable.html"
    return render_template(template, message=message, status=503), 503, headers


def _surface() -> Surface | None:
    return cast("App", current_app).surface


def _is_database_away(cause: BaseException | None) -> bool:
    if isinstance(cause, OperationalError | InterfaceError):
        return True
    return isinstance(cause, DBAPIError) and cause.connection_invalidated


def _show(status: int, sentence: str, params: dict[str, object]) -> tuple[str, int]:
    message = gettext(sentence) % params
    if is_fragment_request():
        return render_page("_refusal.html", message=message, status=status), status
    g.error_status = status
    return render_page("error.html", message=message, status=status, path=request.path), status
