"""The database: one declarative base, the columns every record has, and safe engines."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from msgspec.json import decode as decode_json
from sqlalchemy import Engine, Executable, ForeignKey, MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    declared_attr,
    mapped_column,
    registry,
)

from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.interruptible import shield, unshield
from salesforce_lite.kernel.types import Id, Moment

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Derived columns (sort keys, copies for row scope) say so and stay out of the history.
DERIVED: dict[str, Any] = {"derived": True}
# The history tells the values of such a column one by one, as “column.key”.
KEYED: dict[str, Any] = {"keyed": True}


class Base(DeclarativeBase):
    """What every table derives from."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={UUID: Id, datetime: Moment},
    )


class Identified(MappedAsDataclass, kw_only=True):
    """A record with an id of its own, which the client may have chosen."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class Versioned(MappedAsDataclass, kw_only=True):
    """A record that people change: optimistic lock, and who touched it when.

    The unit of work fills the four stamps; `version` counts up with every change.
    """

    version: Mapped[int] = mapped_column(default=None, init=False)
    created_at: Mapped[datetime] = mapped_column(default=None, init=False)
    created_by: Mapped[UUID | None] = mapped_column(default=None, init=False)
    updated_at: Mapped[datetime] = mapped_column(default=None, init=False)
    updated_by: Mapped[UUID | None] = mapped_column(default=None, init=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 – SQLAlchemy passes the class
        return {"version_id_col": cls.version}


class Deletable(MappedAsDataclass, kw_only=True):
    """A record that is only marked when deleted, so that deleting can be undone."""

    deleted_at: Mapped[datetime | None] = mapped_column(default=None, init=False)


class Scoped(MappedAsDataclass, kw_only=True):
    """A record whose visibility follows one person: the owner of the customer it belongs to.

    Row scope is this one column everywhere: services start from `visible(…)`, and the session
    adds the same condition to whatever it loads, as a second net.
    """

    scope_owner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id"), default=None, init=False, info=DERIVED
    )


class Historic:
    """A record whose changes go to the audit trail; `history_name` names its kind there."""

    history_name: ClassVar[str]
    # What one of them is called there, and its fields, marked for translation; of a plugin's.
    history_label: ClassVar[str] = ""
    history_fields: ClassVar[Mapping[str, str]] = {}
    # Field → code → words, marked; field → the model whose ids it holds without a foreign key.
    history_values: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    history_targets: ClassVar[Mapping[str, type]] = {}
    # Only what `audit.tell_changes` is told goes there: of records that mostly never change.
    history_is_told: ClassVar[bool] = False
    # What somebody must be allowed besides, to read its changes in the history of everything.
    history_permission: ClassVar[str] = ""

    @classmethod
    def history_codes(cls, uow: Any) -> Mapping[str, Mapping[str, str]]:
        """Field → code → words in the reader's language, of lists that administrators keep."""
        return {}


class DatabaseSetupError(DomainError):
    code = "database_setup"
    sentence = N_("The database refuses the safe setting “%(setting)s” (it answers %(value)s).")


_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Within it, transactions may write; outside, the database itself refuses writes."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def only_reading() -> Iterator[None]:
    """Within it, another connection looks at what is committed, even beside a unit that writes."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    """Whether transactions that begin now may write."""
    return _writing.get()


def write_unless_busy(engine: Engine, statement: Executable) -> bool:
    """Run one small write that may be left out while somebody else writes; whether it was run."""
    with writing(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _impatient(connection):
                return _try(connection, statement)
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        return _try(connection, statement)


def _try(connection: Connection, statement: Executable) -> bool:
    try:
        connection.execute(statement)
        connection.commit()
    except OperationalError:
        return False
    return True


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """SQLite answers at once that it is locked. (On the driver's cursor: no transaction begins.)"""
    cursor: Any = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout={_SQLITE_SETTINGS['busy_timeout']}")
        cursor.close()


@contextmanager
def unchecked_references(connection: Connection) -> Iterator[None]:
    """Within it, transactions of the connection rebuild tables on SQLite and nothing follows.

    With foreign keys on, dropping the old table deletes what refers to it. (On the driver's cursor:
    inside a transaction SQLite silently leaves the setting as it was.) PostgreSQL needs nothing.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor: Any = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        # The connection goes back to the pool, whatever became of the work.
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def make_engine(url: str | URL, **options: Any) -> Engine:
    """An engine for SQLite or PostgreSQL on which acknowledged writes survive a power cut."""
    address = make_url(url)
    # Rows hold many short documents, and the standard reader is slow to begin with each.
    options.setdefault("json_deserializer", decode_json)
    if address.get_backend_name() == "sqlite":
        # The driver must not open transactions by itself; `_begin_sqlite` does.
        arguments = {"isolation_level": None, "timeout": 15} | options.pop("connect_args", {})
        engine = create_engine(address, connect_args=arguments, **options)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        options.setdefault("pool_pre_ping", True)
        engine = create_engine(address, **options)
        event.listen(engine, "connect", _set_up_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "before_execute", _shield)
    event.listen(engine, "after_execute", _unshield)
    event.listen(engine, "handle_error", _unshield)
    return engine


def _shield(*_about: Any) -> None:
    shield()


def _unshield(*_about: Any) -> None:
    unshield()


_SQLITE_SETTINGS = {
    "foreign_keys": 1,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with NORMAL, acknowledged writes were lost in power cuts
    "busy_timeout": 15000,
    "secure_delete": 1,
    "cell_size_check": 1,
}


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Set and check every pragma; one that does not take (a network disk, say) is an error."""
    cursor = connection.cursor()
    for name, wanted in _SQLITE_SETTINGS.items():
        cursor.execute(f"PRAGMA {name}={wanted}")
        got = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        in_memory = name == "journal_mode" and got == "memory"
        if got != wanted and not in_memory:
            raise DatabaseSetupError(setting=f"{name}={wanted}", value=got)
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: upgrading a read transaction failed under load."""
    if _writing.get():
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


# How long one statement of a page may take; who waits longer has gone, and the server has not.
_LONGEST_STATEMENT = "30s"
_POSTGRESQL_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        for name in _POSTGRESQL_SETTINGS:
            value = cursor.execute(f"SHOW {name}").fetchone()[0]
            if value == "off":
                raise DatabaseSetupError(setting=f"{name}=on", value=value)
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET statement_timeout = '{_LONGEST_STATEMENT}'")
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def take_all_time(engine: Engine) -> None:
    """Cut off no statement of this engine: it serves a command whose operator waits for it."""
    event.listen(engine, "begin", without_time_limit)


def without_time_limit(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they need."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


# PostgreSQL's codes for a transaction it took back so that another one could go on.
_TAKEN_BACK = frozenset({"40001", "40P01"})  # serialization failure, deadlock


def is_taken_back(error: DBAPIError) -> bool:
    """Whether the very same transaction may succeed when it is tried again."""
    return getattr(error.orig, "sqlstate", None) in _TAKEN_BACK
