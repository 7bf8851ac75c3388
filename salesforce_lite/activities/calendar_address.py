"""The private address of a calendar: the id of the feed, signed with the key of the instance."""

from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, Signer


def token_of(feed_id: UUID, key: str) -> str:
    """What stands in the address, for its owner alone."""
    return _signer(key).sign(feed_id.hex).decode()


def feed_at(token: str, key: str) -> UUID | None:
    """The id of the feed; None for what was made up."""
    try:
        return UUID(hex=_signer(key).unsign(token).decode())
    except (BadSignature, ValueError):
        return None


def _signer(key: str) -> Signer:
    return Signer(key, salt="calendar feed", key_derivation="hmac", digest_method=sha256)
