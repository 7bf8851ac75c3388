"""Turns: for rules about many records at once, one unit of work after the other."""

from hashlib import sha256

from sqlalchemy import func, select

from salesforce_lite.kernel.uow import UnitOfWork


def take_turn(uow: UnitOfWork, subject: str) -> None:
    """Wait until no other unit has the turn of this subject; it is kept until the unit ends.

    What is read afterwards is what the one before has left. SQLite has a single writer, so there
    it is always one's turn.
    """
    if uow.session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(sha256(subject.encode()).digest()[:8], signed=True)
        uow.session.execute(select(func.pg_advisory_xact_lock(number)))
