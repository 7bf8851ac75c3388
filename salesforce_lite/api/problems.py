"""The one table that turns errors into answers of the API: problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, g, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from salesforce_lite.api.errors import (
    ChangedMeanwhileError,
    MalformedBodyError,
    MalformedVersionError,
    ScopeMissingError,
    UnsupportedBodyError,
)
from salesforce_lite.api.standing import standing_record
from salesforce_lite.kernel.errors import (
    N_,
    DomainError,
    NotFoundError,
    StaleVersionError,
    TooOftenError,
)
from salesforce_lite.web import RETRY_AFTER, UNAVAILABLE, UNEXPECTED, status_of

PREFIX = "/api/v1/"
MIMETYPE = "application/problem+json"

_STATUS: dict[type[DomainError], int] = {
    MalformedBodyError: 400,
    MalformedVersionError: 400,
    UnsupportedBodyError: 415,
    StaleVersionError: 412,
}
_CHALLENGE = 'Bearer realm="Salesforce Lite"'
_STRANGER = N_("Send a token that is valid: Authorization: Bearer … (see “My profile”).")
_METHOD = N_("This address does not know the method.")
_TOO_LARGE = N_("The body is too large: at most %(most)s MB. Send less at once.")
_FORGED = N_("A browser that has signed in sends its token with it (X-CSRFToken).")
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_SENTENCES = {404: NotFoundError.sentence, 405: _METHOD, 413: _TOO_LARGE}


class Problems:
    """The surface of everything under `/api/v1/`."""

    prefix = PREFIX
    name = "api"

    def stranger(self) -> Response:
        """Nobody is known to ask: neither by a token that counts nor by a browser."""
        answer = problem(401, "unauthenticated", gettext(_STRANGER))
        answer.headers["WWW-Authenticate"] = _CHALLENGE
        return answer

    def refusal(self, error: DomainError) -> Response:
        if isinstance(error, StaleVersionError) and "If-Match" not in request.headers:
            # No condition of theirs has failed (412): they may simply send it again.
            error = ChangedMeanwhileError()
        standing = standing_record() if isinstance(error, StaleVersionError) else None
        answer = problem(**refusal_of(error), current=standing)
        if isinstance(error, TooOftenError):
            answer.headers["Retry-After"] = str(error.seconds)
        if isinstance(error, ScopeMissingError):
            scope = error.params["scope"]
            said = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
            answer.headers["WWW-Authenticate"] = said
        return answer

    def http_error(self, error: HTTPException) -> Response:
        if isinstance(error, CSRFError):
            return problem(400, "forged", gettext(_FORGED))
        status = error.code or 500
        sentence = _SENTENCES.get(status)
        told = {"most": (request.max_content_length or 0) >> 20}
        detail = gettext(sentence) % told if sentence else str(error.description or "")
        answer = problem(status, _CODES.get(status, "refused"), detail)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer

    def fault(self, *, is_away: bool) -> Response:
        if not is_away:
            return problem(500, "fault", gettext(UNEXPECTED))
        answer = problem(503, "unavailable", gettext(UNAVAILABLE))
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer


def refusal_of(error: DomainError) -> dict[str, Any]:
    """What is told of a refusal: status, code, sentence, and a sentence for each wrong field."""
    return {
        "status": api_status(error),
        "code": error.code,
        "detail": gettext(error.sentence) % error.params,
        "errors": {name: gettext(text) % error.params for name, text in error.fields.items()},
    }


def api_status(error: DomainError) -> int:
    """The status of a refusal: that of its nearest ancestor here, else as on a page."""
    here = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), None)
    return here or status_of(error)


def problem(
    status: int,
    code: str,
    detail: str,
    errors: dict[str, str] | None = None,
    current: Response | None = None,
) -> Response:
    """An answer that says what is wrong, in the reader's language.

    `current` is an answer that shows the record as it stands now; it comes along with its ETag.
    """
    g.error_status = status
    document: dict[str, Any] = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        document["errors"] = errors
    if current:
        document["current"] = msgspec.Raw(current.get_data())
    answer = Response(plain_json(document), status, mimetype=MIMETYPE)
    if current and "ETag" in current.headers:
        answer.headers["ETag"] = current.headers["ETag"]
    return answer


def plain_json(value: Any) -> bytes:
    """JSON in which no markup can be read, wherever a browser may come to show it."""
    text = msgspec.json.encode(value)
    return text.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")
