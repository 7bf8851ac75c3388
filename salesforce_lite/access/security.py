"""Flask-Security behind our own pages: its models, its sign-in state and, later, second factors."""

from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from salesforce_lite.access.browser_sessions import RowSessions
from salesforce_lite.access.model import Role, User
from salesforce_lite.web import db

_SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    # Its commands write past the services.
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


class Datastore(SQLAlchemyUserDatastore):
    """Only the unit of work commits."""

    def commit(self) -> None:
        self.db.session.flush()


def register_sign_in(app: Flask) -> None:
    """Sessions as rows, and Flask-Security without pages or routes of its own."""
    app.session_interface = RowSessions()
    app.config.from_mapping(_SETTINGS)
    security = Security(app, Datastore(db, User, Role), register_blueprint=False)
    _make_it_idle(app, security)


def _make_it_idle(app: Flask, security: Any) -> None:
    """It would load the user again on every request and page, and look for tokens in any address;
    the session has said who it is already."""
    security.principal.identity_loaders.clear()
    security.login_manager.request_loader(lambda _request: None)
    security.login_manager.session_protection = None
    app.template_context_processors[None] = [
        processor
        for processor in app.template_context_processors[None]
        if not processor.__module__.startswith("flask_login")
    ]
