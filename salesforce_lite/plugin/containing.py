"""What the guard does with whatever a plugin's code raises: note it, name it, or let it pass."""

from collections.abc import Callable
from time import perf_counter
from traceback import format_exception
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.errors import ConflictError, DomainError, StaleVersionError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.session import UnitLentError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import PluginFailedError
from salesforce_lite.plugin.timing import Timing

T = TypeVar("T")

FAILURE = "plugin.failure"
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

    def __init__(self, plugin_id: str, timing: Timing, on_failure: Callable[[str], None]) -> None:
        self.plugin_id = plugin_id
        self._timing = timing
        self._on_failure = on_failure

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
            if is_database_away(error) or is_refusal(error):
                raise
            raise self.failed(uow, place, error, failure) from error
        finally:
            self._timing.add(self.plugin_id, place, perf_counter() - started)

    def doing(self, place: str, act: Callable[..., T]) -> Callable[..., T]:
        """A part of an import or of the search's renewal, which cannot go on without it: a failure
        is told as a PluginFailedError. The first argument is, or has, the unit of work."""

        def guarded(*arguments: Any) -> T:
            first = arguments[0]
            uow: UnitOfWork = first if isinstance(first, UnitOfWork) else first.uow
            info = uow.session.info
            started = perf_counter()
            before, info["lent_to"] = info.get("lent_to"), self.plugin_id
            try:
                return act(*arguments)
            except (Exception, SystemExit) as error:
                is_told = isinstance(error, DomainError) and not isinstance(error, UnitLentError)
                if is_told or is_database_away(error) or isinstance(error, _ABOUT_A_ROW):
                    raise
                raise self.failed(uow, place, error, PluginFailedError) from error
            finally:
                info["lent_to"] = before
                self._timing.add(self.plugin_id, place, perf_counter() - started)

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
            answer = show()
            if is_writing():
                uow.session.flush()
            return answer
        except (Exception, SystemExit) as error:
            is_told = isinstance(error, DomainError) and not isinstance(error, UnitLentError)
            if is_told or isinstance(error, passes) or is_database_away(error):
                raise
            raise self.failed(uow, place, error, failure) from error
        finally:
            del info["page_of"]
            self._timing.add(self.plugin_id, place, perf_counter() - started)

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
