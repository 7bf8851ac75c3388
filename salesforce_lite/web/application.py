"""The Flask application: one unit of work around each request, the only commit of the web."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    has_app_context,
    has_request_context,
    request,
)
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_babel import gettext
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
from salesforce_lite.web.surfaces import Surface

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# So much of a body is read before anybody looks who sends it.
_TAKEN_FROM_ANYBODY = 64 * 1024
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
    # Told of jobs that are due, and of their priorities; set by the composition root. It neither
    # raises nor waits.
    carry: Callable[[Sequence[tuple[UUID, int]]], None] = staticmethod(lambda _due: None)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Asked before any view, in the order of registration; each may refuse the request. They run
        # when the actor is known, so that a refusal is said in the person's language.
        self.gates: list[Callable[[], None]] = []
        self.surfaces: list[Surface] = []
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
    def surface(self) -> Surface | None:
        """Which surface the request under way is for; None for the pages."""
        path = request.path
        return next((one for one in self.surfaces if path.startswith(one.prefix)), None)

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
        return {
            "plugin_settings": self._settings_of,
            "forget_snapshot": self.plugins.changed,
            "carry": self.carry,
        }

    def _settings_of(self, plugin_id: str) -> Mapping[str, Any]:
        return self.snapshot.settings.get(plugin_id, {})

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view in a unit of work; commit below 400, else roll back.

        A stale version surfaces at the commit, here, where the error table still answers it.
        """
        view = current_app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", request.max_content_length)
        if getattr(view, "is_read_first", False) and self._takes_body():
            # Nobody waits for the write lock while it comes in.
            request.get_data()
        if request.method in SAFE_METHODS or getattr(view, "reads_only", False):
            return self._dispatch()
        with writing():
            return self._dispatch()

    def _takes_body(self) -> bool:
        """Whether the body is read at once: a large one only of somebody who is known."""
        is_chunked = "Transfer-Encoding" in request.headers
        if not is_chunked and (request.content_length or 0) <= _TAKEN_FROM_ANYBODY:
            return True
        with self.make_session() as session:
            return _find_actor(self, session).user_id is not None

    def refuse_disabled(self) -> None:
        """A plugin that is not enabled has no pages: what is under its address does not exist."""
        parts = [part for part in request.path.split("/") if part]
        for surface in (["admin"], ["api", "v1"]):
            if parts[: len(surface)] == surface:
                del parts[: len(surface)]
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
                _tell_remarks(uow)
            return response
        finally:
            uow.close()
            self.plugins.timing.requests.add(perf_counter() - started)


def _tell_remarks(uow: UnitOfWork) -> None:
    """What services have remarked is told on the next page."""
    for sentence, params in uow.remarks:
        flash(gettext(sentence, **params), "warning")


def _open_unit(app: App) -> UnitOfWork:
    session = db.session()
    session.info.update(app._info())
    g.actor = actor = _find_actor(app, session)
    surface = app.surface
    name = surface.name if surface else "web"
    uow = UnitOfWork(session, actor, surface=name, reactions=app.contributions.reactions)
    g.uow = uow
    return uow


def _find_actor(app: App, session: Session) -> Actor:
    """Who acts in this request."""
    view = app.view_functions.get(request.endpoint or "")
    actor: Actor = getattr(view, "finds_actor", app.find_actor)(session)
    return actor
