"""Versions of the rules, the score of each customer, and how far the scoring has come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document
from salesforce_lite.plugin import plugin_registry

from .rules import Definition

MANAGE = "scoring.manage"
LONGEST_NOTE = 500


class Base(DeclarativeBase):
    registry = plugin_registry("scoring")


class ScoringVersion(Base):
    """The rules as somebody saved them, whole. Rows are never changed."""

    __tablename__ = "scoring_version"
    __table_args__ = {"info": {"words": N_("Versions of the rules")}}

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    # Custom fields by key, as they were called when it was saved: a field may be deleted.
    labels: Mapped[dict[str, Any]] = mapped_column(Document)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    # The version that was changed; 0 for the first.
    based_on: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    # Empty for those that came with the plugin.
    made_by_name: Mapped[str] = mapped_column(String(200))

    @property
    def definition(self) -> Definition:
        return Definition.from_json(self.content)


class ScoringScore(Base):
    """How a customer stood when it was last scored: for lists, filters and thresholds.

    Reasons keep when their events were, so that what is shown can be reckoned for the moment.
    """

    __tablename__ = "scoring_score"
    # Every cell is a range of ranks, so this serves order, filter and counts.
    __table_args__ = (
        Index("ix_scoring_score_rank", "rank", "customer_id"),
        {"info": {"words": N_("Scores of customers")}},
    )

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    fit: Mapped[int] = mapped_column(Integer)
    engagement: Mapped[int] = mapped_column(Integer)
    grade: Mapped[str] = mapped_column(String(1))
    level: Mapped[int] = mapped_column(Integer)
    # The better the customer, the more.
    rank: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    computed_at: Mapped[datetime]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    # Whether it has reached the threshold and not fallen below it by the margin since.
    is_reached: Mapped[bool]


class ScoringProgress(Base):
    """One row: which version holds, how far its pass over all customers is, and what was followed.

    A pass is over when `pass_ended_at` is set. Whoever does its next step takes the row first.
    """

    __tablename__ = "scoring_progress"
    __table_args__ = {"info": {"words": N_("How far the scoring has come")}}

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    pass_begun_at: Mapped[datetime]
    pass_step_at: Mapped[datetime]
    pass_ended_at: Mapped[datetime | None]
    # The customer up to whom it has come; None before the first.
    pass_after: Mapped[UUID | None]
    pass_done: Mapped[int] = mapped_column(Integer)
    pass_total: Mapped[int] = mapped_column(Integer)
    # Changes of records up to this moment have been looked at.
    followed_until: Mapped[datetime]
