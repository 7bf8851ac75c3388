"""Writes down what came of deliveries, and when to try again: those, and their receivers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table, case, func, select, update

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.webhooks.model import DeliveryState, OffReason, Webhook, WebhookDelivery
from salesforce_lite.webhooks.owners import switch_off_because
from salesforce_lite.webhooks.parcels import Outcome
from salesforce_lite.webhooks.waking import call_sender_at

_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=6)
# Of a receiver that does not answer; one request then tells whether it is back.
_FIRST_REST = timedelta(seconds=5)
_LONGEST_REST = timedelta(minutes=5)
_MOST_PATIENCE = timedelta(hours=1)
# So often in a row it may fail before it is left alone.
_MOST_FAILURES = 3
_AT_LEAST = timedelta(seconds=1)
_webhooks = cast(Table, Webhook.__table__)


def pause_after(attempts: int) -> timedelta:
    """Ten seconds after the first failure, twice as long after each further one, up to six hours:
    23 attempts in 72 hours."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 20)), _LONGEST_PAUSE)


def note_outcomes(uow: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
    """Of those that their sender still holds; what somebody else has taken over is theirs."""
    # First the webhooks, as whoever takes deliveries does: two that meet wait and do not clash.
    webhooks = uow.session.scalars(
        select(Webhook)
        .where(Webhook.id.in_(sorted({one.webhook_id for one in outcomes})))
        .order_by(Webhook.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    by_id = {one.delivery_id: one for one in outcomes}
    rows = uow.session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.id.in_(sorted(by_id)))
        .order_by(WebhookDelivery.id)
        .with_for_update()
    )
    begun: dict[UUID, list[Outcome]] = defaultdict(list)
    for row in rows:
        outcome = by_id[row.id]
        if row.token == outcome.token and row.state == DeliveryState.WAITING:
            _note(row, outcome, uow.now)
            if outcome.is_begun:
                begun[outcome.webhook_id].append(outcome)
    for webhook in webhooks:
        if webhook.id in begun:
            _note_receiver(uow, webhook, begun[webhook.id])


def _note(row: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    row.held_until = None
    if not outcome.is_begun:
        return
    row.attempts, row.last_at = row.attempts + 1, now
    row.status, row.problem, row.answer = outcome.status, outcome.problem, outcome.answer
    if outcome.is_good:
        row.state, row.ended_at = DeliveryState.SENT, now
        return
    row.next_at = now + pause_after(row.attempts)
    if outcome.is_gone or row.next_at > row.until:
        row.state, row.ended_at = DeliveryState.DEAD, now


def _note_receiver(uow: UnitOfWork, webhook: Webhook, found: Sequence[Outcome]) -> None:
    if any(one.is_gone for one in found):
        switch_off_because(uow, webhook, OffReason.GONE)
    kept = _health(webhook, found, uow.now)
    if kept != (webhook.failures, webhook.rests_until):
        # Past the version of the record, which counts what people change.
        values = dict(zip(("failures", "rests_until"), kept, strict=True))
        uow.session.execute(update(_webhooks).where(_webhooks.c.id == webhook.id).values(**values))


def _health(
    webhook: Webhook, found: Sequence[Outcome], now: datetime
) -> tuple[int, datetime | None]:
    """How often in a row the receiver has failed, and until when it is left alone."""
    failures, rests_until = webhook.failures, webhook.rests_until
    if not all(one.is_of_receiver for one in found):
        failures, rests_until = 0, None
    elif rests_until is None or rests_until <= now:
        # Those that were under way when the rest began say nothing new.
        failures = failures + 1 if failures else min(len(found), _MOST_FAILURES)
        if failures >= _MOST_FAILURES:
            rests_until = now + _rest(failures)
    asked = max((one.retry_after or 0 for one in found), default=0)
    if asked:
        rests_until = now + min(timedelta(seconds=asked), _MOST_PATIENCE)
    return failures, rests_until


def _rest(failures: int) -> timedelta:
    return min(_FIRST_REST * (1 << min(failures - _MOST_FAILURES, 10)), _LONGEST_REST)


def call_next_sender(uow: UnitOfWork) -> None:
    """See to it that somebody sends when the next delivery comes due."""
    free_at = case(
        (WebhookDelivery.held_until > WebhookDelivery.next_at, WebhookDelivery.held_until),
        else_=WebhookDelivery.next_at,
    )
    waiting = (
        select(func.min(free_at), Webhook.rests_until)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            Webhook.is_on,
            Webhook.deleted_at.is_(None),
        )
        .group_by(Webhook.id, Webhook.rests_until)
    )
    moments = [max(at, rests or at) for at, rests in uow.session.execute(waiting)]
    if moments:
        call_sender_at(uow, max(min(moments), uow.now + _AT_LEAST))
