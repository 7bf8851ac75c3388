"""Signed-in browsers as rows: opened by one query, written in short transactions of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from salesforce_lite.access.model import Role, SignInSession, User, user_role
from salesforce_lite.access.people import Person
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import write_unless_busy, writing

IDLE_LIMIT = timedelta(hours=12)
ABSOLUTE_LIMIT = timedelta(days=14)
TOUCH_EVERY = timedelta(minutes=1)
# What a session keeps under this key names its browser, the same through all its sessions; it opens
# nothing. Sessions of a version that did not keep it have none.
DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session that counts, with the person it belongs to."""

    id_hash: str
    # What `User.fs_uniquifier` was at sign-in and still is.
    bound_to: str
    data: dict[str, Any]
    created_at: datetime
    last_seen_at: datetime
    person: Person


def hash_of(session_id: str) -> str:
    """What is stored instead of the id: who reads the table cannot sign in with it."""
    return sha256(session_id.encode()).hexdigest()


def find_session(engine: Engine, session_id: str) -> OpenSession | None:
    """The session of this id, unless it has expired, was ended, or its person may not sign in."""
    with engine.connect() as connection:
        rows = connection.execute(
            _query(), {"id_hash": hash_of(session_id), "now": clock.now()}
        ).all()
    if not rows:
        return None
    first = rows[0]
    return OpenSession(
        id_hash=first.id_hash,
        bound_to=first.fs_uniquifier,
        data=first.data,
        created_at=first.created_at,
        last_seen_at=first.last_seen_at,
        person=Person(
            user_id=first.user_id,
            name=first.name,
            locale=first.locale,
            zone=first.zone,
            theme=first.theme,
            permissions=frozenset(code for row in rows for code in row.permissions or ()),
            roles=frozenset(row.role for row in rows if row.role),
            accesses=frozenset(row.record_access for row in rows if row.record_access),
        ),
    )


@cache
def _query() -> Select[Any]:
    """One row per role; all of it through primary keys."""
    return (
        select(
            SignInSession.id_hash,
            SignInSession.data,
            SignInSession.created_at,
            SignInSession.last_seen_at,
            User.id.label("user_id"),
            User.fs_uniquifier,
            User.name,
            User.locale,
            User.zone,
            User.theme,
            Role.name.label("role"),
            Role.permissions,
            Role.record_access,
        )
        .select_from(SignInSession)
        .join(User, User.id == SignInSession.user_id)
        .outerjoin(user_role, user_role.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_role.c.role_id)
        .where(
            SignInSession.id_hash == bindparam("id_hash"),
            SignInSession.expires_at > bindparam("now", type_=SignInSession.expires_at.type),
            SignInSession.bound_to == User.fs_uniquifier,
            User.active,
        )
    )


def start_session(
    engine: Engine,
    session_id: str,
    bound_to: str,
    *,
    address: str,
    browser: str,
    data: dict[str, Any],
) -> bool:
    """Keep a new session of the person with this uniquifier; False when there is no such person."""
    now = clock.now()
    with writing(), engine.begin() as connection:
        _sweep(connection, now)
        user_id = connection.scalar(
            select(User.id).where(User.fs_uniquifier == bound_to, User.active)
        )
        if user_id is None:
            return False
        connection.execute(
            insert(SignInSession).values(
                id_hash=hash_of(session_id),
                user_id=user_id,
                bound_to=bound_to,
                created_at=now,
                last_seen_at=now,
                expires_at=now + IDLE_LIMIT,
                address=address[:60],
                browser=browser[:200],
                data=data,
            )
        )
    return True


def _sweep(connection: Connection, now: datetime) -> None:
    connection.execute(delete(SignInSession).where(SignInSession.expires_at <= now))


def keep_data(engine: Engine, session: OpenSession, data: dict[str, Any]) -> None:
    """Keep what the pages put into the session."""
    with writing(), engine.begin() as connection:
        connection.execute(_touch(session, clock.now()).values(data=data))


def touch(engine: Engine, session: OpenSession) -> None:
    """Remember that the person was here, at most once a minute and never waiting for a writer."""
    now = clock.now()
    if now - session.last_seen_at >= TOUCH_EVERY:
        write_unless_busy(engine, _touch(session, now))


def _touch(session: OpenSession, now: datetime) -> Update:
    expires = min(now + IDLE_LIMIT, session.created_at + ABSOLUTE_LIMIT)
    return (
        update(SignInSession)
        .where(SignInSession.id_hash == session.id_hash)
        .values(last_seen_at=now, expires_at=expires)
    )


def end_session(engine: Engine, id_hash: str) -> None:
    """Forget one session; its cookie is worth nothing from now on."""
    with writing(), engine.begin() as connection:
        connection.execute(delete(SignInSession).where(SignInSession.id_hash == id_hash))


def end_sessions(session: Session, user_id: UUID) -> None:
    """Forget all sessions of a person, in the transaction that gives the reason."""
    session.execute(delete(SignInSession).where(SignInSession.user_id == user_id))
