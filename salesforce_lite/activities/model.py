"""Everything we do with a customer: visits, calls, messages, meetings, tasks, promises, notes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Float, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.activities.events import (
    ActivityCompleted,
    ActivityReopened,
    ActivityRescheduled,
)
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import (
    DERIVED,
    KEYED,
    Base,
    Deletable,
    Historic,
    Identified,
    Scoped,
    Versioned,
)
from salesforce_lite.kernel.types import Document, ValueList

PROMISE = "promise"
NOTE = "note"
TASK = "task"
# When a day without an hour begins, for who is reminded of it.
MORNING = time(9, 0)


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


def _planned_index(name: str, *columns: str) -> Index:
    """An index of what is planned alone."""
    return Index(
        name,
        *columns,
        sqlite_where=text("completed_at IS NULL"),
        postgresql_where=text("completed_at IS NULL"),
    )


class Activity(Identified, Versioned, Deletable, Scoped, Historic, Base, kw_only=True):
    """One contact with a customer, or one thing to do: planned until `completed_at` is set."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_customer_at", "customer_id", "at", "id"),
        Index("ix_activity_opportunity_at", "opportunity_id", "at", "id"),
        Index("ix_activity_at", "at", "id"),
        Index("ix_activity_scope_at", "scope_owner_id", "at", "id"),
        Index("ix_activity_owner_at", "owner_id", "at", "id"),
        Index("ix_activity_updated", "updated_at", "id"),
        Index("ix_activity_scope_updated", "scope_owner_id", "updated_at", "id"),
        # What is planned is a small part of all there is: partial indexes keep Today quick.
        _planned_index("ix_activity_planned", "due_at", "id"),
        _planned_index("ix_activity_owner_planned", "owner_id", "due_at", "id"),
        _planned_index("ix_activity_scope_planned", "scope_owner_id", "due_at", "id"),
        _planned_index("ix_activity_kind_planned", "kind", "due_at", "id"),
        _planned_index("ix_activity_opportunity_planned", "opportunity_id", "due_at"),
        _planned_index("ix_activity_customer_planned", "customer_id", "due_at"),
        Index(
            "ix_activity_remind",
            "remind_at",
            "id",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
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
    # How long before it begins its owner is reminded; none for no reminder.
    remind_minutes: Mapped[int | None] = mapped_column(Integer, default=None)
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
    # Code of a custom field → its value.
    custom: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict, info=KEYED)
    is_sample: Mapped[bool] = mapped_column(default=False, info=DERIVED)
    # Deleted because its customer was; it comes back with the customer.
    went_with_customer: Mapped[bool] = mapped_column(default=False, init=False, info=DERIVED)
    # The moment it stands at in the timeline; kept by `refresh_derived`.
    at: Mapped[datetime] = mapped_column(default=None, init=False, info=DERIVED)
    # When its owner is still to be reminded; kept by `refresh_derived`, emptied when they were.
    remind_at: Mapped[datetime | None] = mapped_column(default=None, init=False, info=DERIVED)

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def end(self) -> datetime | None:
        """When it ended, or is to end; what was only ticked off did not say how long it took."""
        return None if self.is_done and self.started_at is None else self.ended_at

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_done and self.due_at is not None and self.due_at < now

    def complete(
        self, at: datetime, *, outcome: str | None = None, note: str | None = None
    ) -> ActivityCompleted:
        """It is done. The outcome replaces, the note is added to what stands there."""
        self.completed_at = at
        if outcome is not None:
            self.outcome = outcome
        if note:
            self.add_note(note)
        self.refresh_derived(now=at)
        return ActivityCompleted(
            activity_id=self.id,
            customer_id=self.customer_id,
            opportunity_id=self.opportunity_id,
            kind=self.kind,
            outcome=self.outcome,
        )

    def add_note(self, note: str) -> None:
        """Below what stands there, in a paragraph of its own."""
        self.note = f"{self.note}\n\n{note}" if self.note else note

    def reopen(self, now: datetime) -> ActivityReopened:
        """It is to be done after all; without a moment to do it, it is due now."""
        self.completed_at, self.is_kept = None, None
        if self.due_at is None:
            self.due_at = now
        self.refresh_derived(now=now)
        return ActivityReopened(activity_id=self.id, customer_id=self.customer_id)

    def reschedule(self, due_at: datetime, *, zone: str, is_all_day: bool) -> ActivityRescheduled:
        before, self.due_at = self.due_at, due_at
        self.move_end(before, has_hour=not is_all_day)
        self.zone, self.is_all_day = zone, is_all_day
        self.refresh_derived(now=due_at)
        return ActivityRescheduled(
            activity_id=self.id, customer_id=self.customer_id, before=before, after=due_at
        )

    def move_end(self, due_before: datetime | None, *, has_hour: bool) -> None:
        """What is moved lasts as long as before; without an hour nobody knows its end."""
        if self.ended_at is not None and self.due_at is not None and due_before is not None:
            lasts = self.ended_at - due_before
            self.ended_at = self.due_at + lasts if has_hour else None

    def refresh_derived(self, *, now: datetime) -> None:
        """Bring `at` up to date: when it happened, or is planned, or was written down."""
        if self.completed_at is not None:
            self.at = self.started_at or self.completed_at
        else:
            self.at = self.due_at or self.started_at or self.created_at or now
        self._settle_reminder()

    def _settle_reminder(self) -> None:
        """A moment that has passed is not set anew: it was told, or it was too late to be."""
        moment = None if self.is_done else self._reminder()
        if moment != self.remind_at:
            self.remind_at = moment if moment is not None and moment > clock.now() else None

    def _reminder(self) -> datetime | None:
        """So long before the hour, or before nine in the morning of a day without one."""
        if self.due_at is None or self.remind_minutes is None:
            return None
        begins = self.due_at
        if self.is_all_day:
            zone = ZoneInfo(self.zone)
            day = self.due_at.astimezone(zone).date()
            begins = datetime.combine(day, MORNING, zone).astimezone(UTC)
        return begins - timedelta(minutes=self.remind_minutes)


class LastContact(Scoped, Base, kw_only=True):
    """When a customer was last in contact with us: what makes silence an index look-up.

    A copy of what the activities say, kept by `last_contact`; Today reads the longest silent first.
    """

    __tablename__ = "last_contact"
    __table_args__ = (
        Index("ix_last_contact_scope", "scope_owner_id", "is_active", "at", "customer_id"),
        Index("ix_last_contact_active", "is_active", "at", "customer_id"),
    )

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    # Whether the customer's lifecycle is active: only then does silence matter.
    is_active: Mapped[bool]
