"""Webhooks and the feed of events for programs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Listed, Resource, chosen, expected_version
from salesforce_lite.kernel.errors import N_, InvalidCursorError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.web import SIGNED_IN, current_uow
from salesforce_lite.webhooks.deliveries import list_deliveries, retry_delivery, send_test
from salesforce_lite.webhooks.drafts import WebhookDraft, check_types
from salesforce_lite.webhooks.feed import events_after, newest_cursor
from salesforce_lite.webhooks.model import MANAGE, DeliveryState, Webhook, WebhookDelivery
from salesforce_lite.webhooks.schemas import (
    DeliveryQuery,
    DeliveryView,
    EventQuery,
    Events,
    EventView,
    NewWebhook,
    WebhookChange,
    WebhookView,
    WebhookWithSecret,
)
from salesforce_lite.webhooks.service import (
    WithSecret,
    change_webhook,
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
    switch_off,
    switch_on,
)
from salesforce_lite.webhooks.site import outside

_SHOWN = (
    *("id", "version", "name", "url", "types", "team_id", "portfolio_id", "fields", "owner_id"),
    *("is_on", "off_reason", "created_at", "updated_at"),
)
_CHANGED = ("name", "url", "types", "team_id", "portfolio_id", "fields")


def _view(webhook: Webhook) -> WebhookView:
    return WebhookView(**{name: getattr(webhook, name) for name in _SHOWN})


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, WebhookView]:
    return {one.id: _view(one) for one in list_webhooks(uow) if one.id in ids}


webhooks = Resource(
    name="webhooks", title=N_("Webhooks"), about="webhook", shape=WebhookView, load=_load
)
events = Resource(name="events", title=N_("Events"))


@webhooks.get("", needs=MANAGE)
def index() -> Listed[WebhookView]:
    """All webhooks that one sees, by name; there are never many."""
    return Listed(items=[_view(one) for one in list_webhooks(current_uow())])


@webhooks.post("", needs=MANAGE, status=201, tells_secret=True)
def create(body: NewWebhook) -> WebhookWithSecret:
    """Have events sent to an address from now on; the secret is told this once."""
    draft = WebhookDraft(
        name=body.name,
        url=body.url,
        types=tuple(body.types),
        team_id=body.team_id,
        portfolio_id=body.portfolio_id,
        fields=dict(body.fields),
        new_id=chosen(body.id),
    )
    return _with_secret(create_webhook(current_uow(), draft, outside()))


@webhooks.get("/<uuid:webhook_id>", needs=MANAGE)
def show(webhook_id: UUID) -> WebhookView:
    """One webhook."""
    return _view(get_webhook(current_uow(), webhook_id))


@webhooks.patch("/<uuid:webhook_id>", needs=MANAGE)
def change(webhook_id: UUID, body: WebhookChange) -> WebhookView:
    """Change what is sent where; the rest stays as it is."""
    uow = current_uow()
    webhook = get_webhook(uow, webhook_id)
    said = {name: getattr(body, name) for name in _CHANGED}
    draft = WebhookDraft(
        **{
            name: getattr(webhook, name) if value is UNSET else value
            for name, value in said.items()
        },
        version=expected_version(),
    )
    return _view(change_webhook(uow, webhook_id, draft, outside()))


@webhooks.delete("/<uuid:webhook_id>", needs=MANAGE)
def delete(webhook_id: UUID) -> None:
    """Delete it for good; what waited is not sent."""
    uow = current_uow()
    check_version(get_webhook(uow, webhook_id), expected_version())
    delete_webhook(uow, webhook_id)


@webhooks.post("/<uuid:webhook_id>/secret", needs=MANAGE, tells_secret=True)
def rotate(webhook_id: UUID) -> WebhookWithSecret:
    """A new secret, told this once; the former one signs beside it for 24 hours."""
    return _with_secret(rotate_secret(current_uow(), webhook_id, outside()))


@webhooks.post("/<uuid:webhook_id>/switching-off", needs=MANAGE)
def switch_it_off(webhook_id: UUID) -> WebhookView:
    """Send nothing any more; what happens meanwhile is not sent later either."""
    return _view(switch_off(current_uow(), webhook_id))


@webhooks.post("/<uuid:webhook_id>/switching-on", needs=MANAGE)
def switch_it_on(webhook_id: UUID) -> WebhookView:
    """Send again what happens from now on, in the name of who switches it on."""
    return _view(switch_on(current_uow(), webhook_id))


@webhooks.post("/<uuid:webhook_id>/test", needs=MANAGE)
def test(webhook_id: UUID) -> DeliveryView:
    """Send something that looks like an event and says that nothing has happened."""
    return _delivery(send_test(current_uow(), webhook_id))


@webhooks.get("/<uuid:webhook_id>/deliveries", needs=MANAGE)
def deliveries(webhook_id: UUID, query: DeliveryQuery) -> Listed[DeliveryView]:
    """What was sent, what waits, what was given up; the newest first."""
    state = DeliveryState(query.state) if query.state else None
    found = list_deliveries(
        current_uow(),
        webhook_id,
        state=state,
        before=_before(query.cursor),
        most=query.limit + 1,
    )
    shown: Sequence[WebhookDelivery] = found[: query.limit]
    mark = str(shown[-1].id) if len(found) > query.limit else None
    return Listed(items=[_delivery(one) for one in shown], next_cursor=mark)


@webhooks.post("/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/retry", needs=MANAGE)
def retry(webhook_id: UUID, delivery_id: UUID) -> DeliveryView:
    """Send one that was given up again, under the same id."""
    return _delivery(retry_delivery(current_uow(), webhook_id, delivery_id))


@events.get("", needs=SIGNED_IN)
def read(query: EventQuery) -> Events:
    """What happened to records that one sees, in the order of the server, after the cursor."""
    uow = current_uow()
    if query.newest:
        return Events(items=[], next_cursor=newest_cursor(uow), is_more=False)
    types = [name.strip() for name in query.types.split(",") if name.strip()]
    check_types(types, outside().types)
    page = events_after(uow, query.cursor or None, limit=query.limit, types=types)
    items = [
        EventView(**{name: getattr(one, name) for name in EventView.__struct_fields__})
        for one in page.items
    ]
    return Events(items=items, next_cursor=page.next_cursor, is_more=page.is_more)


def _with_secret(made: WithSecret) -> WebhookWithSecret:
    shown = {name: getattr(made.webhook, name) for name in _SHOWN}
    return WebhookWithSecret(**shown, secret=made.secret)


def _delivery(delivery: WebhookDelivery) -> DeliveryView:
    names = DeliveryView.__struct_fields__
    return DeliveryView(**{name: getattr(delivery, name) for name in names})


def _before(cursor: str) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        raise InvalidCursorError from None
