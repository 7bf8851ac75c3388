"""The browsers in which a person has signed in, and signing out there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from salesforce_lite.access.model import SignInSession
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
    ended = uow.session.execute(
        delete(SignInSession)
        .where(SignInSession.id_hash == key, SignInSession.user_id == uow.actor.user_id)
        .returning(SignInSession.id_hash)
    )
    if ended.first() is None:
        raise NotFoundError
