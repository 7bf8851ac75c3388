"""The browsers in which a person has signed in, and signing out there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.access.events import SignedOut
from salesforce_lite.access.model import SignInSession
from salesforce_lite.access.session_rows import DEVICE
from salesforce_lite.access.signing_in import KnownDevice
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInBrowser:
    """One of them; `key` names it to its owner and opens nothing."""

    key: str
    user_agent: str
    address: str
    last_seen_at: datetime
    created_at: datetime
    is_this: bool


def list_browsers(uow: UnitOfWork, present: str = "") -> list[SignedInBrowser]:
    """One's own, the present one first, then the latest seen."""
    rows = uow.session.scalars(
        select(SignInSession)
        .where(SignInSession.user_id == uow.actor.user_id, SignInSession.expires_at > uow.now)
        .order_by(SignInSession.last_seen_at.desc())
    )
    browsers = [
        SignedInBrowser(
            key=row.id_hash,
            user_agent=row.browser,
            address=row.address,
            last_seen_at=row.last_seen_at,
            created_at=row.created_at,
            is_this=row.id_hash == present,
        )
        for row in rows
    ]
    return sorted(browsers, key=lambda browser: not browser.is_this)


def sign_out_there(uow: UnitOfWork, key: str) -> None:
    """End one of one's own sessions. Raises NotFoundError for what is not one's own."""
    ended = uow.session.scalars(
        delete(SignInSession)
        .where(SignInSession.id_hash == key, SignInSession.user_id == uow.actor.user_id)
        .returning(SignInSession.data)
    ).first()
    if ended is None:
        raise NotFoundError
    _tell(uow, uow.actor.user_id, ended.get(DEVICE, ""))


def sign_out_here(uow: UnitOfWork, device: str) -> None:
    """The actor signs out of the browser of this name; nothing for who is not signed in. For a
    unit that reads."""
    if uow.actor.user_id is not None:
        uow.start_writing()
        _tell(uow, uow.actor.user_id, device)


def take_over(uow: UnitOfWork, device: KnownDevice | None, user_id: UUID) -> None:
    """A person signs in in a browser in which another was the last. For a unit that reads."""
    if device is not None and device.last not in (None, user_id):
        uow.start_writing()
        _tell(uow, device.last, device.name)


def _tell(uow: UnitOfWork, user_id: UUID | None, device: str) -> None:
    if user_id is not None:
        uow.record(SignedOut(user_id=user_id, device=device))
