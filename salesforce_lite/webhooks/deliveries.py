"""Use cases of deliveries: look through them, send a test, have a dead one sent again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id, smallest_id_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn
from salesforce_lite.webhooks.errors import NotToBeSentAgainError, WebhookIsOffError
from salesforce_lite.webhooks.events import DeliveryRetried
from salesforce_lite.webhooks.model import (
    KEPT_DEAD,
    KEPT_SENT,
    TRIED_FOR,
    DeliveryState,
    Webhook,
    WebhookDelivery,
)
from salesforce_lite.webhooks.parcels import TEST
from salesforce_lite.webhooks.service import get_webhook
from salesforce_lite.webhooks.waking import call_senders

# Small enough that a writer on SQLite waits less than 200 ms.
_BATCH = 500


def list_deliveries(
    uow: UnitOfWork,
    webhook_id: UUID,
    *,
    state: DeliveryState | None = None,
    before: UUID | None = None,
    most: int = 50,
) -> Sequence[WebhookDelivery]:
    """The newest ones of a webhook; `before` is the last id of a page. Raises NotFoundError."""
    get_webhook(uow, webhook_id)
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if state is not None:
        query = query.where(WebhookDelivery.state == state)
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    return uow.session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(most)).all()


def get_delivery(uow: UnitOfWork, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Raises NotFoundError."""
    get_webhook(uow, webhook_id)
    delivery = uow.session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != webhook_id:
        raise NotFoundError
    return delivery


def count_deliveries(
    uow: UnitOfWork, webhook_ids: Sequence[UUID], *, most: int = 1000
) -> Mapping[tuple[UUID, str], int]:
    """(webhook, state) → how many wait or are dead, counted up to `most`. The ids come from
    webhooks that the actor has seen."""
    counts: dict[tuple[UUID, str], int] = {}
    for webhook_id in webhook_ids:
        for state in (DeliveryState.WAITING, DeliveryState.DEAD):
            some = select(WebhookDelivery.id).where(
                WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == state
            )
            number = select(func.count()).select_from(some.limit(most).subquery())
            counts[webhook_id, state] = uow.session.scalar(number) or 0
    return counts


def retry_delivery(uow: UnitOfWork, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Send a dead one again, under the same id, for another 72 hours. What came after it may have
    been sent: receivers look at the number of an event. Raises NotToBeSentAgainError."""
    delivery = get_delivery(uow, webhook_id, delivery_id)
    if delivery.state != DeliveryState.DEAD:
        raise NotToBeSentAgainError
    _revive(uow, delivery)
    uow.record(DeliveryRetried(webhook_id=webhook_id, delivery_id=delivery_id))
    uow.session.flush()
    call_senders(uow)
    return delivery


def send_test(uow: UnitOfWork, webhook_id: UUID) -> WebhookDelivery:
    """Something that looks like an event and says that nothing has happened. Raises
    WebhookIsOffError."""
    webhook = get_webhook(uow, webhook_id)
    if not webhook.is_on:
        raise WebhookIsOffError
    delivery_id = new_id()
    delivery = WebhookDelivery(
        id=delivery_id,
        webhook_id=webhook.id,
        type=TEST,
        record=str(delivery_id),
        position=0,
        next_at=uow.now,
        until=uow.now + TRIED_FOR,
        created_at=uow.now,
    )
    uow.session.add(delivery)
    uow.session.flush()
    call_senders(uow)
    return delivery


def forget_deliveries(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """The job: what was sent seven days ago, whatever is older than thirty, and what belongs to
    webhooks that were deleted."""
    gone = select(Webhook.id).where(Webhook.deleted_at.is_not(None))
    old = (
        select(WebhookDelivery.id)
        .where(
            or_(
                WebhookDelivery.webhook_id.in_(gone),
                WebhookDelivery.id < smallest_id_of(uow.now - KEPT_DEAD),
                (WebhookDelivery.id < smallest_id_of(uow.now - KEPT_SENT))
                & (WebhookDelivery.state == DeliveryState.SENT),
            )
        )
        .limit(_BATCH)
    )
    ids = list(uow.session.scalars(old))
    uow.session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids)))
    return GoOn({}) if len(ids) == _BATCH else None


def _revive(uow: UnitOfWork, delivery: WebhookDelivery) -> None:
    delivery.state, delivery.ended_at = DeliveryState.WAITING, None
    delivery.attempts, delivery.held_until = 0, None
    delivery.next_at, delivery.until = uow.now, uow.now + TRIED_FOR
