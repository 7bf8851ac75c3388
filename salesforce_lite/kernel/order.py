"""Server order: numbers for rows that programs read on from where they were.

Whoever reads "everything after 17" must never pass by a row that gets the number 16 later. On
SQLite there is one writer, so numbers are given in the order of the commits. On PostgreSQL who took
16 may commit after the one who took 17; so each writer shows, by a lock that ends with its
transaction, below which number everything was given before it took its own, and readers stop there
(`settled_number`). Unlike the oldest transaction's id, such numbers mean the same after a dump and
a restore, and no foreign long transaction holds anybody up. Read from the database that is written
to: a replica does not know the locks.

    take_numbers(uow.session, 3)          in the transaction of the rows, as late as possible
    settled_number(session)               before the rows are read, in READ COMMITTED
    server_epoch(session)                 changes when the numbers begin to mean something else
"""

from typing import cast
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Table, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.ids import new_id

# Told apart from other locks of the application by being a pair; see `turns` for the other kind.
_LOCK = 0x5F0D
_HALF, _WHOLE = 2**31, 2**32


class ServerOrder(Base):
    """One row: what the numbers belong to, and on SQLite the last one that was given."""

    __tablename__ = "server_order"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[UUID]
    last: Mapped[int] = mapped_column(BigInteger)


_row = cast(Table, ServerOrder.__table__)


def take_numbers(session: Session, count: int) -> range | list[int]:
    """So many numbers, greater than all before; they are seen when the transaction commits."""
    if count == 0:
        return []
    if _is_postgresql(session):
        _show_where_one_began(session)
        taken = session.execute(_TAKE, {"count": count})
        return [number for (number,) in taken]
    last: int = session.execute(
        update(_row).values(last=_row.c.last + count).returning(_row.c.last)
    ).scalar_one()
    return range(last - count + 1, last + 1)


def settled_number(session: Session) -> int:
    """Up to this number nothing is added any more; rows are to be read by a statement after this.

    On PostgreSQL in this order: what was given so far, then who may still commit some of it. Who
    shows up only after the second question takes numbers that are greater than the first answer.
    """
    if not _is_postgresql(session):
        return session.scalars(select(ServerOrder.last)).one()
    given: int = session.execute(_GIVEN).scalar_one()
    shown = session.execute(_SHOWN, {"lock": _LOCK}).scalars()
    return min([given, *(_whole(low, given) for low in shown)])


def server_epoch(session: Session) -> UUID:
    """Numbers of another epoch say nothing: the database was brought back from a copy since."""
    return session.scalars(select(ServerOrder.epoch)).one()


def begin_epoch(session: Session) -> UUID:
    """For whoever brings a database back from a copy: what programs remember is worth nothing."""
    epoch = new_id()
    session.execute(update(_row).values(epoch=epoch))
    return epoch


_TAKE = text("SELECT nextval('server_order_number') FROM generate_series(1, :count)")
_GIVEN = text("SELECT last_value FROM server_order_number")
_SHOWN = text(
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    " AND classid::bigint = :lock"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_SHOW = text(
    "SELECT pg_advisory_xact_lock_shared(:lock, ((last_value + 2147483648) % 4294967296"
    " - 2147483648)::int) FROM server_order_number"
)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _show_where_one_began(session: Session) -> None:
    """Before the first number is taken. Once for a transaction, for what it took first is what
    counts; but what was shown within a savepoint goes with it."""
    root = session.get_transaction()
    if root is not None and session.info.get("shown_in") is root:
        return
    session.execute(_SHOW, {"lock": _LOCK})
    if not session.in_nested_transaction():
        session.info["shown_in"] = session.get_transaction()


def _whole(low: int, given: int) -> int:
    """A lock of a pair has room for 32 bits of the number; the rest is that of a number nearby."""
    above = given + _HALF
    return above - (above - low) % _WHOLE
