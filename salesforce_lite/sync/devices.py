"""Devices: who carries what, when they were heard of, and that they forget everything."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.errors import DeviceOfAnotherError, DeviceWipedError
from salesforce_lite.sync.events import DeviceAdded, DeviceWipeAsked, DeviceWiped
from salesforce_lite.sync.model import MANAGE, USE, Device, DeviceContact
from salesforce_lite.tokens import revoke_token

_LATELY = timedelta(minutes=5)


def hear_of(
    uow: UnitOfWork,
    device_id: UUID,
    *,
    name: str = "",
    token_id: UUID | None = None,
    app_version: str = "",
    skew: float | None = None,
    pushed: bool = False,
    primed: bool = False,
) -> Device:
    """The device speaks; one that is new is the actor's from now on.

    `skew` is the server's clock less the device's, in seconds. Raises DeviceOfAnotherError, and
    DeviceWipedError for one that is to forget everything.
    """
    uow.actor.require(USE)
    refuse_wiped(uow, token_id)
    take_turn(uow, f"device {device_id}")
    device = uow.session.get(Device, device_id)
    if device is None:
        device = _add(uow, device_id, name)
    if device.user_id != uow.actor.user_id:
        raise DeviceOfAnotherError
    if device.wipe_asked_at is not None:
        raise DeviceWipedError
    if name and name != device.name:
        device.name = name
    if token_id and token_id != device.token_id:
        device.token_id = token_id
    contact = uow.session.get(DeviceContact, device_id)
    if contact is None:
        contact = DeviceContact(device_id=device_id, skew=0.0, app_version="")
        uow.session.add(contact)
    contact.seen_at = uow.now
    contact.app_version = app_version or contact.app_version
    if skew is not None:
        contact.skew = skew
    if pushed:
        contact.pushed_at = uow.now
    if primed:
        contact.primed_at = uow.now
    uow.session.flush()
    return device


def refuse_wiped(uow: UnitOfWork, token_id: UUID | None) -> None:
    """Raise DeviceWipedError for a token that a device uses which is to forget everything: under
    another id, or none, it is told nothing either."""
    if token_id is None:
        return
    wiped = select(Device.id).where(Device.token_id == token_id, Device.wipe_asked_at.is_not(None))
    if uow.session.scalar(wiped.limit(1)) is not None:
        raise DeviceWipedError


def was_heard_lately(uow: UnitOfWork, device_id: UUID) -> bool:
    """Whether it was heard of some minutes ago, so that it need not be written down again.

    Raises DeviceOfAnotherError and DeviceWipedError.
    """
    device = uow.session.get(Device, device_id)
    if device is None:
        return False
    if device.user_id != uow.actor.user_id:
        raise DeviceOfAnotherError
    if device.wipe_asked_at is not None:
        raise DeviceWipedError
    contact = uow.session.get(DeviceContact, device_id)
    return contact is not None and uow.now - contact.seen_at < _LATELY


def _add(uow: UnitOfWork, device_id: UUID, name: str) -> Device:
    if uow.actor.user_id is None:
        raise PermissionDeniedError(permission=USE)
    device = Device(id=device_id, user_id=uow.actor.user_id, name=name)
    uow.session.add(device)
    uow.record(DeviceAdded(device_id=device_id, user_id=device.user_id))
    uow.session.flush()
    return device


def list_devices(
    uow: UnitOfWork, user_id: UUID | None = None, *, most: int = 500
) -> Sequence[tuple[Device, DeviceContact | None]]:
    """Those of a person, oneself if none is named; `MANAGE` sees those of others. The one heard of
    last comes first."""
    asked = user_id or uow.actor.user_id
    if asked != uow.actor.user_id:
        uow.actor.require(MANAGE)
    return _listed(uow, asked, most)


def all_devices(
    uow: UnitOfWork, *, most: int = 500
) -> Sequence[tuple[Device, DeviceContact | None]]:
    """Everybody's, the one heard of last first."""
    uow.actor.require(MANAGE)
    return _listed(uow, None, most)


def _listed(
    uow: UnitOfWork, user_id: UUID | None, most: int
) -> Sequence[tuple[Device, DeviceContact | None]]:
    query = (
        select(Device, DeviceContact)
        .outerjoin(DeviceContact, DeviceContact.device_id == Device.id)
        .order_by(DeviceContact.seen_at.desc(), Device.id)
        .limit(most)
    )
    if user_id is not None:
        query = query.where(Device.user_id == user_id)
    return [(device, contact) for device, contact in uow.session.execute(query)]


def get_device(uow: UnitOfWork, device_id: UUID) -> Device:
    """One's own, or anybody's for who looks after them. Raises NotFoundError."""
    device = uow.session.get(Device, device_id)
    if device is None:
        raise NotFoundError
    if device.user_id != uow.actor.user_id and not uow.actor.may(MANAGE):
        raise NotFoundError
    return device


def wipe_device(uow: UnitOfWork, device_id: UUID, *, revoke: bool = False) -> Device:
    """It is to forget everything, and is answered nothing else from now on.

    With `revoke` the token that it used last counts no more, at once: for a phone that is lost.
    Without, the phone is told by its next request, deletes everything and confirms it.
    """
    device = get_device(uow, device_id)
    if device.wipe_asked_at is None:
        device.wipe_asked_at = uow.now
        uow.record(DeviceWipeAsked(device_id=device.id, user_id=device.user_id))
    if revoke and device.token_id is not None:
        _revoke(uow, device)
    uow.session.flush()
    return device


def confirm_wipe(uow: UnitOfWork, device_id: UUID) -> Device:
    """The phone has deleted everything; the token that it used is not needed any more."""
    device = get_device(uow, device_id)
    if device.wipe_asked_at is None or device.user_id != uow.actor.user_id:
        raise NotFoundError
    if device.wiped_at is None:
        device.wiped_at = uow.now
        uow.record(DeviceWiped(device_id=device.id, user_id=device.user_id))
        _revoke(uow, device)
    uow.session.flush()
    return device


def _revoke(uow: UnitOfWork, device: Device) -> None:
    if device.token_id is not None:
        try:
            revoke_token(uow, device.token_id)
        except NotFoundError:
            # Somebody took it away before.
            device.token_id = None


def skew_of(now: datetime, device_now: datetime) -> float:
    """The server's clock less the device's, in seconds."""
    return (now - device_now).total_seconds()
