"""How each door of an exchange fares: what it took, what it refused and why, and what to do."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import delete, func, select

from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from . import asterisk, generic, twilio
from .errors import MappingError
from .model import MANAGE, TOLD_BY_EXCHANGE, CallEventRow
from .signatures import is_of_twilio, is_signed, sign, sign_like_twilio

SECRETS = {
    generic.SOURCE: "generic_secret",
    asterisk.SOURCE: "asterisk_secret",
    twilio.SOURCE: "twilio_token",
}
_REFUSED = "call_center.refused"
_DAY, _LOOKED_BACK = timedelta(days=1), timedelta(days=30)
# Whoever knocks a thousand times a second is written down once a minute.
_NOTED_EVERY = timedelta(minutes=1)
_SLOW = timedelta(minutes=2)
_TRIED_AT = "https://example.invalid/"


class Refusal(StrEnum):
    FORGED = "forged"
    LATE = "late"
    MALFORMED = "malformed"


class Advice(StrEnum):
    """What is to be done about a door."""

    SHUT = "shut"
    NEVER = "never"
    FORGED = "forged"
    LATE = "late"
    MALFORMED = "malformed"
    SLOW = "slow"
    WELL = "well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`taken` and `refused` are of the last day; `lag_s` is how late the last message came."""

    source: str
    last_at: datetime | None
    lag_s: int | None
    taken: int
    refused: Mapping[str, int]
    advice: Advice


class DoorTestError(DomainError):
    code = "call_center_door_test"
    sentence = N_("The door has no secret yet. Set one in the settings.")


# (source, why) → when it was last noted, and how many were refused since.
unnoted: dict[tuple[str, str], tuple[datetime, int]] = {}


def note_refusal(uow: UnitOfWork, source: str, why: Refusal) -> None:
    """Kept though the request is refused; of a door that is shut nothing is."""
    if not plugin_settings(uow, "call_center").get(SECRETS.get(source, "")):
        return
    last, count = unnoted.get((source, why), (None, 0))
    if last is not None and timedelta(0) <= uow.now - last < _NOTED_EVERY:
        unnoted[(source, why)] = (last, count + 1)
        return
    details = {"why": str(why), "count": count + 1}
    uow.note(Note(kind=_REFUSED, subject=source, at=uow.now, details=details))
    unnoted[(source, why)] = (uow.now, 0)


@contextmanager
def noting_what_cannot_be_read(uow: UnitOfWork, source: str) -> Iterator[None]:
    try:
        yield
    except MappingError:
        note_refusal(uow, source, Refusal.MALFORMED)
        raise


def doors(uow: UnitOfWork) -> list[Door]:
    """Each door there is, open or shut."""
    uow.actor.require(MANAGE)
    row, since = CallEventRow, uow.now - _DAY
    counted = select(row.source, func.count()).where(row.arrived_at >= since, TOLD_BY_EXCHANGE)
    counted = counted.group_by(row.source)
    taken = {source: count for source, count in uow.session.execute(counted)}  # noqa: C416 – typed
    return [_door(uow, source, taken.get(source, 0)) for source in SECRETS]


def forget_refusals(uow: UnitOfWork) -> None:
    """Those that no page counts any more."""
    old = Note.at < uow.now - 2 * _DAY
    uow.session.execute(delete(Note).where(Note.kind == _REFUSED, old))


def try_door(uow: UnitOfWork, source: str) -> None:
    """A message as the exchange would sign it is verified and read; nothing of it is kept.

    Raises DoorTestError where no secret is set, MappingError where its fields are not found.
    """
    uow.actor.require(MANAGE)
    settings = plugin_settings(uow, "call_center")
    secret = settings.get(SECRETS.get(source, "")) or ""
    if source == twilio.SOURCE:
        form = {"CallSid": "CA" + "0" * 32, "CallStatus": "ringing", "Direction": "inbound"}
        lists = {name: [value] for name, value in form.items()}
        given = sign_like_twilio(secret, _TRIED_AT, lists)
        is_right = is_of_twilio(secret, addresses=[_TRIED_AT], form=lists, given=given)
        told = twilio.read_twilio(form, now=uow.now, is_line=lambda _name: False)
    else:
        mapping = generic.FieldMapping.of(settings["generic_mapping"])
        body = _sample(source, mapping)
        stamp, event_id = str(int(uow.now.timestamp())), str(uuid4())
        given = sign(secret, event_id=event_id, timestamp=stamp, body=body.encode())
        is_right = is_signed(
            secret, event_id=event_id, timestamp=stamp, body=body.encode(), signatures=given
        )
        if source == asterisk.SOURCE:
            told = asterisk.read_asterisk(body, now=uow.now, is_line=lambda _name: False)
        else:
            told = generic.read_generic(body, mapping, now=uow.now, is_line=lambda _name: False)
    if not is_right:
        raise DoorTestError
    if not told:
        raise MappingError(problem="kind")


def _sample(source: str, mapping: generic.FieldMapping) -> str:
    return asterisk.SAMPLE if source == asterisk.SOURCE else generic.sample_of(mapping)


def _door(uow: UnitOfWork, source: str, taken: int) -> Door:
    row = CallEventRow
    query = select(row.arrived_at, row.at).where(
        row.source == source, row.arrived_at >= uow.now - _LOOKED_BACK, TOLD_BY_EXCHANGE
    )
    last = uow.session.execute(query.order_by(row.arrived_at.desc()).limit(1)).first()
    refused: dict[str, int] = {}
    noted_at: dict[str, datetime] = {}
    noted = select(Note.details, Note.at).where(
        Note.kind == _REFUSED, Note.subject == source, Note.at >= uow.now - _DAY
    )
    for details, at in uow.session.execute(noted.order_by(Note.at)):
        refused[details["why"]] = refused.get(details["why"], 0) + int(details["count"])
        noted_at[details["why"]] = at
    # Anybody may knock without the secret: what is signed rightly since then shows that it is.
    if last and last[0] > noted_at.get(Refusal.FORGED, last[0]):
        del noted_at[Refusal.FORGED]
    is_open = bool(plugin_settings(uow, "call_center").get(SECRETS[source]))
    lag = max(0, int((last[0] - last[1]).total_seconds())) if last else None
    return Door(
        source=source,
        last_at=last[0] if last else None,
        lag_s=lag,
        taken=taken,
        refused=refused,
        advice=_advice(lag, noted_at, is_open=is_open),
    )


def _advice(lag: int | None, noted: Collection[str], *, is_open: bool) -> Advice:
    if not is_open:
        return Advice.SHUT
    for why in (Refusal.FORGED, Refusal.LATE, Refusal.MALFORMED):
        if why in noted:
            return Advice(why)
    if lag is None:
        return Advice.NEVER
    return Advice.SLOW if lag > _SLOW.total_seconds() else Advice.WELL
