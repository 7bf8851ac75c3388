"""Secrets of webhooks and signatures, as Standard Webhooks has them (standardwebhooks.com)."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """For the receiver to keep: whsec_ and 256 random bits."""
    return _PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(
    delivery_id: UUID, at: datetime, body: bytes, keys: Sequence[str]
) -> dict[str, str]:
    """The three headers; one signature for each key, so that a receiver may know either."""
    moment = int(at.timestamp())
    content = b".".join((str(delivery_id).encode(), str(moment).encode(), body))
    return {
        "webhook-id": str(delivery_id),
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
    }


def _signature(key: str, content: bytes) -> str:
    bits = b64decode(key.removeprefix(_PREFIX))
    return b64encode(hmac.new(bits, content, sha256).digest()).decode()
