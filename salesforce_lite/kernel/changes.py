"""The feed of changes: which record was changed when, for whoever keeps a copy of it.

One narrow row for each record that a unit of work changed, numbered in the order of the server
(`order`). What was changed stands in the audit trail; what the record is now is read from it. The
row tells besides what it belonged to before, so that who loses it can be told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BigInteger, String, Table
from sqlalchemy.orm import Mapped, Session, mapped_column

from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.types import Document

# What a record hangs on; where one of them changes, somebody may lose sight of it.
BELONGINGS = ("owner_id", "customer_id", "contact_id")


class RecordChange(Base):
    """A record was changed. Rows are never changed, and forgotten after some months."""

    __tablename__ = "record_change"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(String(20))
    # Of `BELONGINGS` those that were changed, as they were before.
    left: Mapped[dict[str, str | None] | None] = mapped_column(Document, default=None)
    at: Mapped[datetime]


_table = cast(Table, RecordChange.__table__)


def change_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a line of history; its number comes when the unit commits."""
    changes = entry["changes"]
    left = {name: changes[name][0] for name in BELONGINGS if name in changes}
    return {
        "record_kind": entry["record_kind"],
        "record_id": entry["record_id"],
        "action": entry["action"],
        "left": left or None,
        "at": entry["at"],
    }


def write_changes(
    session: Session, changes: Sequence[Mapping[str, Any]], numbers: Sequence[int]
) -> None:
    """Each row with its number."""
    insert_rows(
        session,
        _table,
        [{"position": number, **one} for number, one in zip(numbers, changes, strict=True)],
    )
