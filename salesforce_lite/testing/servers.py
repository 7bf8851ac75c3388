"""Servers of tests, and browsers in which somebody has signed in."""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoints, entry_points
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from salesforce_lite.app import create_app
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.plugin import Snapshot
from salesforce_lite.testing.people import actor_called, find_user
from salesforce_lite.web import App

_COMPILED_STATEMENTS: LRUCache[Any, Any] = LRUCache(1000)


class CompiledTemplates(BytecodeCache):
    """Every test has a server of its own; compiling its templates anew was a third of its time."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


class CompiledRoute(Rule):
    """The same for routes, which are made into functions: of every route they were two thirds of
    the time that making a server takes."""

    kept: ClassVar[dict[Any, Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:  # noqa: FBT001, FBT002 – theirs
        defaults = tuple(sorted((self.defaults or {}).items()))
        # What the function is made of: it reads everything else from its rule.
        made_of = (self.rule, tuple(self._trace), defaults, append_unknown)
        if made_of not in self.kept:
            self.kept[made_of] = super()._compile_builder(append_unknown)
        return self.kept[made_of]


@cache
def _alike(kind: type[Any]) -> type[Any]:
    """Such a dialect, all of which are one to a cache of statements."""
    same = {
        "__eq__": lambda self, other: type(self) is type(other),
        "__hash__": lambda self: hash(type(self)),
        "supports_statement_cache": kind.supports_statement_cache,
    }
    return type(kind.__name__, (kind,), same)


def share_statements(engine: Engine) -> None:
    """The same for statements, which SQLAlchemy compiles once for each engine."""
    kind: Any = type(engine.dialect)
    engine.dialect.__class__ = _alike(kind)
    engine.update_execution_options(compiled_cache=_COMPILED_STATEMENTS)


def _entry_points(group: str) -> EntryPoints:
    return _entry_points_below(tuple(sys.path), group)


@cache
def _entry_points_below(_path: tuple[str, ...], group: str) -> EntryPoints:
    """Which packages are installed is read once; every server would open the list of each."""
    return entry_points(group=group)


def make_app(instance: Path, address: str, *, plugins: Iterable[Path] = ()) -> App:
    """A server on the given database, with the plugins of these folders and no others."""
    settings = Settings(
        instance=instance,
        database_url=address,
        secret_key="test",  # noqa: S106
        plugin_path=tuple(plugins) or (instance / "plugins",),
        # Without plugins others change nothing here, and what a test counts goes by no clock.
        plugin_ttl=0 if plugins else 60,
    )
    with (
        patch.object(App, "url_rule_class", CompiledRoute),
        patch("salesforce_lite.plugin.discovery.entry_points", _entry_points),
    ):
        app = create_app(settings)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = CompiledTemplates()
    share_statements(app.engine)
    return app


def acting(app: App, actor: Actor) -> AbstractContextManager[UnitOfWork]:
    """A writing unit of the actor, with all reactions, committed when the block ends well."""
    return unit_of_work(
        app.make_session, actor, surface="test", reactions=app.contributions.reactions
    )


def working_as(app: App, name: str) -> AbstractContextManager[UnitOfWork]:
    """The same, of the person behind the name before @example.com."""
    with app.make_session() as session:
        actor = actor_called(session, name)
    return acting(app, actor)


def sign_in(app: App, name: str) -> FlaskClient:
    """A browser in which that person has signed in (without the form: see `access` for that)."""
    client = app.test_client()
    with app.make_session() as session:
        uniquifier = find_user(session, name).fs_uniquifier
    with client.session_transaction() as browser_session:
        # What signing in leaves behind; saving it makes the row and its cookie.
        browser_session["_user_id"] = uniquifier
    return client


def contribute(app: App, **values: tuple[object, ...]) -> None:
    """Let the server have these values instead of those of its slices."""
    changed = replace(app.contributions, **values)  # type: ignore[arg-type]  # any of its fields
    app.plugins.current = lambda: Snapshot(0, contributions=changed)  # type: ignore[method-assign]
