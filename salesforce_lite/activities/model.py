"""Everything we do with a customer: visits, calls, messages, meetings, tasks, promises, notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import (
    DERIVED,
    Base,
    Deletable,
    Historic,
    Identified,
    Scoped,
    Versioned,
)
from salesforce_lite.kernel.types import Document, ValueList


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part: a user or contact by id, or just a name."""

    name: str
    kind: str = "name"  # user | contact | name
    id: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "id": self.id}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(document["name"], document.get("kind", "name"), document.get("id"))


class Activity(Identified, Versioned, Deletable, Scoped, Historic, Base, kw_only=True):
    """One contact with a customer, or one thing to do: planned until `completed_at` is set."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_customer_at", "customer_id", "at", "id"),
        Index("ix_activity_opportunity_at", "opportunity_id", "at", "id"),
        # What is planned is a small part of all there is: partial indexes keep Today quick.
        Index("ix_activity_owner_planned", "owner_id", "due_at", "id",
              sqlite_where=text("completed_at IS NULL"),
              postgresql_where=text("completed_at IS NULL")),
        Index("ix_activity_opportunity_planned", "opportunity_id", "due_at",
              sqlite_where=text("completed_at IS NULL"),
              postgresql_where=text("completed_at IS NULL")),
        Index("ix_activity_customer_planned", "customer_id", "due_at",
              sqlite_where=text("completed_at IS NULL"),
              postgresql_where=text("completed_at IS NULL")),
        Index("ix_activity_at", "at", "id"),
        Index("ix_activity_scope_at", "scope_owner_id", "at", "id"),
        Index("ix_activity_owner_at", "owner_id", "at", "id"),
        Index("ix_activity_updated", "updated_at", "id"),
    )
    history_name: ClassVar[str] = "activity"

    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(30), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(8000), default="")
    # A code of the list “activity.outcome.<kind>”.
    outcome: Mapped[str] = mapped_column(String(40), default="")
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), default=None)
    contact_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), default=None, index=True
    )
    opportunity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("opportunity.id", ondelete="SET NULL"), default=None
    )
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    is_all_day: Mapped[bool] = mapped_column(default=False)
    # Where it happened: what happened at a place is shown in that place's time.
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    location: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float | None] = mapped_column(Float, default=None)
    longitude: Mapped[float | None] = mapped_column(Float, default=None)
    participants: Mapped[tuple[Participant, ...]] = mapped_column(
        ValueList(Participant), default=()
    )
    # For a promise: kept, broken, or not known yet.
    is_kept: Mapped[bool | None] = mapped_column(default=None)
    # The activity this one is the next step of.
    follows_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("activity.id", ondelete="SET NULL"), default=None, index=True
    )
    data: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    is_sample: Mapped[bool] = mapped_column(default=False, info=DERIVED)
    # The moment it stands at in the timeline; kept by `refresh_derived`.
    at: Mapped[datetime] = mapped_column(default=None, init=False, info=DERIVED)

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    def refresh_derived(self, *, now: datetime) -> None:
        """Bring `at` up to date: when it happened, or is planned, or was written down."""
        if self.completed_at is not None:
            self.at = self.started_at or self.completed_at
        else:
            self.at = self.due_at or self.started_at or self.created_at or now
