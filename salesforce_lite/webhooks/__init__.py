"""Events for other systems: webhooks that are sent to them, and a feed that they read.

Reading order: `model`, `drafts`, `service`, `deliveries` for people; `sight` and `filtering` say
what a webhook sends; `waking`, `matching`, `claiming`, `courier`, `noting` and `sending` are the
way of an event to its receiver; `feed` is for programs that come for events themselves.
"""

from salesforce_lite.webhooks.deliveries import (
    count_deliveries,
    get_delivery,
    list_deliveries,
    retry_delivery,
    send_test,
)
from salesforce_lite.webhooks.drafts import WebhookDraft
from salesforce_lite.webhooks.errors import (
    NotToBeSentAgainError,
    OldEpochError,
    TooManyWebhooksError,
    WebhookIsOffError,
)
from salesforce_lite.webhooks.events import (
    DeliveryRetried,
    WebhookChanged,
    WebhookCreated,
    WebhookDeleted,
    WebhookSecretRotated,
    WebhookSwitchedOff,
    WebhookSwitchedOn,
)
from salesforce_lite.webhooks.feed import EventPage, SeenEvent, events_after, newest_cursor
from salesforce_lite.webhooks.model import DeliveryState, OffReason, Webhook, WebhookDelivery
from salesforce_lite.webhooks.service import (
    Outside,
    WithSecret,
    change_webhook,
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
    switch_off,
    switch_on,
    visible_webhooks,
)

__all__ = [
    "DeliveryRetried",
    "DeliveryState",
    "EventPage",
    "NotToBeSentAgainError",
    "OffReason",
    "OldEpochError",
    "Outside",
    "SeenEvent",
    "TooManyWebhooksError",
    "Webhook",
    "WebhookChanged",
    "WebhookCreated",
    "WebhookDeleted",
    "WebhookDelivery",
    "WebhookDraft",
    "WebhookIsOffError",
    "WebhookSecretRotated",
    "WebhookSwitchedOff",
    "WebhookSwitchedOn",
    "WithSecret",
    "change_webhook",
    "count_deliveries",
    "create_webhook",
    "delete_webhook",
    "events_after",
    "get_delivery",
    "get_webhook",
    "list_deliveries",
    "list_webhooks",
    "newest_cursor",
    "retry_delivery",
    "rotate_secret",
    "send_test",
    "switch_off",
    "switch_on",
    "visible_webhooks",
]
