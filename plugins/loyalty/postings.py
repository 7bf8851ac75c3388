"""What is to be posted: a transaction with its entries, new lots, and what it uses of others."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.ids import new_id

from .journal_model import AVAILABLE, OWED, PENDING

_OF_MEMBERS = frozenset((AVAILABLE, PENDING, OWED))


@dataclass(slots=True, kw_only=True)
class NewLot:
    """Points that come into being with a posting."""

    rule: str
    points: int
    account_id: UUID
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None
    is_pending: bool = False
    qualifies: bool = False
    basis: int = 0
    origin_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True, kw_only=True)
class Posting:
    """One transaction to be: `entries` are (account, ledger, points), `uses` (lot, points)."""

    program_id: UUID
    account_id: UUID
    kind: str
    source: str
    reference: str
    occurred_at: datetime
    entries: list[tuple[UUID, str, int]]
    lots: list[NewLot] = field(default_factory=list)
    uses: list[tuple[UUID, int]] = field(default_factory=list)
    # Lots that wait no longer.
    released: list[UUID] = field(default_factory=list)
    rules: int | None = None
    reverses_id: UUID | None = None
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.source, self.reference, self.kind

    @property
    def points(self) -> int:
        """What its own account becomes more or less by."""
        found = 0
        for account, ledger, points in self.entries:
            if ledger in _OF_MEMBERS and account == self.account_id:
                found += points
        return found
