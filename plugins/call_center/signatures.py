"""Whether what comes in at a door was signed by whom it says, and lately."""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha1, sha256

# How far the clocks of both may be apart, and how old a request may be.
WINDOW = timedelta(minutes=5)
_PREFIX = "whsec_"


def is_signed(secret: str, *, event_id: str, timestamp: str, body: bytes, signatures: str) -> bool:
    """By the Standard Webhooks scheme: HMAC-SHA256 over id, timestamp and body."""
    if not (secret and event_id):
        return False
    expected = sign(secret, event_id=event_id, timestamp=timestamp, body=body)
    given = [one.partition(",")[2] for one in signatures.split() if one.startswith("v1,")]
    return _is_one_of(expected.partition(",")[2], given)


def is_new(timestamp: str, now: datetime) -> bool:
    """Whether a request with this signed stamp was sent just now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= WINDOW.total_seconds()


def sign(secret: str, *, event_id: str, timestamp: str, body: bytes) -> str:
    """As the sender does."""
    signed = b".".join([event_id.encode(), timestamp.encode(), body])
    digest = hmac.new(_key(secret), signed, sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def is_of_twilio(
    token: str, *, addresses: Iterable[str], form: Mapping[str, Sequence[str]], given: str
) -> bool:
    """HMAC-SHA1 over the address as the sender called it and the sorted fields of the form."""
    if not token:
        return False
    return any(_is_one_of(sign_like_twilio(token, address, form), [given]) for address in addresses)


def sign_like_twilio(token: str, address: str, form: Mapping[str, Sequence[str]]) -> str:
    fields = "".join(f"{name}{value}" for name in sorted(form) for value in sorted(set(form[name])))
    # Their scheme, not ours: SHA-1 under HMAC is not broken.
    digest = hmac.new(token.encode(), f"{address}{fields}".encode(), sha1).digest()
    return base64.b64encode(digest).decode()


def _is_one_of(expected: str, given: Sequence[str]) -> bool:
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given)


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret[len(_PREFIX) :], validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
