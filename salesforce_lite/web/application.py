"""The Flask application: one unit of work around each request, the only commit of the web."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
)
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesforce_lite.kernel.actor import ANONYMOUS, Actor
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.session import GuardedSession
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contributions, Plugins, Snapshot
from salesforce_lite.web.database import db
from salesforce_lite.web.policy import enforce_policy

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ANY_ID = UUID("01234567-89ab-7def-8123-456789abcdef")


class HarmlessJson(DefaultJSONProvider):
    """JSON in which no markup can be read, wherever a browser may come to show it."""

    def dumps(self, obj: Any, **options: Any) -> str:
        text = super().dumps(obj, **options)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class App(Flask):
    """Flask, with the contributions of the slices and a unit of work per request."""

    json_provider_class = HarmlessJson
    # What is installed and enabled; set by the composition root.
    plugins: Plugins
    # Answers who acts in this request; set by the composition root.
    find_actor: Callable[[Session], Actor] = staticmethod(lambda _session: ANONYMOUS)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Asked before any view, in the order of registration; each may refuse the request. They run
        # when the actor is known, so that a refusal is said in the person's language.
        self.gates: list[Callable[[], None]] = []
        self._addresses: dict[tuple[str | None, str, str], tuple[str, ...]] = {}
        super().__init__(*arguments, **options)

    @property
    def engine(self) -> Engine:
        with self.app_context():
            return db.engine

    @property
    def snapshot(self) -> Snapshot:
        """The plugins as they are now; a request or command sees one state from start to end."""
        if not has_app_context():
            return self.plugins.current()
        if "snapshot" not in g:
            g.snapshot = self.plugins.current()
        kept: Snapshot = g.snapshot
        return kept

    @property
    def contributions(self) -> Contributions:
        """What the slices and the enabled plugins contribute."""
        return self.snapshot.contributions

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Flask's, but an address that holds one id is built once and then only filled in.

        Lists and boards name hundreds of records; building one address takes ten microseconds.
        """
        (name, record_id) = next(iter(values.items()), ("", None))
        if len(values) != 1 or type(record_id) is not UUID or endpoint[:1] == ".":
            return super().url_for(endpoint, **values)
        place = (request.script_root if has_request_context() else None, endpoint, name)
        if place not in self._addresses:
            sample: dict[str, Any] = {name: _ANY_ID}
            built = super().url_for(endpoint, **sample)
            self._addresses[place] = (*built.split(str(_ANY_ID), 1), "")[:2]
        before, after = self._addresses[place]
        return f"{before}{record_id}{after}"

    def make_session(self) -> Session:
        """A guarded session for work outside a request: commands, jobs, tests."""
        return GuardedSession(
            bind=self.engine,
            expire_on_commit=False,
            info=self._info(),
        )

    def _info(self) -> dict[str, Any]:
        """What is asked of the server by whoever has only a session."""
        return {"plugin_settings": self._settings_of, "forget_snapshot": self.plugins.changed}

    def _settings_of(self, plugin_id: str) -> Mapping[str, Any]:
        return self.snapshot.settings.get(plugin_id, {})

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view in a unit of work; commit below 400, else roll back.

        A stale version surfaces at the commit, here, where the error table still answers it.
        """
        view = current_app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", request.max_content_length)
        if request.method in SAFE_METHODS or getattr(view, "reads_only", False):
            return self._dispatch()
        with writing():
            return self._dispatch()

    def refuse_disabled(self) -> None:
        """A plugin that is not enabled has no pages: what is under its address does not exist."""
        parts = [part for part in request.path.split("/") if part]
        if parts[:1] == ["admin"]:
            del parts[0]
        if parts[:1] == ["x"] and (*parts, "")[1] not in self.snapshot.enabled:
            raise NotFoundError

    def _dispatch(self) -> Response:
        started = perf_counter()
        uow = _open_unit(self)
        try:
            self.refuse_disabled()
            for refuse in self.gates:
                refuse()
            refusal = enforce_policy(self)
            response = self.make_response(refusal or super().dispatch_request())
            if response.status_code < 400 and request.method not in SAFE_METHODS:
                uow.commit()
            return response
        finally:
            uow.close()
            self.plugins.timing.requests.add(perf_counter() - started)


def _open_unit(app: App) -> UnitOfWork:
    session = db.session()
    session.info.update(app._info())
    view = app.view_functions.get(request.endpoint or "")
    actor = getattr(view, "finds_actor", app.find_actor)(session)
    g.actor = actor
    uow = UnitOfWork(session, actor, surface="web", reactions=app.contributions.reactions)
    g.uow = uow
    return uow
