"""A real server in a thread of its own, with the records of everybody."""

import logging
import threading
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from flask_babel import force_locale, gettext, pgettext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from salesforce_lite.access import User
from salesforce_lite.kernel.actor import Actor, system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.team import load_actor
from salesforce_lite.web import App, public
from tests.browser.records import LEADERS, Person, furnish, hire


@dataclass(frozen=True)
class Site:
    """Where the server answers, and what it knows."""

    app: App
    address: str
    ids: dict[str, dict[str, UUID]]

    def say(self, words: str, locale: str, *, context: str = "", **values: object) -> str:
        """A sentence as the server says it to people of that language."""
        with self.app.test_request_context(), force_locale(locale.replace("-", "_")):
            return pgettext(context, words, **values) if context else gettext(words, **values)

    def sign_in(self, login: str) -> dict[str, str]:
        """The cookie of a browser in which that person has signed in without the form."""
        client = self.app.test_client()
        with self.app.make_session() as session:
            uniquifier = _user(session, f"{login}@example.com").fs_uniquifier
        with client.session_transaction() as browser_session:
            browser_session["_user_id"] = uniquifier
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {"name": name, "value": client.get_cookie(name).value, "url": self.address}


def furnished(app: App) -> dict[str, dict[str, UUID]]:
    """Puts the people and their records in."""
    with _work(app, system_actor("tests")) as uow:
        hire(uow)
    ids = {}
    for person in LEADERS:
        with _work(app, _actor(app, person)) as uow:
            ids[person.login] = furnish(uow, person)
    return ids


def _work(app: App, actor: Actor):
    return unit_of_work(
        app.make_session, actor, surface="test", reactions=app.contributions.reactions
    )


def _actor(app: App, person: Person) -> Actor:
    with app.make_session() as session:
        return load_actor(session, _user(session, person.email))


def _user(session: Session, email: str) -> User:
    return session.query(User).filter_by(email=email).one()


def put_faults(app: App) -> None:
    """Addresses that answer as a mistake of ours does, and as a database that is away."""

    def mistake() -> str:
        raise RuntimeError

    def away() -> str:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    app.add_url_rule("/a-mistake", "a_mistake", public(mistake))
    app.add_url_rule("/away", "away", public(away))


def _read_whole(app: App):
    """Closes an answer before it is sent: the server forgets to where a browser goes away."""

    def answer(environ, start_response):
        with closing(app(environ, start_response)) as parts:
            return [b"".join(parts)]

    return answer


def serve(app: App):
    """Starts answering; call the answer's `shutdown` to stop."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, _read_whole(app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
