"""Use cases of web push: browsers that ask to be told, and the job that tells one of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.access import PasswordChanged, SignedOut, UserDeactivated
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.errors import NoPushAddressError, PushRefusedError
from salesforce_lite.notifications.model import PushSubscription
from salesforce_lite.notifications.push_messages import Browser, OddKeyError, Signer
from salesforce_lite.outbound import Client, OutboundError, target_of
from salesforce_lite.plugin import Reach

PUSH = "notifications.push"
_MOST_BROWSERS = 20
LONGEST_ADDRESS = 1000
# A browser that is away for longer is told by the bell.
_WAITS = timedelta(hours=12)
_ATTEMPTS = 5
_GONE = (404, 410)


def subscribe(
    uow: UnitOfWork, address: str, *, p256dh: str, auth: str, browser: str, device: str = ""
) -> None:
    """Tell the actor in this browser too; asked again, it is told once. Raises NoPushAddressError.

    A browser belongs to who asked last; of twenty of a person the oldest gives way. `device` names
    the browser through all its sessions, `browser` is what it calls itself.
    """
    if uow.actor.user_id is None:
        raise NotFoundError
    _check(address, p256dh, auth)
    take_turn(uow, f"push of {uow.actor.user_id}")
    forget = delete(PushSubscription).where(PushSubscription.address == address)
    uow.session.execute(forget)
    standing = list_browsers_told(uow)
    for one in standing[_MOST_BROWSERS - 1 :]:
        uow.session.delete(one)
    uow.session.add(
        PushSubscription(
            user_id=uow.actor.user_id,
            address=address,
            p256dh=p256dh,
            auth=auth,
            browser=browser[:200],
            device=device,
            created_at=uow.now,
        )
    )


def list_browsers_told(uow: UnitOfWork) -> Sequence[PushSubscription]:
    """In which the actor is told, the newest first."""
    query = select(PushSubscription).where(PushSubscription.user_id == uow.actor.user_id)
    return uow.session.scalars(query.order_by(PushSubscription.id.desc())).all()


def unsubscribe(uow: UnitOfWork, subscription_id: UUID) -> None:
    """Tell the actor there no more. Raises NotFoundError for browsers of others."""
    found = uow.session.get(PushSubscription, subscription_id)
    if found is None or found.user_id != uow.actor.user_id:
        raise NotFoundError
    uow.session.delete(found)


def forget_signed_out(uow: UnitOfWork, fact: SignedOut) -> None:
    """Nobody is told in a browser that they have left; one that is not known may be any of theirs,
    and one may have asked from any that is not known."""
    query = delete(PushSubscription).where(PushSubscription.user_id == fact.user_id)
    if fact.device:
        query = query.where(PushSubscription.device.in_((fact.device, "")))
    uow.session.execute(query)


def forget_all(uow: UnitOfWork, fact: PasswordChanged | UserDeactivated) -> None:
    """The account may have been in other hands, or is closed: no browser tells of it any more."""
    theirs = delete(PushSubscription).where(PushSubscription.user_id == fact.user_id)
    uow.session.execute(theirs)


def leave_push(uow: UnitOfWork, user_id: UUID, told: Sequence[UUID]) -> None:
    """Leave a job for each browser of the person, about what they were told."""
    query = select(PushSubscription.id).where(PushSubscription.user_id == user_id)
    for subscription_id in uow.session.scalars(query.order_by(PushSubscription.id)).all():
        payload = {"to": subscription_id, "ids": told[:1], "count": len(told)}
        key = f"{PUSH}/{subscription_id}/{told[-1]}"
        job = enqueue_job(uow, PUSH, payload, max_attempts=_ATTEMPTS, key=key)
        # With what the reader may see then, in their language.
        job.actor_id, job.is_system = user_id, False


def send_push(
    uow: UnitOfWork,
    payload: Mapping[str, Any],
    message: Mapping[str, Any],
    *,
    client: Client,
    signer: Signer,
    contact: str,
) -> Reach | None:
    """Seal the message and hand it to the push service, outside of any transaction; a browser that
    is gone is forgotten. Raises PushRefusedError to be tried again."""
    found = uow.session.get(PushSubscription, UUID(payload["to"]))
    if found is None or found.user_id != uow.actor.user_id:
        return None
    if "answer" not in payload:
        body = Browser.of(found.p256dh, found.auth).seal(json.dumps(message).encode())
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(_WAITS.total_seconds())),
            "Urgency": "normal",
            **signer.headers(found.address, uow.now, contact),
        }
        return Reach(partial(_hand_in, client, found.address, body, headers), payload)
    if payload["answer"] in _GONE:
        uow.session.delete(found)
    elif payload["answer"] >= 300:
        raise PushRefusedError(status=payload["answer"])
    return None


def _hand_in(client: Client, address: str, body: bytes, headers: Mapping[str, str]) -> int:
    return client.post(address, body, headers).status


def _check(address: str, p256dh: str, auth: str) -> None:
    if not address.startswith("https://") or len(address) > LONGEST_ADDRESS:
        raise NoPushAddressError
    try:
        target_of(address)
        Browser.of(p256dh, auth)
    except (OutboundError, OddKeyError):
        raise NoPushAddressError from None
