"""Flask's sessions: a row for a signed-in browser, a signed cookie for an anonymous one.

The cookie of a signed-in browser holds a random id and nothing else. Opened before routing and
saved after the answer is made, outside the unit of work: the one listed exception to its rule.
"""

import secrets
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from flask_security import login_user, logout_user
from itsdangerous import BadSignature
from werkzeug.datastructures import CallbackDict

from salesforce_lite.access.cookies import cookie_name, drop_cookie, set_cookie
from salesforce_lite.access.model import User
from salesforce_lite.access.notices import FLASHES, Notices
from salesforce_lite.access.people import Person
from salesforce_lite.access.session_rows import (
    ABSOLUTE_LIMIT,
    DEVICE,
    OpenSession,
    end_session,
    find_session,
    keep_data,
    start_session,
    touch,
)
from salesforce_lite.web import comes_from_browser, db

# Flask-Login's key for who has signed in: the person's `fs_uniquifier`.
SIGNED_IN_AS = "_user_id"


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What the pages remember of one browser, and the row it was opened from."""

    def __init__(self, data: dict[str, Any], opened: OpenSession | None = None) -> None:
        super().__init__(data, _mark_modified)
        self.opened = opened
        self.modified = False
        self.is_renewed = False

    @property
    def person(self) -> Person | None:
        return self.opened.person if self.opened else None

    def renew(self) -> None:
        """Start afresh under another id: nothing that was known before sign-in counts after it."""
        self.clear()
        # The token of the old session is remembered for the rest of the request.
        g.pop("csrf_token", None)
        self.is_renewed = True


def _mark_modified(changed: Any) -> None:
    changed.modified = True


class RowSessions(SessionInterface):
    """Opens and saves the session of each request."""

    def __init__(self) -> None:
        self._signing = SecureCookieSessionInterface()
        self._notices = Notices()

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        if _has_none(app, request):
            return BrowserSession({})
        session_id = request.cookies.get(cookie_name(app, "session"), "")
        opened = find_session(db.engine, session_id) if session_id else None
        if opened:
            told = self._notices.read(app, request, opened.id_hash)
            data = {**opened.data, SIGNED_IN_AS: opened.bound_to}
            return BrowserSession({**data, FLASHES: told} if told else data, opened)
        return BrowserSession(self._visitor(app, request))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BrowserSession)  # noqa: S101 – made by `open_session`
        if _has_none(app, request):
            # It was opened empty: to save it would take the visitor's own away.
            return
        opened = session.opened
        signed_in_as = session.get(SIGNED_IN_AS)
        if opened and not session.is_renewed and signed_in_as == opened.bound_to:
            self._keep(app, session, opened, response)
            return
        if opened:
            end_session(db.engine, opened.id_hash)
            drop_cookie(app, response, "session")
        if signed_in_as:
            self._start(app, session, response, signed_in_as)
        elif session.modified:
            self._keep_visitor(app, session, response)

    def _keep(
        self, app: Flask, session: BrowserSession, opened: OpenSession, response: Response
    ) -> None:
        """Write the row only for what must last; messages for the next page go with the browser."""
        data = _data(session)
        told = data.pop(FLASHES, [])
        self._notices.write(app, request, response, opened.id_hash, told)
        if data != opened.data:
            keep_data(db.engine, opened, data)
        else:
            touch(db.engine, opened)

    def _visitor(self, app: Flask, request: Request) -> dict[str, Any]:
        signer = self._signing.get_signing_serializer(app)
        signed = request.cookies.get(cookie_name(app, "visitor"), "")
        if signer is None or not signed:
            return {}
        try:
            data: dict[str, Any] = signer.loads(signed)
        except BadSignature:
            return {}
        # Only a row makes somebody signed in.
        data.pop(SIGNED_IN_AS, None)
        return data

    def _keep_visitor(self, app: Flask, session: BrowserSession, response: Response) -> None:
        signer = self._signing.get_signing_serializer(app)
        if session and signer is not None:
            set_cookie(app, response, "visitor", str(signer.dumps(dict(session))))
        else:
            drop_cookie(app, response, "visitor")

    def _start(
        self, app: Flask, session: BrowserSession, response: Response, signed_in_as: str
    ) -> None:
        session_id = secrets.token_urlsafe(32)
        # Made here, so that showing the first page need not write.
        session.setdefault("csrf_token", secrets.token_hex(32))
        is_kept = start_session(
            db.engine,
            session_id,
            signed_in_as,
            address=request.remote_addr or "",
            browser=request.user_agent.string,
            data=_data(session),
        )
        if is_kept:
            set_cookie(app, response, "session", session_id, lasts=ABSOLUTE_LIMIT)
            drop_cookie(app, response, "visitor")


def sign_in_browser(user: User, *, device: str) -> None:
    """Bind this browser, of this name, to the person, under a new session id."""
    browser_session().renew()
    login_user(user)
    browser_session()[DEVICE] = device


def sign_out_browser() -> None:
    """End this browser's session; its row goes when the answer is made."""
    logout_user()
    browser_session().renew()


def current_device() -> str:
    """The name of this browser; empty where nobody has signed in, or it is not known."""
    return str(browser_session().get(DEVICE, ""))


def current_person() -> Person | None:
    """Who has signed in with this browser; None for nobody."""
    return browser_session().person


def browser_session() -> BrowserSession:
    """The session of the request under way, as what it is."""
    found: BrowserSession = session._get_current_object()  # type: ignore[attr-defined]  # a proxy
    return found


def _has_none(app: Flask, request: Request) -> bool:
    """Files are for anybody, and a program that says who it is in a header is no browser."""
    is_static = request.path.startswith(f"{app.static_url_path}/")
    return is_static or not comes_from_browser()


def _data(session: BrowserSession) -> dict[str, Any]:
    """What is kept in the row; who has signed in is a column of it."""
    return {key: value for key, value in session.items() if key != SIGNED_IN_AS}
