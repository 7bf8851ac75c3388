"""Sales that have ended, as many as a test wants, put in with the life they are to have had."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import (
    Opportunity,
    OpportunityDraft,
    Stage,
    StageChange,
    save_opportunities,
)
from salesforce_lite.testing import Trial


@dataclass(frozen=True, kw_only=True)
class Past:
    """A sale that ended `ended` days ago and had been open for so many days.

    `reached` is the number of the furthest stage it was in; None where it was put in at its end.
    It came there in the first half of its life, or just before the end where it `is_late`.
    """

    is_won: bool
    ended: int = 10
    open_for: int = 30
    reached: int | None = 0
    is_late: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


def pasts(won: int, lost: int, **alike: Any) -> list[Past]:
    """So many of each, ended one after another, the newest today."""
    endings = [True] * won + [False] * lost
    # Won and lost in turn, so that older and newer ones have both.
    endings.sort(key=lambda is_won: is_won)
    mixed = [endings[(number * 7919) % len(endings)] for number in range(len(endings))]
    return [Past(is_won=is_won, ended=number, **alike) for number, is_won in enumerate(mixed)]


def put_in(
    plugin: Trial, sales: Iterable[Past], *, by: str = "rep", customer_id: UUID | None = None
) -> list[UUID]:
    """Save them, each for a customer of its own or all for one, and give them their past.

    Answers their ids.
    """
    sales = list(sales)
    with plugin.working(by) as uow:
        names = [] if customer_id else [f"Tienda {number}" for number in range(len(sales))]
        made = save_customers(uow, [CustomerDraft.of({"name": name}) for name in names])
        owners = [customer_id] * len(sales) if customer_id else [one.id for one in made]
        drafts = [
            _draft(uow, one, owner) for one, owner in zip(sales, owners, strict=True) if owner
        ]
        ids = [one.id for one in save_opportunities(uow, drafts)]
    with plugin.operating() as uow:
        for uid, one in zip(ids, sales, strict=True):
            _give_past(uow, uid, one)
    return ids


def stages(uow: UnitOfWork) -> list[Stage]:
    return list(uow.session.scalars(select(Stage).order_by(Stage.position)))


def learn(plugin: Trial) -> Any:
    """Train, work everything off, and answer what was learned; None where nothing was."""
    with plugin.operating() as uow:
        enqueue_job(uow, "scoring.train", {})
    plugin.work_off()
    with plugin.reading() as uow:
        return plugin.module("chance.service").trained(uow)


def _draft(uow: UnitOfWork, one: Past, customer_id: UUID) -> OpportunityDraft:
    values: Any = {
        "title": "Past",
        "customer_id": customer_id,
        "amount": Money.of("5000", "EUR"),
        "closed_on": uow.today - timedelta(days=one.ended),
        "outcome": "won" if one.is_won else "lost",
        "loss_reason": "" if one.is_won else "price",
        **one.fields,
    }
    return OpportunityDraft.of(values)


def _give_past(uow: UnitOfWork, uid: UUID, one: Past) -> None:
    if one.reached is None:
        return
    ended = datetime.combine(uow.today, time(12), UTC) - timedelta(days=one.ended)
    began = ended - timedelta(days=one.open_for)
    moves = stages(uow)[: one.reached + 1]
    uow.session.execute(delete(StageChange).where(StageChange.opportunity_id == uid))
    sale = uow.session.get_one(Opportunity, uid)
    share = 0.99 if one.is_late else 0.4
    for number, stage in enumerate(moves):
        uow.session.add(
            StageChange(
                opportunity_id=uid,
                customer_id=sale.customer_id,
                from_stage_id=moves[number - 1].id if number else None,
                to_stage_id=stage.id,
                at=began + (ended - began) * share * number / max(1, len(moves) - 1),
                seconds_in_stage=None,
            )
        )
    uow.session.flush()
    uow.session.execute(
        update(Opportunity)
        .where(Opportunity.id == uid)
        .values(created_at=began, stage_id=moves[-1].id, stage_since=ended)
    )
