"""The unit of work: one session, one actor, the events recorded, and the only commit there is."""

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table
from sqlalchemy.orm import Session

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.db import is_writing, writing
from salesforce_lite.kernel.events import Event, EventRecord, Reaction
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.once import KeptAnswers
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.scope import guard_session
from salesforce_lite.kernel.session import refuse_while_lent

_log = logging.getLogger(__name__)

Reactions = Mapping[type[Event], Sequence[Reaction]]
# The table, not the class: rows are written by the hundred and held by nobody.
_event_rows = cast(Table, EventRecord.__table__)
_job_rows = cast(Table, Job.__table__)
# What others wait for goes before work that nobody looks at.
_PRIORITY_OF_DELIVERIES = 50
_MOST_ATTEMPTS = 8


class UnitOfWork:
    """What a service function works in.

    Services load through `session`, ask `actor`, and tell what happened with `record`. They never
    commit: whoever opened the unit does, once, when all of it has succeeded.
    """

    def __init__(
        self, session: Session, actor: Actor, *, surface: str, reactions: Reactions | None = None
    ) -> None:
        self.session = session
        self.actor = actor
        self.surface = surface
        self.now: datetime = clock.now()
        self.reactions = reactions or {}
        self._events: list[Event] = []
        self._notes: list[Note | AuditEntry] = []
        self._afterwards: dict[Hashable, Callable[[], None]] = {}
        # Who is told the event in hand after the commit.
        self._subscribers: list[str] = []
        self._is_history = False
        # What many parts of a page ask for, read once: `uow.once(key, read)`.
        self.once = KeptAnswers()
        self._until_closed = ExitStack()
        session.info["uow"] = self
        guard_session(session, actor)

    def record(self, *events: Event) -> None:
        """Tell what happened. Reactions run when the unit commits, and may still refuse."""
        self._events.extend(events)

    @property
    def today(self) -> date:
        """The date on which the actor acts, where they are."""
        return self.now.astimezone(ZoneInfo(self.actor.zone)).date()

    @property
    def recorded(self) -> Sequence[Event]:
        """What was told so far and is not written yet."""
        return tuple(self._events)

    def deliver_later(self, subscriber: str) -> None:
        """Tell the event in hand to a subscriber after the commit, at least once.

        For what reacts to events: a job of this kind is written in the transaction of the event.
        A history that is told afterwards moves nobody any more.
        """
        if not self._is_history:
            self._subscribers.append(subscriber)

    def note(self, fact: Note | AuditEntry) -> None:
        """Keep a fact even when the unit is refused, or only reads: a denial, a failed sign-in,
        that records were taken out."""
        self._notes.append(fact)

    def afterwards(self, key: Hashable, act: Callable[[], None]) -> None:
        """Do this when the unit has ended and its notes are kept; once for each key."""
        self._afterwards.setdefault(key, act)

    @contextmanager
    def lent(self, borrower: str) -> Iterator[None]:
        """Let somebody else's code work in the unit, in a savepoint of its own.

        What it wrote and told goes when it raises. It cannot end the transaction.
        """
        self.session.flush()
        told = len(self._events)
        before, self.session.info["lent_to"] = self.session.info.get("lent_to"), borrower
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._events[told:]
            self.once.forget()
            raise
        finally:
            self.session.info["lent_to"] = before

    def start_writing(self) -> None:
        """Let a unit that only read so far write from now on; what it loaded is read again.

        For slow work that comes before the write, such as hashing a password: SQLite's one write
        lock is not held meanwhile.
        """
        if not is_writing():
            self.session.rollback()
            self.once.forget()
            self._until_closed.enter_context(writing())

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """A short transaction of its own inside a unit that only reads, for facts that must stand
        before the unit goes on, such as a guess at a password."""
        if is_writing():
            raise RuntimeError("a unit that writes has one transaction")
        self.session.rollback()
        self.once.forget()
        with writing():
            yield self.session
            self.session.commit()

    @contextmanager
    def acting_as(self, actor: Actor, now: datetime) -> Iterator[None]:
        """Within it, what is done counts as that person's at that moment: for a history that is
        told afterwards. It belongs to the one transaction like everything else."""
        self._settle()
        before, was_history = (self.actor, self.now), self._is_history
        self._become(actor, now)
        self._is_history = True
        try:
            yield
            self._settle()
        finally:
            self._become(*before)
            self._is_history = was_history

    def _become(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        guard_session(self.session, actor)

    def commit(self) -> None:
        """Flush, let reactions run, write the events, and commit all of it together."""
        refuse_while_lent(self.session, "commit")
        self._settle()
        self.session.commit()

    def _settle(self) -> None:
        self.session.flush()
        self._write_events(self._run_reactions())
        self.session.flush()

    def rollback(self) -> None:
        refuse_while_lent(self.session, "rollback")
        self._events.clear()
        self.once.forget()
        self.session.rollback()

    def close(self) -> None:
        """End the unit; notes are written now, in a short transaction of their own."""
        self.session.rollback()
        self._until_closed.close()
        acts, self._afterwards = self._afterwards, {}
        try:
            self._keep_notes()
            for act in acts.values():
                act()
        except Exception:
            # What was done is done, or refused with a reason of its own: neither is to be answered
            # with the trouble of a note.
            _log.exception("a note could not be kept")
            self.session.rollback()

    def _keep_notes(self) -> None:
        notes, self._notes = self._notes, []
        if notes:
            with writing():
                self.session.add_all(notes)
                self.session.commit()

    def _run_reactions(self) -> list[tuple[Event, Sequence[str]]]:
        """Reactions may record further events, which are then told as well.

        Answers what was told, and to whom it is to be delivered.
        """
        told: list[tuple[Event, Sequence[str]]] = []
        while self._events:
            fact = self._events.pop(0)
            self._subscribers = []
            for react in self.reactions.get(type(fact), ()):
                react(self, fact)
                self.session.flush()
            told.append((fact, self._subscribers))
        return told

    def _write_events(self, told: Sequence[tuple[Event, Sequence[str]]]) -> None:
        rows = [self._event_row(fact) for fact, _ in told]
        deliveries = [
            self._delivery_row(row["id"], subscriber)
            for row, (_, subscribers) in zip(rows, told, strict=True)
            for subscriber in subscribers
        ]
        insert_rows(self.session, _event_rows, rows)
        insert_rows(self.session, _job_rows, deliveries)

    def _delivery_row(self, event_id: UUID, subscriber: str) -> dict[str, Any]:
        return {
            "id": new_id(),
            "kind": subscriber,
            "payload": {"event_id": str(event_id)},
            "state": JobState.QUEUED,
            "priority": _PRIORITY_OF_DELIVERIES,
            "run_after": self.now,
            "attempts": 0,
            "max_attempts": _MOST_ATTEMPTS,
            "token": 0,
            "progress": 0,
            "error": "",
            "actor_id": self.actor.user_id,
            "is_system": self.actor.everything,
            "key": f"{event_id}/{subscriber}",
            "worker": "",
            "created_at": self.now,
        }

    def _event_row(self, fact: Event) -> dict[str, Any]:
        return {
            "id": new_id(),
            "name": type(fact).__name__,
            "payload_version": fact.payload_version,
            "payload": fact.payload(),
            "surface": self.surface,
            "actor_id": self.actor.user_id,
            "actor_name": self.actor.name,
            "occurred_at": self.now,
        }


@contextmanager
def unit_of_work(
    make_session: Callable[[], Session],
    actor: Actor,
    *,
    surface: str,
    reactions: Reactions | None = None,
) -> Iterator[UnitOfWork]:
    """A writing unit that commits when the block ends well and rolls back when it raises."""
    with writing(), make_session() as session:
        uow = UnitOfWork(session, actor, surface=surface, reactions=reactions)
        try:
            yield uow
            uow.commit()
        except (KeyboardInterrupt, SystemExit):
            # It may have come in the middle of a statement; nobody is to get such a connection.
            session.invalidate()
            raise
        finally:
            uow.close()


@contextmanager
def reading_unit(
    make_session: Callable[[], Session], actor: Actor, *, surface: str
) -> Iterator[UnitOfWork]:
    """A unit that only reads; the database refuses anything else."""
    with make_session() as session:
        uow = UnitOfWork(session, actor, surface=surface)
        try:
            yield uow
        finally:
            uow.close()
