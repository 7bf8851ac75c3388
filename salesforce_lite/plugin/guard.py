"""The one guard around everything that plugins run: it names, times and contains.

What fails costs the plugin its part of the page or of the save, and nobody else anything.
"""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.errors import (
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.interruptible import (
    InterruptedForTimeError,
    go_on,
    pause,
    run_interruptible,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.containing import CAUGHT, Containment, is_database_away, is_refusal
from salesforce_lite.plugin.contribution import Contribution, Question
from salesforce_lite.plugin.errors import ChangedWhileAskedError, SavedMeanwhileError
from salesforce_lite.plugin.job_values import GoOn
from salesforce_lite.plugin.registry import HOOKS
from salesforce_lite.plugin.values import Contributions, JobKind, Subscription
from salesforce_lite.plugin.watching import Guarded

# What the actor may not see is not shown, and nobody's fault.
_NOTHING_TO_SHOW = (NotFoundError, PermissionDeniedError)
# How many times as long as a part of a page a step of a job may take; the worker has its own limit.
_JOB = 24


class Guard(Containment):
    """Wraps the callables of one plugin."""

    def around(self, contributions: Contributions) -> Contributions:
        """The same values; whatever they call at run time is guarded."""
        values = {
            hook: tuple(self._value(hook, value) for value in getattr(contributions, hook))
            for hook in HOOKS
        }
        return Contributions(**values)

    def _value(self, hook: str, value: Any) -> Any:
        if isinstance(value, Subscription):
            around = self.working if value.is_delivered else self.writing
            react: Callable[..., Any] = around(f"{hook}.{value.event.__name__}", value.react)
            return replace(value, react=react, plugin=self.plugin_id)
        if isinstance(value, JobKind):
            run = self.working(f"{hook}.{value.name}", value.run)
            return replace(value, run=run, plugin=self.plugin_id)
        questions: dict[str, Question] = getattr(value, "ASKED", {})
        changed: dict[str, Any] = {
            name: self.reading(f"{hook}.{name}", ask, question)
            for name, question in questions.items()
            if (ask := getattr(value, name)) is not None
        }
        for name in getattr(value, "WRITES", ()):
            changed[name] = self.writing(f"{hook}.{name}", getattr(value, name))
        for name in getattr(value, "ACTS", ()):
            act, place = getattr(value, name), f"{hook}.{name}"
            if hasattr(act, "ACTS"):
                changed[name] = self._value(place, act)
            elif act is not None:
                changed[name] = self.doing(place, act)
        for name in getattr(value, "HOLDS", ()):
            if (part := getattr(value, name)) is not None:
                changed[name] = self._value(f"{hook}.{name}", part)
        if isinstance(value, Contribution):
            changed["plugin"] = self.plugin_id
        return replace(value, **changed) if changed else value

    def reading(
        self, place: str, ask: Callable[..., Any], question: Question
    ) -> Callable[..., Any]:
        """A question; it is answered with its fallback when the plugin fails.

        Written out, without context managers: it is called many times for a page.
        """

        call = self._call(place, holds_up=place != "health")
        took = self._timing.of_call(self.plugin_id, place)

        def guarded(uow: UnitOfWork, *arguments: Any) -> Any:
            outer = pause()
            session = uow.session
            is_saving = is_writing()
            if is_saving:
                # What the core has changed is the core's to answer for.
                session.flush()
            started = perf_counter()
            info = session.info
            before, info["lent_to"] = info.get("lent_to"), self.plugin_id
            autoflush, session.autoflush = session.autoflush, False
            try:
                if not is_saving:
                    return self._asked(call, ask, uow, arguments, question)
                # A failed query spoils a transaction: what others wrote in it must not go with it.
                with uow.lent(self.plugin_id):
                    return self._asked(call, ask, uow, arguments, question)
            except _NOTHING_TO_SHOW:
                return question.fallback
            except CAUGHT as error:
                if is_database_away(error):
                    raise
                self.keep(uow, place, error)
                # What follows is the core's, even inside of another part of the plugin.
                info["lent_to"] = None
                _forget_changes(session)
                if isinstance(error, InterruptedForTimeError):
                    # It may have been in the middle of reading records.
                    session.expire_all()
                if isinstance(error, DBAPIError) and not is_saving:
                    # Nothing is lost in a unit that only reads, and it can be asked again.
                    session.rollback()
                return question.fallback
            finally:
                info["lent_to"] = before
                session.autoflush = autoflush
                took.add(perf_counter() - started)
                go_on(outer)

        return guarded

    def _asked(
        self,
        call: Guarded,
        ask: Callable[..., Any],
        uow: UnitOfWork,
        arguments: tuple[Any, ...],
        question: Question,
    ) -> Any:
        """The answer, if it is one and asking has changed nothing."""
        if not self._watchdog.is_begun:
            self._watchdog.begin()
        answer = run_interruptible(call, ask, uow, *arguments)
        if not question.is_answer(answer):
            raise TypeError(f"the answer is no good here: {str(answer)[:100]}")
        if not uow.session._is_clean():
            raise ChangedWhileAskedError(id=self.plugin_id)
        return answer

    def writing(self, place: str, react: Callable[..., None]) -> Callable[..., bool]:
        """A reaction: in a savepoint of its own, and it may refuse with a DomainError. Answers
        whether it did what it was to do."""

        call = self._call(place)

        def guarded(uow: UnitOfWork, *arguments: Any) -> bool:
            outer = pause()
            # What the core has changed is the core's to answer for.
            uow.session.flush()
            started = perf_counter()
            try:
                with uow.lent(self.plugin_id):
                    self._run(call, react, uow, *arguments)
                    uow.session.flush()
                return True
            except CAUGHT as error:
                if is_database_away(error) or is_refusal(error):
                    raise
                self.keep(uow, place, error)
                return False
            finally:
                self._timing.add(self.plugin_id, place, perf_counter() - started)
                go_on(outer)

        return guarded

    def working(self, place: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """A job: it fails as a whole, to be tried again. A DomainError says “not now”, and is
        nobody's fault."""

        def checked(uow: UnitOfWork, argument: Any) -> GoOn | None:
            try:
                answer = run(uow, argument)
                uow.session.flush()
            except StaleVersionError as stale:
                # Nobody holds records between two transactions here: it was at the same moment.
                raise SavedMeanwhileError from stale
            if answer is None or isinstance(answer, GoOn):
                return answer
            raise TypeError(f"a job answers None or GoOn, not {str(answer)[:100]}")

        def guarded(uow: UnitOfWork, argument: Any) -> GoOn | None:
            return self.acting(uow, place, lambda: checked(uow, argument), patience=_JOB)

        return guarded


def _forget_changes(session: Session) -> None:
    """As if it had never been asked: what it changed is read again."""
    for record in session.new:
        session.expunge(record)
    for record in session.deleted:
        session.add(record)
    for record in session.dirty:
        session.expire(record)
