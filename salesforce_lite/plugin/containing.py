"""What the guard does with whatever a plugin's code raises: note it, name it, or let it pass."""

from collections.abc import Callable
from time import perf_counter
from traceback import format_exception
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.errors import ConflictError, DomainError, StaleVersionError
from salesforce_lite.kernel.interruptible import (
    InterruptedForTimeError,
    go_on,
    pause,
    run_interruptible,
)
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.session import UnitLentError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import PluginFailedError
from salesforce_lite.plugin.timing import Timing
from salesforce_lite.plugin.watching import Guarded, Watchdog

T = TypeVar("T")

FAILURE = "plugin.failure"
# What code of plugins raises and is held; other BaseExceptions are not about the code.
CAUGHT = (Exception, SystemExit, InterruptedForTimeError)
# How many times as long as a part of a page these may take.
_STEP = 6
_LONGEST_TRACEBACK = 6000
# Raised by the session inside plugin code, these say that the code is wrong, not that it refuses.
_NOT_A_REFUSAL = (ConflictError, StaleVersionError, UnitLentError)
# The database is away, busy or full, or has ended the transaction: no plugin's fault.
_AWAY = ("08", "53", "57", "58", "40001", "40P01")
_AWAY_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT")
# An import says of such a row that the database refuses it, whoever saves it.
_ABOUT_A_ROW = (IntegrityError, DataError)


class Containment:
    """Of one plugin. `on_failure` is told after the unit of work has ended."""

    def __init__(
        self,
        plugin_id: str,
        timing: Timing,
        on_failure: Callable[[str], None],
        watchdog: Watchdog,
    ) -> None:
        self.plugin_id = plugin_id
        self._timing = timing
        self._on_failure = on_failure
        self._watchdog = watchdog

    def acting(
        self,
        uow: UnitOfWork,
        place: str,
        act: Callable[[], T],
        failure: type[PluginFailedError] = PluginFailedError,
        patience: int = _STEP,
    ) -> T:
        """A step that cannot go on without the plugin: in a savepoint of its own, it may refuse
        with a DomainError, and whatever else it raises is noted and told as the `failure`."""
        outer = pause()
        uow.session.flush()
        started = perf_counter()
        call = self._call(place, patience)
        try:
            with uow.lent(self.plugin_id):
                answer = self._run(call, lambda _uow: act(), uow)
                uow.session.flush()
                return answer
        except CAUGHT as error:
            if is_database_away(error) or is_refusal(error):
                raise
            raise self.failed(uow, place, error, failure) from error
        finally:
            self._timing.add(self.plugin_id, place, perf_counter() - started)
            go_on(outer)

    def doing(self, place: str, act: Callable[..., T]) -> Callable[..., T]:
        """A part of an import or of the search's renewal, which cannot go on without it: a failure
        is told as a PluginFailedError. The first argument is, or has, the unit of work."""

        call = self._call(place, _STEP)

        def guarded(*arguments: Any) -> T:
            outer = pause()
            first = arguments[0]
            uow: UnitOfWork = first if isinstance(first, UnitOfWork) else first.uow
            info = uow.session.info
            started = perf_counter()
            before, info["lent_to"] = info.get("lent_to"), self.plugin_id
            try:
                return self._run(call, act, *arguments)
            except CAUGHT as error:
                is_told = isinstance(error, DomainError) and not isinstance(error, UnitLentError)
                if is_told or is_database_away(error) or isinstance(error, _ABOUT_A_ROW):
                    raise
                raise self.failed(uow, place, error, PluginFailedError) from error
            finally:
                info["lent_to"] = before
                self._timing.add(self.plugin_id, place, perf_counter() - started)
                go_on(outer)

        return guarded

    def showing(
        self,
        uow: UnitOfWork,
        place: str,
        show: Callable[[], T],
        passes: type[Exception],
        failure: type[PluginFailedError],
    ) -> T:
        """A page of the plugin: it has the whole unit of work, but whoever answers the request
        commits. What is written is written before it counts as shown."""
        info = uow.session.info
        started = perf_counter()
        info["page_of"] = self.plugin_id
        try:
            answer = self._run(self._call(place), lambda _uow: show(), uow)
            if is_writing():
                uow.session.flush()
            return answer
        except CAUGHT as error:
            is_told = isinstance(error, DomainError) and not isinstance(error, UnitLentError)
            if is_told or isinstance(error, passes) or is_database_away(error):
                raise
            raise self.failed(uow, place, error, failure) from error
        finally:
            del info["page_of"]
            self._timing.add(self.plugin_id, place, perf_counter() - started)

    def _call(self, place: str, patience: int = 1, *, holds_up: bool = True) -> Guarded:
        return Guarded(self.plugin_id, place, patience, holds_up, self._watchdog)

    def _run(self, call: Guarded, code: Callable[..., T], *arguments: Any) -> T:
        """The plugin's own code, and nothing else, may be interrupted."""
        if not self._watchdog.is_begun:
            self._watchdog.begin()
        return run_interruptible(call, code, *arguments)

    def failed(
        self, uow: UnitOfWork, place: str, error: BaseException, failure: type[PluginFailedError]
    ) -> PluginFailedError:
        """Note it; answers what is told instead."""
        self.keep(uow, place, error)
        reason = f"{type(error).__name__}: {error}"
        return failure(id=self.plugin_id, place=place, reason=reason)

    def keep(self, uow: UnitOfWork, place: str, error: BaseException) -> None:
        """Note what the plugin's code raised; the unit goes on without it."""
        told = "".join(format_exception(error))
        self._keep(uow, place, type(error).__name__, str(error), told)

    def keep_hanging(self, uow: UnitOfWork, place: str, where: str) -> None:
        """Note a call that does not end, and where it is."""
        self._keep(uow, place, "Hanging", "It does not end, and could not be interrupted.", where)

    def _keep(self, uow: UnitOfWork, place: str, name: str, message: str, told: str) -> None:
        uow.note(
            Note(
                kind=FAILURE,
                subject=self.plugin_id,
                at=uow.now,
                actor_id=uow.actor.user_id,
                details={
                    "place": place,
                    "error": name,
                    "message": message[:500],
                    # The end says where; the beginning is the server's own way there.
                    "traceback": told[-_LONGEST_TRACEBACK:],
                },
            )
        )
        uow.afterwards((FAILURE, self.plugin_id), lambda: self._on_failure(self.plugin_id))


def is_refusal(error: BaseException) -> bool:
    """Whether the plugin says no, in words of its own."""
    return isinstance(error, DomainError) and not isinstance(error, _NOT_A_REFUSAL)


def is_database_away(error: BaseException) -> bool:
    """Whether the database, not the code, is to blame."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    return error.connection_invalidated or state.startswith(_AWAY) or name.startswith(_AWAY_SQLITE)
