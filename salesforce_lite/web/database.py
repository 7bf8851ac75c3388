"""Flask-SQLAlchemy over our own base, engine and guarded session."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import Engine

from salesforce_lite.kernel.db import Base, make_engine
from salesforce_lite.kernel.session import GuardedSession


class WebSession(GuardedSession, BoundSession):
    """The session of a request: guarded like every other, bound by Flask-SQLAlchemy."""


class Database(SQLAlchemy):
    """The extension, with engines made by the kernel, so that their safety settings hold here."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        given = dict(options)
        return make_engine(given.pop("url"), **given)


db = Database(
    model_class=Base,
    session_options={"class_": WebSession, "autoflush": True, "expire_on_commit": False},
)
