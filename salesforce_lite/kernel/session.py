"""The session of a unit of work: it stamps records, keeps their history and adds the row scope."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesforce_lite.kernel.db import Deletable
from salesforce_lite.kernel.errors import N_, ConflictError, DomainError, StaleVersionError
from salesforce_lite.kernel.history import AuditEntry, Tombstone, pending_changes
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.scope import add_row_scope
from salesforce_lite.kernel.targets import refuse_hidden_targets

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork

# The table, not the class: rows are written by the hundred and held by nobody.
_audit_rows = cast(Table, AuditEntry.__table__)


class UnitLentError(DomainError):
    """Code that only borrows the unit of work tried to end it."""

    code = "unit_lent"
    sentence = N_("“%(borrower)s” called %(method)s(); only the unit of work ends a transaction.")


def refuse_while_lent(session: Session, method: str) -> None:
    """Raise UnitLentError while somebody else's code works in the session."""
    borrower = session.info.get("lent_to")
    if method == "commit":
        # A page of a plugin may take back what it did, as forms do; the surface ends the unit.
        borrower = borrower or session.info.get("page_of")
    if borrower:
        raise UnitLentError(borrower=borrower, method=method)


class GuardedSession(Session):
    """A session tied to its unit of work: it stamps, keeps history and adds the row scope."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what is pending; what somebody else saved or took meanwhile is refused here."""
        with telling_conflicts():
            super().flush(objects)

    def commit(self) -> None:
        refuse_while_lent(self, "commit")
        super().commit()

    def rollback(self) -> None:
        refuse_while_lent(self, "rollback")
        super().rollback()


def let_go(session: Session) -> None:
    """Take back what a unit that hangs has written, from another thread, before its process ends:
    on SQLite nobody could write meanwhile. It can do nothing sensible afterwards."""
    with suppress(Exception):
        driver: Any = session.connection().connection.dbapi_connection
        driver.rollback()


@contextmanager
def telling_conflicts() -> Iterator[None]:
    """Say in the product's words what the database refuses because of somebody else's work."""
    try:
        yield
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
    refuse_hidden_targets(session)
    uow.once.forget()
    entries: list[dict[str, Any]] = []
    for record, action, changes in pending_changes(session):
        stamp(record, uow)
        entries.append(audit_row(record, action, changes, uow))
        if action in ("deleted", "restored") and isinstance(record, Deletable):
            _mark_tombstone(session, record, uow)
    # Written after the records, and replaced by each flush: a refused one leaves no entries behind.
    session.info["audit"] = entries


@event.listens_for(GuardedSession, "after_flush")
def _write_history(session: Session, _context: Any) -> None:
    write_history(session, session.info.pop("audit", ()))


def write_history(session: Session, entries: Sequence[dict[str, Any]]) -> None:
    """Write lines made by `audit_row`, of which the feed of changes tells as well."""
    insert_rows(session, _audit_rows, entries)
    uow: UnitOfWork | None = session.info.get("uow")
    if uow is not None and entries:
        uow.tell_changes(entries)


def stamp(record: Any, uow: "UnitOfWork") -> None:
    """Say on the record who saves it, and when."""
    if record.id is None:  # users and roles, which are no dataclasses
        record.id = new_id()
    if hasattr(record, "updated_by"):
        if record.created_at is None:
            record.created_at, record.created_by = uow.now, uow.actor.user_id
        record.updated_at, record.updated_by = uow.now, uow.actor.user_id


def audit_row(
    record: Any, action: str, changes: dict[str, list[Any]], uow: "UnitOfWork"
) -> dict[str, Any]:
    """The line of history of one save."""
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


def _mark_tombstone(session: Session, record: Any, uow: "UnitOfWork") -> None:
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
