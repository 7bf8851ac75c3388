"""The unit of work: one session, one actor, the events recorded, and the only commit there is."""

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.changes import change_of
from salesforce_lite.kernel.db import is_writing, writing
from salesforce_lite.kernel.events import Event, Reaction, Together
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.last_rows import write_last
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.once import KeptAnswers
from salesforce_lite.kernel.scope import guard_session
from salesforce_lite.kernel.session import refuse_while_lent

_log = logging.getLogger(__name__)

Reactions = Mapping[type[Event], Sequence[Reaction | Together]]


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
        # What the feed of changes tells of what was written so far.
        self._changes: list[dict[str, Any]] = []
        self._touched: list[UUID] = []
        self._notes: list[Note | AuditEntry] = []
        self._afterwards: dict[Hashable, Callable[[], None]] = {}
        # Jobs that are due when the unit commits, with their priorities.
        self._due: list[tuple[UUID, int]] = []
        # Who is told the event in hand after the commit.
        self._subscribers: list[str] = []
        self._is_history = False
        # What the next page says beside what was asked: (sentence, what fills its places).
        self.remarks: list[tuple[str, dict[str, Any]]] = []
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

    def tell_changes(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Lines of history that were written: the feed of changes tells of them with the commit."""
        self._changes += map(change_of, entries)
        self._touched += (entry["record_id"] for entry in entries)

    def has_changed(self, record_id: UUID | None) -> bool:
        """Whether the unit has written something of the record so far."""
        return record_id in self._touched

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

    def announce(self, job_id: UUID, priority: int) -> None:
        """Tell the workers of a job that is due, when the unit has committed. One of which nobody
        is told is found in the table a little later."""
        self._due.append((job_id, priority))

    @contextmanager
    def lent(self, borrower: str) -> Iterator[None]:
        """Let somebody else's code work in the unit, in a savepoint of its own.

        What it wrote and told goes when it raises. It cannot end the transaction.
        """
        self.session.flush()
        told, changed, due = len(self._events), len(self._changes), len(self._due)
        touched = len(self._touched)
        before, self.session.info["lent_to"] = self.session.info.get("lent_to"), borrower
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._events[told:], self._changes[changed:], self._due[due:]
            del self._touched[touched:]
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
            self.session.flush()
            changes, self._changes = self._changes, []
            write_last(self, [], changes)
            self.session.commit()

    @contextmanager
    def acting_as(self, actor: Actor, now: datetime) -> Iterator[None]:
        """Within it, what is done counts as that person's at that moment: for a history that is
        told afterwards. It belongs to the one transaction like everything else."""
        self.settle()
        before, was_history = (self.actor, self.now), self._is_history
        self._become(actor, now)
        self._is_history = True
        try:
            yield
            self.settle()
        finally:
            self._become(*before)
            self._is_history = was_history

    def _become(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        guard_session(self.session, actor)

    def commit(self) -> None:
        """Flush, let reactions run, write the events, and commit all of it together.

        What works for a job has a fence, which refuses when the job is somebody else's by now.
        """
        refuse_while_lent(self.session, "commit")
        self.settle()
        fence: Callable[[UnitOfWork], None] | None = self.session.info.get("fence")
        if fence is not None:
            fence(self)
        self.session.commit()
        due, self._due = self._due, []
        carry: Callable[[Sequence[tuple[UUID, int]]], None] | None = self.session.info.get("carry")
        if due and carry is not None:
            carry(due)

    def leave_nothing(self) -> None:
        """Keep no notes of it either, and do nothing afterwards: it is not ours to do."""
        self._notes.clear()
        self._afterwards.clear()

    def settle(self) -> None:
        """Let reactions run on what was told so far, and write it down: for a unit in which one
        thing is done after the other. Raises what a reaction refuses."""
        self.session.flush()
        told = self._run_reactions()
        self.session.flush()
        changes, self._changes = self._changes, []
        for job_id, priority in write_last(self, told, changes):
            self.announce(job_id, priority)

    def rollback(self) -> None:
        refuse_while_lent(self.session, "rollback")
        self._events.clear()
        self._changes.clear()
        self._touched.clear()
        self._due.clear()
        self.remarks.clear()
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
            waiting: dict[Reaction, list[Event]] = {}
            while self._events:
                fact = self._events.pop(0)
                self._subscribers = []
                for reaction in (*self._reacting(type(fact)), *self._reacting(Event)):
                    if isinstance(reaction, Together):
                        waiting.setdefault(reaction.react, []).append(fact)
                    else:
                        reaction(self, fact)
                        self.session.flush()
                told.append((fact, self._subscribers))
            for react, facts in waiting.items():
                react(self, facts)
                self.session.flush()
        return told

    def _reacting(self, kind: type[Event]) -> Sequence[Reaction | Together]:
        return self.reactions.get(kind, ())


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
