"""The one guard around everything that plugins run: it names, times and contains.

What fails costs the plugin its part of the page or of the save, and nobody else anything.
"""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from traceback import format_exception
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.errors import (
    ConflictError,
    DomainError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import Event
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.session import UnitLentError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import ChangedWhileAskedError, PluginFailedError
from salesforce_lite.plugin.registry import HOOKS
from salesforce_lite.plugin.timing import Timing
from salesforce_lite.plugin.values import Contribution, Contributions, Question, Subscription

T = TypeVar("T")

FAILURE = "plugin.failure"
_LONGEST_TRACEBACK = 6000
# Raised by the session inside plugin code, these say that the code is wrong, not that it refuses.
_NOT_A_REFUSAL = (ConflictError, StaleVersionError, UnitLentError)
# What the actor may not see is not shown, and nobody's fault.
_NOTHING_TO_SHOW = (NotFoundError, PermissionDeniedError)
# The database is away, busy or full, or has ended the transaction: no plugin's fault.
_AWAY = ("08", "53", "57", "58", "40001", "40P01")
_AWAY_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT")


class Guard:
    """Wraps the callables of one plugin. `on_failure` is told after the unit of work has ended."""

    def __init__(self, plugin_id: str, timing: Timing, on_failure: Callable[[str], None]) -> None:
        self.plugin_id = plugin_id
        self._timing = timing
        self._on_failure = on_failure

    def around(self, contributions: Contributions) -> Contributions:
        """The same values; whatever they call at run time is guarded."""
        values = {
            hook: tuple(self._value(hook, value) for value in getattr(contributions, hook))
            for hook in HOOKS
        }
        return Contributions(**values)

    def _value(self, hook: str, value: Any) -> Any:
        if isinstance(value, Subscription):
            react = self.writing(f"{hook}.{value.event.__name__}", value.react)
            return replace(value, react=react, plugin=self.plugin_id)
        questions: dict[str, Question] = getattr(value, "ASKED", {})
        changed: dict[str, Any] = {
            name: self.reading(f"{hook}.{name}", getattr(value, name), question)
            for name, question in questions.items()
        }
        if isinstance(value, Contribution):
            changed["plugin"] = self.plugin_id
        return replace(value, **changed) if changed else value

    def reading(
        self, place: str, ask: Callable[..., Any], question: Question
    ) -> Callable[..., Any]:
        """A question; it is answered with its fallback when the plugin fails.

        Written out, without context managers: it is called many times for a page.
        """

        def guarded(uow: UnitOfWork, *arguments: Any) -> Any:
            session = uow.session
            if is_writing():
                # What the core has changed is the core's to answer for.
                session.flush()
            started = perf_counter()
            info = session.info
            before, info["lent_to"] = info.get("lent_to"), self.plugin_id
            autoflush, session.autoflush = session.autoflush, False
            try:
                if not is_writing():
                    return self._asked(ask, uow, arguments, question)
                # A failed query spoils a transaction: what others wrote in it must not go with it.
                with uow.lent(self.plugin_id):
                    return self._asked(ask, uow, arguments, question)
            except _NOTHING_TO_SHOW:
                return question.fallback
            except (Exception, SystemExit) as error:
                if is_database_away(error):
                    raise
                self.keep(uow, place, error)
                info["lent_to"] = before
                _forget_changes(session)
                if isinstance(error, DBAPIError) and not is_writing():
                    # Nothing is lost in a unit that only reads, and it can be asked again.
                    uow.session.rollback()
                return question.fallback
            finally:
                info["lent_to"] = before
                session.autoflush = autoflush
                self._timing.add(self.plugin_id, place, perf_counter() - started)

        return guarded

    def _asked(
        self,
        ask: Callable[..., Any],
        uow: UnitOfWork,
        arguments: tuple[Any, ...],
        question: Question,
    ) -> Any:
        """The answer, if it is one and asking has changed nothing."""
        answer = ask(uow, *arguments)
        if not question.is_answer(answer):
            raise TypeError(f"the answer is no good here: {str(answer)[:100]}")
        if not uow.session._is_clean():
            raise ChangedWhileAskedError(id=self.plugin_id)
        return answer

    def writing(self, place: str, react: Callable[..., None]) -> Callable[..., None]:
        """A reaction: in a savepoint of its own, and it may refuse with a DomainError."""

        def guarded(uow: UnitOfWork, fact: Event) -> None:
            # What the core has changed is the core's to answer for.
            uow.session.flush()
            started = perf_counter()
            try:
                with uow.lent(self.plugin_id):
                    react(uow, fact)
                    uow.session.flush()
            except (Exception, SystemExit) as error:
                if is_database_away(error) or _is_refusal(error):
                    raise
                self.keep(uow, place, error)
            finally:
                self._timing.add(self.plugin_id, place, perf_counter() - started)

        return guarded

    def acting(
        self,
        uow: UnitOfWork,
        place: str,
        act: Callable[[], T],
        failure: type[PluginFailedError] = PluginFailedError,
    ) -> T:
        """A step that cannot go on without the plugin: in a savepoint of its own, it may refuse
        with a DomainError, and whatever else it raises is noted and told as the `failure`."""
        uow.session.flush()
        started = perf_counter()
        try:
            with uow.lent(self.plugin_id):
                answer = act()
                uow.session.flush()
                return answer
        except (Exception, SystemExit) as error:
            if is_database_away(error) or _is_refusal(error):
                raise
            self.keep(uow, place, error)
            reason = f"{type(error).__name__}: {error}"
            raise failure(id=self.plugin_id, place=place, reason=reason) from error
        finally:
            self._timing.add(self.plugin_id, place, perf_counter() - started)

    def keep(self, uow: UnitOfWork, place: str, error: BaseException) -> None:
        """Note what the plugin's code raised; the unit goes on without it."""
        told = "".join(format_exception(error))
        uow.note(
            Note(
                kind=FAILURE,
                subject=self.plugin_id,
                at=uow.now,
                actor_id=uow.actor.user_id,
                details={
                    "place": place,
                    "error": type(error).__name__,
                    "message": str(error)[:500],
                    # The end says where; the beginning is the server's own way there.
                    "traceback": told[-_LONGEST_TRACEBACK:],
                },
            )
        )
        uow.afterwards((FAILURE, self.plugin_id), lambda: self._on_failure(self.plugin_id))


def _forget_changes(session: Session) -> None:
    """As if it had never been asked: what it changed is read again."""
    for record in session.new:
        session.expunge(record)
    for record in session.deleted:
        session.add(record)
    for record in session.dirty:
        session.expire(record)


def _is_refusal(error: BaseException) -> bool:
    return isinstance(error, DomainError) and not isinstance(error, _NOT_A_REFUSAL)


def is_database_away(error: BaseException) -> bool:
    """Whether the database, not the code, is to blame."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    return error.connection_invalidated or state.startswith(_AWAY) or name.startswith(_AWAY_SQLITE)
