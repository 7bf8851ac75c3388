"""Webhooks as they stand in the back office, with what was delivered."""

from typing import Any
from uuid import UUID

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.webhooks import DeliveryState, Webhook, WebhookDelivery


def a_webhook(uow: UnitOfWork, owner_id: UUID, name: str) -> Webhook:
    webhook = Webhook(
        name=name,
        url="https://shop.example/hook",
        owner_id=owner_id,
        secret="sealed",
        secret_changed_at=uow.now,
        since_position=0,
    )
    webhook.scope_owner_id = owner_id
    uow.session.add(webhook)
    uow.session.flush()
    return webhook


def a_few_webhooks(uow: UnitOfWork, owner_id: UUID) -> dict[str, Any]:
    """One to look at, one to switch and one to delete, and what was delivered to the first."""
    hooks: dict[str, Any] = {}
    for name in ("webhook", "switched_webhook", "leaving_webhook"):
        hooks[name] = a_webhook(uow, owner_id, name)
    for name, state in (("delivery", DeliveryState.SENT), ("dead_delivery", DeliveryState.DEAD)):
        hooks[name] = WebhookDelivery(
            webhook_id=hooks["webhook"].id,
            event_id=new_id(),
            type="CustomerCreated",
            record=name,
            position=1,
            state=state,
            next_at=uow.now,
            until=uow.now,
            created_at=uow.now,
        )
        uow.session.add(hooks[name])
    return hooks
