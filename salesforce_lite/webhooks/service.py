"""Use cases of webhooks: make, look at, change, give a new secret, switch off and on, delete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from salesforce_lite.kernel.errors import NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.events import Event, kinds_of_events
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.order import settled_number
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.outbound import Client
from salesforce_lite.plugin import Sealer
from salesforce_lite.webhooks.drafts import WebhookDraft, check_draft
from salesforce_lite.webhooks.errors import TooManyWebhooksError
from salesforce_lite.webhooks.events import (
    WebhookChanged,
    WebhookCreated,
    WebhookDeleted,
    WebhookSecretRotated,
    WebhookSwitchedOn,
)
from salesforce_lite.webhooks.model import MANAGE, OffReason, Webhook
from salesforce_lite.webhooks.owners import switch_off_because, switch_on_from_here
from salesforce_lite.webhooks.signing import new_secret
from salesforce_lite.webhooks.waking import call_senders

MOST_WEBHOOKS = 100
# So long the former secret signs beside the new one.
BOTH_COUNT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Outside:
    """What webhooks need of the site: the way out, what seals their secrets, and the import names
    of the server's code and of that of the plugins that are on."""

    client: Client
    sealer: Sealer
    packages: tuple[str, ...]

    @property
    def types(self) -> Mapping[str, type[Event]]:
        """Name → every kind of event that the server and its plugins tell of now."""
        return kinds_of_events(self.packages)


@dataclass(frozen=True, slots=True)
class WithSecret:
    """A webhook and its new secret, which is shown this once."""

    webhook: Webhook
    secret: str = field(repr=False)


def visible_webhooks(uow: UnitOfWork) -> Select[Webhook]:
    """Those the actor sees: their own; everybody's for who sees everybody's records."""
    uow.actor.require(MANAGE)
    return visible(uow.actor, Webhook)


def list_webhooks(uow: UnitOfWork) -> Sequence[Webhook]:
    """All of them, by name; there are never many."""
    return uow.session.scalars(visible_webhooks(uow).order_by(Webhook.name, Webhook.id)).all()


def get_webhook(uow: UnitOfWork, webhook_id: UUID) -> Webhook:
    """Raises NotFoundError."""
    webhook = uow.session.scalar(visible_webhooks(uow).where(Webhook.id == webhook_id))
    if webhook is None:
        raise NotFoundError
    return webhook


def create_webhook(uow: UnitOfWork, draft: WebhookDraft, outside: Outside) -> WithSecret:
    """Send what happens from now on, in the actor's name. Raises InvalidInputError."""
    owner_id = _require_person(uow)
    check_draft(uow, draft, outside.client, outside.types)
    _require_room(uow)
    secret = new_secret()
    webhook = Webhook(
        id=draft.new_id or new_id(),
        name=draft.name.strip(),
        url=draft.url,
        types=tuple(sorted(set(draft.types))),
        team_id=draft.team_id,
        portfolio_id=draft.portfolio_id,
        fields=dict(draft.fields),
        owner_id=owner_id,
        secret=outside.sealer.seal(secret),
        secret_changed_at=uow.now,
        since_position=settled_number(uow.session),
    )
    webhook.scope_owner_id = owner_id
    uow.session.add(webhook)
    uow.record(WebhookCreated(webhook_id=webhook.id))
    uow.session.flush()
    return WithSecret(webhook, secret)


def change_webhook(
    uow: UnitOfWork, webhook_id: UUID, draft: WebhookDraft, outside: Outside
) -> Webhook:
    """All of it is as the draft says. Who changes a webhook becomes its owner: nobody has sent to
    an address of theirs what only another may see. Raises InvalidInputError, StaleVersionError.

    It may keep events of a plugin that is off meanwhile: they are sent when that is on again.
    """
    webhook = get_webhook(uow, webhook_id)
    owner_id = _require_person(uow)
    check_version(webhook, draft.version)
    check_draft(uow, draft, outside.client, {*outside.types, *webhook.types})
    webhook.name, webhook.url = draft.name.strip(), draft.url
    webhook.types = tuple(sorted(set(draft.types)))
    webhook.team_id, webhook.portfolio_id = draft.team_id, draft.portfolio_id
    webhook.fields = dict(draft.fields)
    webhook.owner_id = webhook.scope_owner_id = owner_id
    # Another address is another receiver.
    webhook.failures, webhook.rests_until = 0, None
    uow.record(WebhookChanged(webhook_id=webhook.id))
    uow.session.flush()
    call_senders(uow)
    return webhook


def rotate_secret(uow: UnitOfWork, webhook_id: UUID, outside: Outside) -> WithSecret:
    """A new secret; the former one signs beside it for 24 hours, and any before it no more."""
    webhook = get_webhook(uow, webhook_id)
    webhook.owner_id = webhook.scope_owner_id = _require_person(uow)
    secret = new_secret()
    webhook.former_secret, webhook.former_until = webhook.secret, uow.now + BOTH_COUNT
    webhook.secret, webhook.secret_changed_at = outside.sealer.seal(secret), uow.now
    uow.record(WebhookSecretRotated(webhook_id=webhook.id))
    uow.session.flush()
    return WithSecret(webhook, secret)


def switch_off(uow: UnitOfWork, webhook_id: UUID) -> Webhook:
    """What waits stays for its 72 hours; what happens meanwhile is not sent."""
    webhook = get_webhook(uow, webhook_id)
    switch_off_because(uow, webhook, OffReason.PERSON)
    uow.session.flush()
    return webhook


def switch_on(uow: UnitOfWork, webhook_id: UUID) -> Webhook:
    """Send again from now on, with what still waits, in the name of who switches it on."""
    webhook = get_webhook(uow, webhook_id)
    if not webhook.is_on:
        webhook.owner_id = webhook.scope_owner_id = _require_person(uow)
        switch_on_from_here(uow, webhook)
        uow.record(WebhookSwitchedOn(webhook_id=webhook.id))
        uow.session.flush()
        call_senders(uow)
    return webhook


def delete_webhook(uow: UnitOfWork, webhook_id: UUID) -> None:
    """For good: what waited is not sent, and its secrets are forgotten at once."""
    webhook = get_webhook(uow, webhook_id)
    webhook.deleted_at, webhook.is_on = uow.now, False
    webhook.secret = webhook.former_secret = ""
    webhook.team_id = webhook.portfolio_id = None
    uow.record(WebhookDeleted(webhook_id=webhook.id))
    uow.session.flush()


def _require_person(uow: UnitOfWork) -> UUID:
    """Webhooks are somebody's: what they may see is sent."""
    uow.actor.require(MANAGE)
    if uow.actor.user_id is None:
        raise PermissionDeniedError(permission=MANAGE)
    return uow.actor.user_id


def _require_room(uow: UnitOfWork) -> None:
    there = select(func.count()).select_from(Webhook).where(Webhook.deleted_at.is_(None))
    if (uow.session.scalar(there) or 0) >= MOST_WEBHOOKS:
        raise TooManyWebhooksError(most=MOST_WEBHOOKS)
