"""Phones in words: when they were heard of, whether their clock is right, what becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext, ngettext
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.model import Device, DeviceContact

# The way through the network takes as long; moments of such a clock are not put right.
_RIGHT = timedelta(minutes=2)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One phone as pages show it; empty words where there is nothing to say."""

    id: UUID
    name: str
    person: str
    app_version: str
    clock: str
    seen_at: datetime | None
    primed_at: datetime | None
    state: str
    is_used: bool


def device_rows(
    uow: UnitOfWork, devices: Iterable[tuple[Device, DeviceContact | None]]
) -> list[DeviceRow]:
    """In their order; the names of people are read at once."""
    devices = list(devices)
    ids = {device.user_id for device, _ in devices}
    query = select(User.id, User.name).where(User.id.in_(ids))
    people = dict(uow.session.execute(query).all()) if ids else {}
    return [
        DeviceRow(
            id=device.id,
            name=device_name(device),
            person=people.get(device.user_id, ""),
            app_version=contact.app_version if contact else "",
            clock=clock_words(contact.skew) if contact else "",
            seen_at=contact.seen_at if contact else None,
            primed_at=contact.primed_at if contact else None,
            state=_state(device),
            is_used=device.wipe_asked_at is None,
        )
        for device, contact in devices
    ]


def device_name(device: Device) -> str:
    """What its person calls it."""
    return device.name or str(gettext("Phone without a name"))


def _state(device: Device) -> str:
    if device.wiped_at is not None:
        return str(gettext("Wiped"))
    return str(gettext("To be wiped")) if device.wipe_asked_at is not None else ""


def clock_words(skew: float) -> str:
    """“clock 7 minutes slow”; nothing for one that is right. `skew` is the server's clock less the
    phone's, in seconds."""
    wrong = timedelta(seconds=abs(skew))
    if wrong <= _RIGHT:
        return ""
    if wrong < _HOUR:
        number = round(wrong / timedelta(minutes=1))
        howmuch = ngettext("%(num)d minute", "%(num)d minutes", number)
    elif wrong < 2 * _DAY:
        howmuch = ngettext("%(num)d hour", "%(num)d hours", round(wrong / _HOUR))
    else:
        howmuch = ngettext("%(num)d day", "%(num)d days", round(wrong / _DAY))
    if skew > 0:
        return str(gettext("clock %(time)s slow", time=howmuch))
    return str(gettext("clock %(time)s fast", time=howmuch))
