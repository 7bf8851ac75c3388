"""Who acts with a secret: asked with every request, and so in one query past the mapper."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from salesforce_lite.access import Person, Role, User, user_role
from salesforce_lite.kernel import clock
from salesforce_lite.tokens.model import ApiToken

PREFIX = "sfl_"
_LONGEST_SECRET = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A token that counts, and the person it acts as."""

    token_id: UUID
    scopes: frozenset[str]
    rows_per_hour: int
    person: Person


def find_holder(session: Session, secret: str, address: str) -> Holder | None:
    """Who acts with this secret from this address.

    None for what was made up, has expired or was revoked, comes from elsewhere, or belongs to
    somebody who does not work here any more.
    """
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST_SECRET:
        return None
    asked = {"secret_hash": hash_of(secret), "now": clock.now()}
    rows = session.connection().execute(_query(), asked).all()
    if not rows or not _is_within(address, rows[0].networks):
        return None
    first = rows[0]
    return Holder(
        token_id=first.token_id,
        scopes=frozenset(first.scopes),
        rows_per_hour=first.rows_per_hour,
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


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random and long: nobody guesses it from a fast hash."""
    return sha256(secret.encode()).hexdigest()


@cache
def _query() -> Select[*tuple[Any, ...]]:
    """One row per role; all of it through keys."""
    return (
        select(
            ApiToken.id.label("token_id"),
            ApiToken.scopes,
            ApiToken.networks,
            ApiToken.rows_per_hour,
            User.id.label("user_id"),
            User.name,
            User.locale,
            User.zone,
            User.theme,
            Role.name.label("role"),
            Role.permissions,
            Role.record_access,
        )
        .select_from(ApiToken)
        .join(User, User.id == ApiToken.user_id)
        .outerjoin(user_role, user_role.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_role.c.role_id)
        .where(
            ApiToken.secret_hash == bindparam("secret_hash"),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > bindparam("now", type_=ApiToken.expires_at.type),
            User.active,
        )
    )


def _is_within(address: str, networks: Sequence[str]) -> bool:
    if not networks:
        return True
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in ip_network(one, strict=False) for one in networks)
