"""The addresses that customers are sent: the id of a link, signed with the key of the instance."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, Signer

from salesforce_lite.web.links import outside_address

CUSTOMER_PAGES = "/p"


def customer_token(link_id: UUID) -> str:
    """What stands in the address, for the customer alone."""
    return _signer().sign(urlsafe_b64encode(link_id.bytes).rstrip(b"=")).decode()


def customer_address(link_id: UUID) -> str:
    """The whole address of a link (`salesforce_lite.links`), to be sent to the customer."""
    return outside_address(f"{CUSTOMER_PAGES}/{customer_token(link_id)}")


def customer_link_at(token: str) -> UUID | None:
    """The id of the link; None for what was made up."""
    try:
        return UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + b"=="))
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    key = current_app.config["SECRET_KEY"]
    return Signer(key, salt="customer link", key_derivation="hmac", digest_method=sha256)
