"""What one page tells on the next ("Saved: …") travels in a signed cookie of the browser.

Kept in the row of the session, every save would cost a second transaction, and the page after it a
third.
"""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature

from salesforce_lite.access.cookies import cookie_name, drop_cookie, set_cookie

# Flask's key for what `flash` was given.
FLASHES = "_flashes"
# Browsers drop cookies beyond 4,096 bytes: the newest messages that fit go along.
_LARGEST = 3_000
_SECONDS = 3_600


class Notices:
    """Reads and writes the cookie; it counts for the one session that it was written for."""

    def __init__(self) -> None:
        self._signing = SecureCookieSessionInterface()
        self._signing.salt = "notices"

    def read(self, app: Flask, request: Request, session_hash: str) -> list[Any]:
        signer = self._signing.get_signing_serializer(app)
        signed = request.cookies.get(cookie_name(app, "notices"), "")
        if signer is None or not signed:
            return []
        try:
            bound_to, messages = signer.loads(signed, max_age=_SECONDS)
        except BadSignature:
            return []
        return list(messages) if bound_to == session_hash else []

    def write(
        self,
        app: Flask,
        request: Request,
        response: Response,
        session_hash: str,
        messages: list[Any],
    ) -> None:
        signer = self._signing.get_signing_serializer(app)
        if messages and signer is not None:
            while True:
                signed = str(signer.dumps((session_hash, messages)))
                if len(signed) <= _LARGEST or len(messages) == 1:
                    break
                messages = messages[1:]
            set_cookie(app, response, "notices", signed)
        elif cookie_name(app, "notices") in request.cookies:
            drop_cookie(app, response, "notices")
