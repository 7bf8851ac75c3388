"""Use cases of tokens: make one, look at one's own, revoke, change a budget."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import select, update

from salesforce_lite.access import User
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tokens.errors import WrongTokenError
from salesforce_lite.tokens.events import TokenBudgetChanged, TokenMade, TokenRevoked
from salesforce_lite.tokens.holders import PREFIX, hash_of
from salesforce_lite.tokens.model import ApiToken

MAKE = "tokens.make"
MANAGE = "tokens.manage"
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
_LARGEST_BUDGET = 10_000_000
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TOO_LATE = N_("A token lasts a year at most. Choose an earlier day.")
_PAST = N_("Choose a day in the future.")
_NO_SCOPE = N_("Choose what the token is for.")
_NOT_A_SCOPE = N_("There is no such scope: %(scope)s.")
_NOT_A_NETWORK = N_("Write address ranges such as 203.0.113.0/24, one in each line.")
_TOO_MANY = N_("There are %(most)s tokens already. Revoke those that nobody uses.")
_NOT_A_BUDGET = N_("Write a whole number from 1 to %(most)s.")


def make_token(
    uow: UnitOfWork,
    *,
    user_id: UUID,
    name: str,
    scopes: Sequence[str],
    known_scopes: Sequence[str],
    lasts: timedelta = timedelta(days=90),
    networks: Sequence[str] = (),
) -> tuple[ApiToken, str]:
    """A new token of the person, and its secret, which is never shown again.

    People make their own only; the system makes anybody's. Raises WrongTokenError.
    """
    uow.actor.require(MAKE)
    if not uow.actor.everything and user_id != uow.actor.user_id:
        raise NotFoundError
    name = " ".join(name.split())
    wanted = tuple(dict.fromkeys(scopes))
    ranges = tuple(dict.fromkeys(one.strip() for one in networks if one.strip()))
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = _EMPTY
    elif len(name) > 80:
        problems["name"] = _TOO_LONG
    unknown = [scope for scope in wanted if scope not in known_scopes]
    if unknown or not wanted:
        problems["scopes"] = _NOT_A_SCOPE if unknown else _NO_SCOPE
    if not timedelta() < lasts <= LONGEST_LIFE:
        problems["lasts"] = _TOO_LATE if lasts > LONGEST_LIFE else _PAST
    if not all(map(_is_network, ranges)) or len(ranges) > 20:
        problems["networks"] = _NOT_A_NETWORK
    if len(tokens_of(uow, user_id)) >= MOST_TOKENS:
        problems["name"] = _TOO_MANY
    if problems:
        raise WrongTokenError(fields=problems, scope=", ".join(unknown), most=MOST_TOKENS)
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user_id=user_id,
        name=name,
        secret_hash=hash_of(secret),
        hint=secret[-4:],
        scopes=wanted,
        networks=ranges,
        expires_at=uow.now + lasts,
    )
    uow.session.add(token)
    uow.session.flush()
    uow.record(TokenMade(token_id=token.id, user_id=user_id, scopes=wanted))
    return token, secret


def tokens_of(uow: UnitOfWork, user_id: UUID) -> list[ApiToken]:
    """Those of a person that were not revoked, the newest first."""
    if user_id != uow.actor.user_id:
        uow.actor.require(MANAGE)
    query = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return list(uow.session.scalars(query.order_by(ApiToken.id.desc())))


def all_tokens(uow: UnitOfWork, *, most: int = 500) -> list[tuple[ApiToken, User]]:
    """Everybody's that were not revoked, those used last first, with whom they act as."""
    uow.actor.require(MANAGE)
    query = (
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.used_at.is_(None), ApiToken.used_at.desc(), ApiToken.id.desc())
        .limit(most)
    )
    return [(token, user) for token, user in uow.session.execute(query)]


def get_token(uow: UnitOfWork, token_id: UUID) -> ApiToken:
    """One's own, or anybody's for who looks after tokens. Raises NotFoundError."""
    token = uow.session.get(ApiToken, token_id)
    if token is None:
        raise NotFoundError
    if token.user_id != uow.actor.user_id and not uow.actor.may(MANAGE):
        raise NotFoundError
    return token


def revoke_token(uow: UnitOfWork, token_id: UUID) -> ApiToken:
    """From now on it is worth nothing; one's own, or anybody's for who looks after tokens."""
    token = get_token(uow, token_id)
    if token.revoked_at is None:
        token.revoked_at = uow.now
        uow.record(TokenRevoked(token_id=token.id, user_id=token.user_id))
    return token


def change_budget(
    uow: UnitOfWork, token_id: UUID, *, rows_per_hour: int, rows_per_day: int
) -> ApiToken:
    """How many records it may read; only for who looks after tokens. Raises WrongTokenError."""
    uow.actor.require(MANAGE)
    token = get_token(uow, token_id)
    wanted = {"rows_per_hour": rows_per_hour, "rows_per_day": rows_per_day}
    wrong = [name for name, rows in wanted.items() if not 0 < rows <= _LARGEST_BUDGET]
    if wrong:
        raise WrongTokenError(fields=dict.fromkeys(wrong, _NOT_A_BUDGET), most=_LARGEST_BUDGET)
    if (token.rows_per_hour, token.rows_per_day) != (rows_per_hour, rows_per_day):
        token.rows_per_hour, token.rows_per_day = rows_per_hour, rows_per_day
        uow.record(TokenBudgetChanged(token_id=token.id, **wanted))
    return token


def revoke_all(uow: UnitOfWork, user_id: UUID) -> None:
    """All of a person, who does not work here any more."""
    uow.session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=uow.now)
    )


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return len(text) <= 60
