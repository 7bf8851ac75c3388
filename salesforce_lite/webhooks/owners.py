"""A webhook acts as its owner, and only as long as that person may have webhooks."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User, UserDeactivated
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.order import settled_number
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import load_actor
from salesforce_lite.webhooks.events import WebhookSwitchedOff
from salesforce_lite.webhooks.model import MANAGE, OffReason, Webhook


def active_webhooks(uow: UnitOfWork) -> list[tuple[Webhook, Actor]]:
    """Those that are on, each with who its owner is now. Any whose owner is not allowed to have it
    any more is switched off here, whatever took the right away. For units of the system."""
    query = select(Webhook).where(Webhook.is_on, Webhook.deleted_at.is_(None)).order_by(Webhook.id)
    webhooks = list(uow.session.scalars(query))
    owners = _actors(uow, {webhook.owner_id for webhook in webhooks})
    for webhook in webhooks:
        if owners[webhook.owner_id] is None:
            switch_off_because(uow, webhook, OffReason.OWNER)
    return [(one, actor) for one in webhooks if (actor := owners[one.owner_id]) is not None]


def switch_off_because(uow: UnitOfWork, webhook: Webhook, reason: OffReason) -> None:
    """What waits stays, and is sent if the webhook is switched on in time."""
    if webhook.is_on:
        webhook.is_on, webhook.off_reason = False, reason
        uow.record(WebhookSwitchedOff(webhook_id=webhook.id, reason=reason))


def switch_on_from_here(uow: UnitOfWork, webhook: Webhook) -> None:
    """What happened while it was off is not sent."""
    webhook.is_on, webhook.off_reason = True, ""
    webhook.since_position = settled_number(uow.session)
    webhook.failures, webhook.rests_until = 0, None


def switch_off_of_who_left(uow: UnitOfWork, fact: UserDeactivated) -> None:
    """At once, in the transaction that ends the account, as far as its actor sees the webhooks;
    those of others are found when there is something to send."""
    query = select(Webhook).where(Webhook.owner_id == fact.user_id, Webhook.is_on)
    for webhook in uow.session.scalars(query):
        switch_off_because(uow, webhook, OffReason.OWNER)


def _actors(uow: UnitOfWork, ids: set[UUID]) -> Mapping[UUID, Actor | None]:
    found: dict[UUID, Actor | None] = dict.fromkeys(ids)
    for user in uow.session.scalars(select(User).where(User.id.in_(sorted(ids)), User.active)):
        actor = load_actor(uow.session, user)
        if actor.may(MANAGE):
            found[user.id] = actor
    return found
