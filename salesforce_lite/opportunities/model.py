"""Possible sales, the pipelines they move through, and the history of their stages."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, composite, mapped_column

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
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money, money_or_none
from salesforce_lite.kernel.types import Document, Minor, TextList
from salesforce_lite.opportunities.errors import (
    OpportunityClosedError,
    OpportunityOpenError,
    StageDemandsError,
    StageStillDemandsError,
)
from salesforce_lite.opportunities.events import (
    OpportunityDeleted,
    OpportunityLost,
    OpportunityReopened,
    OpportunityRestored,
    OpportunityStageChanged,
    OpportunityWon,
)

# What a stage may demand, in the order in which forms show it.
DEMANDABLE = ("amount", "contact_id", "source", "competitor", "note")
_FILL_IN = N_("The stage needs this.")


class Outcome(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Pipeline(Identified, Versioned, Historic, Base, kw_only=True):
    """A way of selling, as an ordered row of stages."""

    __tablename__ = "pipeline"
    history_name: ClassVar[str] = "pipeline"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Stage(Identified, Versioned, Historic, Base, kw_only=True):
    """One step of a pipeline. `demands` names the fields an opportunity needs to enter it."""

    __tablename__ = "stage"
    __table_args__ = (Index("ix_stage_pipeline_position", "pipeline_id", "position"),)
    history_name: ClassVar[str] = "stage"

    pipeline_id: Mapped[UUID] = mapped_column(ForeignKey("pipeline.id"))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(Integer, default=0)
    probability: Mapped[int] = mapped_column(Integer, default=0)  # percent
    # After so many days in it an opportunity counts as slow; None: never.
    usual_days: Mapped[int | None] = mapped_column(Integer, default=None)
    demands: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    is_active: Mapped[bool] = mapped_column(default=True)


_SUMMED = (
    *("amount_currency", "stage_id", "amount_minor", "probability_set"),
    *("deleted_at", "scope_owner_id"),
)


class Opportunity(Identified, Versioned, Deletable, Scoped, Historic, Base, kw_only=True):
    """A possible sale to one customer."""

    __tablename__ = "opportunity"
    __table_args__ = (
        Index("ix_opportunity_customer", "customer_id", "outcome"),
        Index("ix_opportunity_board", "stage_id", "outcome", "expected_close_on", "id"),
        Index(
            "ix_opportunity_scope_board",
            "scope_owner_id",
            "stage_id",
            "outcome",
            "expected_close_on",
            "id",
        ),
        Index("ix_opportunity_owner", "owner_id", "outcome", "expected_close_on", "id"),
        Index("ix_opportunity_list", "outcome", "expected_close_on", "id"),
        Index("ix_opportunity_scope_list", "scope_owner_id", "outcome", "expected_close_on", "id"),
        Index("ix_opportunity_closed", "outcome", "closed_on", "id"),
        Index("ix_opportunity_scope_closed", "scope_owner_id", "outcome", "closed_on", "id"),
        # They hold all that the forecast adds up: without the rows it takes a tenth of the time.
        Index("ix_opportunity_forecast", "outcome", "expected_close_on", *_SUMMED),
        Index("ix_opportunity_sales", "outcome", "closed_on", *_SUMMED),
        Index("ix_opportunity_updated", "updated_at", "id"),
        Index("ix_opportunity_scope_updated", "scope_owner_id", "updated_at", "id"),
    )
    history_name: ClassVar[str] = "opportunity"

    title: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    contact_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), default=None, index=True
    )
    pipeline_id: Mapped[UUID] = mapped_column(ForeignKey("pipeline.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    stage_since: Mapped[datetime] = mapped_column(info=DERIVED)
    amount_minor: Mapped[int | None] = mapped_column(Minor, default=None, init=False)
    amount_currency: Mapped[str | None] = mapped_column(String(3), default=None, init=False)
    amount: Mapped[Money | None] = composite(
        money_or_none, "amount_minor", "amount_currency", default=None
    )
    # Percent as a person set it; None means the stage's.
    probability_set: Mapped[int | None] = mapped_column(Integer, default=None)
    # Every list is ordered by it, so it is never empty.
    expected_close_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(10), default=Outcome.OPEN, init=False)
    closed_on: Mapped[date | None] = mapped_column(default=None, init=False)
    loss_reason: Mapped[str] = mapped_column(String(40), default="", init=False)
    loss_note: Mapped[str] = mapped_column(String(1000), default="", init=False)
    source: Mapped[str] = mapped_column(String(40), default="")
    competitor: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(4000), default="")
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), default=None)
    # Code of a custom field → its value.
    custom: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict, info=KEYED)
    is_sample: Mapped[bool] = mapped_column(default=False, info=DERIVED)
    # Deleted because its customer was; it comes back with the customer.
    went_with_customer: Mapped[bool] = mapped_column(default=False, init=False, info=DERIVED)

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    def missing_for(self, stage: Stage) -> Sequence[str]:
        """The fields that the stage demands and that are empty."""
        demanded = (name for name in DEMANDABLE if name in stage.demands)
        return [name for name in demanded if getattr(self, name) in (None, "")]

    def meet_demands(self, stage: Stage) -> None:
        """Raise StageDemandsError, naming the fields, unless the stage has all it needs."""
        missing = self.missing_for(stage)
        if missing:
            raise StageDemandsError(fields=dict.fromkeys(missing, _FILL_IN), stage=stage.name)

    def keep_demands(self, stage: Stage, fields: Mapping[str, Any]) -> None:
        """Refuse new values that empty what the present stage demands; what was empty may stay."""
        emptied = [
            name
            for name in DEMANDABLE
            if name in stage.demands
            and name in fields
            and fields[name] in (None, "")
            and getattr(self, name) not in (None, "")
        ]
        if emptied:
            raise StageStillDemandsError(fields=dict.fromkeys(emptied, _FILL_IN), stage=stage.name)

    def enter(self, stage: Stage, at: datetime) -> OpportunityStageChanged | None:
        """Move to another stage of any pipeline; None when it stands there already."""
        self._must_be_open()
        if stage.id == self.stage_id:
            return None
        self.meet_demands(stage)
        before, since = self.stage_id, self.stage_since
        self.pipeline_id, self.stage_id, self.stage_since = stage.pipeline_id, stage.id, at
        return OpportunityStageChanged(
            opportunity_id=self.id,
            customer_id=self.customer_id,
            from_stage_id=before,
            to_stage_id=stage.id,
            seconds_in_stage=max(0, int((at - since).total_seconds())),
        )

    def win(self, on: date) -> OpportunityWon:
        self._must_be_open()
        self.outcome, self.closed_on = Outcome.WON, on
        return OpportunityWon(opportunity_id=self.id, customer_id=self.customer_id, won_on=on)

    def lose(self, on: date, *, reason: str, note: str = "") -> OpportunityLost:
        self._must_be_open()
        self.outcome, self.closed_on = Outcome.LOST, on
        self.loss_reason, self.loss_note = reason, note
        return OpportunityLost(
            opportunity_id=self.id, customer_id=self.customer_id, lost_on=on, reason=reason
        )

    def reopen(self) -> OpportunityReopened:
        if self.outcome == Outcome.OPEN:
            raise OpportunityOpenError(title=self.title)
        self.outcome, self.closed_on = Outcome.OPEN, None
        self.loss_reason, self.loss_note = "", ""
        return OpportunityReopened(opportunity_id=self.id, customer_id=self.customer_id)

    def delete(self, at: datetime, *, with_customer: bool = False) -> OpportunityDeleted:
        self.deleted_at, self.went_with_customer = at, with_customer
        return OpportunityDeleted(opportunity_id=self.id, customer_id=self.customer_id)

    def restore(self) -> OpportunityRestored:
        self.deleted_at, self.went_with_customer = None, False
        return OpportunityRestored(opportunity_id=self.id, customer_id=self.customer_id)

    def _must_be_open(self) -> None:
        if self.outcome != Outcome.OPEN:
            raise OpportunityClosedError(title=self.title)


class StageChange(Identified, Base, kw_only=True):
    """An opportunity entered a stage after so many seconds in the one before."""

    __tablename__ = "stage_change"
    __table_args__ = (
        Index("ix_stage_change_opportunity", "opportunity_id", "at", "id"),
        Index("ix_stage_change_customer", "customer_id", "at", "id"),
    )

    opportunity_id: Mapped[UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    from_stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("stage.id"))
    to_stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    at: Mapped[datetime]
    seconds_in_stage: Mapped[int | None] = mapped_column(BigInteger)
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_name: Mapped[str] = mapped_column(String(200), default="")


class StageTotal(Base):
    """Kept totals of the open opportunities in a stage, per person of the row scope and currency,
    and of all together.

    They make the heads of the board cost the same at any size; `check_totals` compares them with
    the opportunities themselves.
    """

    __tablename__ = "stage_total"

    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), primary_key=True)
    # The nil UUID stands for “nobody”: a key column cannot be empty. The smallest after it stand
    # for everybody (totals.EVERYBODY).
    scope_owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    # Empty for opportunities without an amount.
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    minor: Mapped[int] = mapped_column(Minor)
    # Σ amount × percent, not yet divided by 100: rounding each would let sums drift.
    minor_times_percent: Mapped[int] = mapped_column(Minor)
