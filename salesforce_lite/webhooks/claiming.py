"""Takes what is due into one's hands, so that nobody else sends it meanwhile, in the right order.

Of a record the earliest delivery goes first: what stands behind one that waits for its next
attempt, or that somebody else holds, is left. So who takes of a webhook, or notes what came of its
deliveries, holds the row of the webhook for these milliseconds, in the order of their ids.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, exists, not_, select, update
from sqlalchemy.orm import aliased

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Sealer
from salesforce_lite.webhooks.model import DeliveryState, Webhook, WebhookDelivery
from salesforce_lite.webhooks.owners import active_webhooks
from salesforce_lite.webhooks.parcels import Parcel, body_of, body_of_test
from salesforce_lite.webhooks.sight import seen_payloads
from salesforce_lite.webhooks.waking import is_free

MOST = 100
# Longer than a sender ever holds one; who died meanwhile is forgotten then.
HELD_FOR = timedelta(seconds=60)
_MOST_GIVEN_UP = 500
_earlier = aliased(WebhookDelivery)


def take_due(uow: UnitOfWork, sealer: Sealer, room: Callable[[UUID], int]) -> list[Parcel]:
    """What is to be sent next, some of each webhook. `room` says how many requests to the receiver
    of a webhook may begin now; a receiver that failed gets one, to see whether it is back."""
    webhooks = active_webhooks(uow)
    share = max(10, MOST // max(1, len(webhooks)))
    taken: list[Parcel] = []
    for webhook, owner in webhooks:
        if len(taken) < MOST and room(webhook.id) > 0 and _hold(uow, webhook):
            most = 1 if webhook.failures else min(share, MOST - len(taken))
            taken += _take(uow, webhook, owner, sealer, most)
    return taken


def _hold(uow: UnitOfWork, webhook: Webhook) -> bool:
    """Whether it is ours until the end of the transaction, and something may be sent now."""
    query = select(Webhook).where(Webhook.id == webhook.id, Webhook.is_on)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    if uow.session.scalar(fresh) is None:
        return False
    if webhook.rests_until is not None and webhook.rests_until > uow.now:
        return False
    if not webhook.failures:
        return True
    _give_up_old(uow, webhook)
    held = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == webhook.id,
        WebhookDelivery.state == DeliveryState.WAITING,
        WebhookDelivery.held_until > uow.now,
    )
    return uow.session.scalar(held.limit(1)) is None


def _give_up_old(uow: UnitOfWork, webhook: Webhook) -> None:
    """The receiver has not been there for all their time: most were never tried one by one."""
    old = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == webhook.id,
        WebhookDelivery.until <= uow.now,
        *is_free(uow.now),
    )
    uow.session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(old.limit(_MOST_GIVEN_UP).scalar_subquery()))
        .values(state=DeliveryState.DEAD, ended_at=uow.now)
        .execution_options(synchronize_session=False)
    )


def _take(
    uow: UnitOfWork, webhook: Webhook, owner: Actor, sealer: Sealer, most: int
) -> list[Parcel]:
    deliveries = _due(uow, webhook, most)
    bodies = _bodies(uow, owner, deliveries)
    keys = _keys(uow, webhook, sealer)
    parcels = []
    for delivery in deliveries:
        body = bodies.get(delivery.id)
        if body is None or not keys:
            delivery.state, delivery.ended_at = DeliveryState.WITHHELD, uow.now
            continue
        delivery.held_until, delivery.token = uow.now + HELD_FOR, delivery.token + 1
        parcels.append(
            Parcel(
                delivery_id=delivery.id,
                token=delivery.token,
                webhook_id=webhook.id,
                record=delivery.record,
                url=webhook.url,
                body=body,
                keys=keys,
            )
        )
    return parcels


def _due(uow: UnitOfWork, webhook: Webhook, most: int) -> Sequence[WebhookDelivery]:
    """The next ones in the order of the server. What comes before one of them is due as well, and
    so among them."""
    blocked = exists().where(
        _earlier.webhook_id == WebhookDelivery.webhook_id,
        _earlier.record == WebhookDelivery.record,
        _earlier.state == DeliveryState.WAITING,
        _earlier.position < WebhookDelivery.position,
        (_earlier.next_at > uow.now)
        | and_(_earlier.held_until.is_not(None), _earlier.held_until > uow.now),
    )
    return uow.session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook.id, *is_free(uow.now), not_(blocked))
        .order_by(WebhookDelivery.position)
        .limit(most)
    ).all()


def _bodies(
    uow: UnitOfWork, owner: Actor, deliveries: Sequence[WebhookDelivery]
) -> dict[UUID, bytes]:
    """Delivery → what is sent, of what the owner may see at this moment."""
    wanted = sorted({one.event_id for one in deliveries if one.event_id})
    events = {
        event.id: event
        for event in uow.session.scalars(select(EventRecord).where(EventRecord.id.in_(wanted)))
    }
    with uow.acting_as(owner, uow.now):
        seen = seen_payloads(uow, list(events.values()))
    return {
        one.id: body_of(events[one.event_id], seen[one.event_id])
        if one.event_id
        else body_of_test(one, owner)
        for one in deliveries
        if one.event_id is None or one.event_id in seen
    }


def _keys(uow: UnitOfWork, webhook: Webhook, sealer: Sealer) -> tuple[str, ...]:
    """The key, and the former one while it counts; none after the instance got another key."""
    sealed = [webhook.secret]
    if webhook.former_until is not None and webhook.former_until > uow.now:
        sealed.append(webhook.former_secret)
    return tuple(key for one in sealed if (key := sealer.open(one)) is not None)
