"""Answers of the API are compressed where the program takes that."""

from gzip import compress

from flask import Response, current_app, request

from salesforce_lite.api.credential import current_credential
from salesforce_lite.api.problems import MIMETYPE, PREFIX
from salesforce_lite.api.versions import packed_tag
from salesforce_lite.web import App, current_actor

GZIP = "gzip"
# Bytes; what is smaller is one packet anyway.
_WORTH = 1024
# Higher ones take much longer and save little.
_LEVEL = 5
_READING = ("GET", "HEAD")


def pack_answers(app: App) -> None:
    """Send what is large compressed, unless its length could tell of a secret in it."""

    @app.after_request
    def pack(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            response.vary.add("Accept-Encoding")
            if _is_worth_it(response) and _is_accepted() and not _may_be_guessed_at():
                _pack(response)
        return response


def _is_worth_it(response: Response) -> bool:
    if response.is_streamed or response.direct_passthrough or response.content_encoding:
        return False
    is_json = response.mimetype in ("application/json", MIMETYPE)
    return is_json and len(response.get_data()) > _WORTH


def _is_accepted() -> bool:
    """Whether the program takes it, and does not like the plain body better."""
    return request.accept_encodings.best_match([GZIP, "identity"]) == GZIP


def _may_be_guessed_at() -> bool:
    """Whether somebody who sees lengths could learn what is in it (BREACH).

    A secret is never compressed. Nor is what a browser asks for with its cookie, unless it says
    that a page of ours had it ask: the page of a stranger could have it ask for words of theirs.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "tells_secret", False):
        return True
    is_by_cookie = current_credential() is None and current_actor().user_id is not None
    return is_by_cookie and request.headers.get("Sec-Fetch-Site") != "same-origin"


def _pack(response: Response) -> None:
    response.set_data(compress(response.get_data(), _LEVEL, mtime=0))
    response.content_encoding = GZIP
    # That of an answer to a change names the record, of which it is no copy.
    if request.method in _READING and "ETag" in response.headers:
        response.headers["ETag"] = packed_tag(response.headers["ETag"])
