"""The unit of work: one session, one actor, the events recorded, and the only commit there is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, event, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.db import Deletable, is_writing, writing
from salesforce_lite.kernel.errors import ConflictError, StaleVersionError
from salesforce_lite.kernel.events import Event, EventRecord, Reaction
from salesforce_lite.kernel.history import AuditEntry, Tombstone, pending_changes
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.once import KeptAnswers
from salesforce_lite.kernel.scope import add_row_scope, guard_session

Reactions = Mapping[type[Event], Sequence[Reaction]]
# The table, not the class: rows are written by the hundred and held by nobody.
_event_rows = cast(Table, EventRecord.__table__)


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
        self._reactions = reactions or {}
        self._events: list[Event] = []
        self._notes: list[Note] = []
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

    def note(self, fact: Note) -> None:
        """Keep a fact even when the unit is refused: a denial, a failed sign-in."""
        self._notes.append(fact)

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
        before = self.actor, self.now
        self._become(actor, now)
        try:
            yield
            self._settle()
        finally:
            self._become(*before)

    def _become(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        guard_session(self.session, actor)

    def commit(self) -> None:
        """Flush, let reactions run, write the events, and commit all of it together."""
        self._settle()
        self.session.commit()

    def _settle(self) -> None:
        self.session.flush()
        self._write_events(self._run_reactions())
        self.session.flush()

    def rollback(self) -> None:
        self._events.clear()
        self.once.forget()
        self.session.rollback()

    def close(self) -> None:
        """End the unit; notes are written now, in a short transaction of their own."""
        self.session.rollback()
        self._until_closed.close()
        notes, self._notes = self._notes, []
        if notes:
            with writing():
                self.session.add_all(notes)
                self.session.commit()

    def _run_reactions(self) -> list[Event]:
        """Reactions may record further events, which are then told as well."""
        told: list[Event] = []
        while self._events:
            fact = self._events.pop(0)
            told.append(fact)
            for react in self._reactions.get(type(fact), ()):
                react(self, fact)
                self.session.flush()
        return told

    def _write_events(self, told: Sequence[Event]) -> None:
        if told:
            self.session.execute(insert(_event_rows), [self._event_row(fact) for fact in told])

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


class GuardedSession(Session):
    """A session tied to its unit of work: it stamps, keeps history and adds the row scope."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what is pending; what somebody else saved or took meanwhile is refused here."""
        try:
            super().flush(objects)
        except StaleDataError:
            raise StaleVersionError from None
        except IntegrityError as error:
            if _is_conflict(error):
                raise ConflictError from error
            raise


# PostgreSQL's codes and SQLite's names for what two people can run into; the rest is our mistake.
_CONFLICTS = frozenset(
    {
        *("23505", "23503"),
        *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
        "SQLITE_CONSTRAINT_FOREIGNKEY",
    }
)


def _is_conflict(error: IntegrityError) -> bool:
    """Whether something is there already, or what it refers to is gone."""
    told = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return told in _CONFLICTS


@event.listens_for(GuardedSession, "do_orm_execute")
def _scope(state: Any) -> None:
    add_row_scope(state)


@event.listens_for(GuardedSession, "before_flush")
def _stamp_and_keep_history(session: Session, _context: Any, _instances: Any) -> None:
    uow: UnitOfWork | None = session.info.get("uow")
    if uow is None:
        return
    uow.once.forget()
    entries: list[dict[str, Any]] = []
    for record, action, changes in pending_changes(session):
        _stamp(record, uow)
        entries.append(_audit_row(record, action, changes, uow))
        if action in ("deleted", "restored") and isinstance(record, Deletable):
            _mark_tombstone(session, record, uow)
    # Written after the records, and replaced by each flush: a refused one leaves no entries behind.
    session.info["audit"] = entries


@event.listens_for(GuardedSession, "after_flush")
def _write_history(session: Session, _context: Any) -> None:
    entries = session.info.pop("audit", None)
    if entries:
        session.connection().execute(insert(AuditEntry), entries)


def _stamp(record: Any, uow: UnitOfWork) -> None:
    if record.id is None:  # users and roles, which are no dataclasses
        record.id = new_id()
    if hasattr(record, "updated_by"):
        if record.created_at is None:
            record.created_at, record.created_by = uow.now, uow.actor.user_id
        record.updated_at, record.updated_by = uow.now, uow.actor.user_id


def _audit_row(
    record: Any, action: str, changes: dict[str, list[Any]], uow: UnitOfWork
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "record_kind": record.history_name,
        "record_id": record.id,
        "record_version": (getattr(record, "version", None) or 0) + 1,
        "action": action,
        "changes": changes,
        "at": uow.now,
        "actor_id": uow.actor.user_id,
        "actor_name": uow.actor.name,
        "surface": uow.surface,
    }


def _mark_tombstone(session: Session, record: Any, uow: UnitOfWork) -> None:
    if record.deleted_at is None:
        stone = session.get(Tombstone, record.id)
        if stone is not None:
            session.delete(stone)
    else:
        session.add(
            Tombstone(
                record_id=record.id, record_kind=record.history_name, deleted_at=record.deleted_at
            )
        )
