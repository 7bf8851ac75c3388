"""Web push as the standards write it: sealed for a browser (RFC 8291), signed (RFC 8292)."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
# The order of the curve: private keys are numbers below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD = 4096
# What push services take at most, with room for what sealing adds.
LONGEST_MESSAGE = 3000
# They allow a day; a signature is made for each message.
_SIGNED_FOR = timedelta(hours=12)


class OddKeyError(ValueError):
    """What a browser gave as its keys are none."""


@dataclass(frozen=True, slots=True)
class Browser:
    """The keys that a browser gave with its address: whoever has these can write to it."""

    point: bytes
    secret: bytes

    @classmethod
    def of(cls, p256dh: str, auth: str) -> "Browser":
        """Raises OddKeyError."""
        try:
            point, secret = _read(p256dh), _read(auth)
            ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        except (ValueError, Base64Error) as error:
            raise OddKeyError from error
        if len(secret) != 16:
            raise OddKeyError
        return cls(point, secret)

    def seal(
        self,
        message: bytes,
        *,
        salt: bytes | None = None,
        sender: ec.EllipticCurvePrivateKey | None = None,
    ) -> bytes:
        """The body that only this browser opens. `salt` and `sender` are for who checks this
        against the example of the standard."""
        salt = salt or os.urandom(16)
        sender = sender or ec.generate_private_key(_CURVE)
        public = _point(sender)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, self.point)
        shared = sender.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\0" + self.point + public
        secret = _derived(self.secret, shared, info, 32)
        key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        head = salt + _RECORD.to_bytes(4) + len(public).to_bytes(1) + public
        # One record, which is the last: it ends in a two.
        return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who we are to push services: a key that follows from the key of the instance."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def of(cls, secret_key: str) -> "Signer":
        seed = _derived(b"", secret_key.encode(), b"salesforce-lite web push", 48)
        number = int.from_bytes(seed) % (_ORDER - 1) + 1
        return cls(ec.derive_private_key(number, _CURVE))

    @property
    def public(self) -> str:
        """What browsers are given: they take messages of nobody else."""
        return written(_point(self.private))

    def headers(self, address: str, now: datetime, contact: str) -> dict[str, str]:
        """What goes with a message to this address; `contact` is whom its service may write to."""
        parts = urlsplit(address)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + _SIGNED_FOR).timestamp()),
            "sub": contact,
        }
        said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
        first, second = decode_dss_signature(self.private.sign(said.encode(), ec.ECDSA(SHA256())))
        signature = written(first.to_bytes(32) + second.to_bytes(32))
        return {"Authorization": f"vapid t={said}.{signature}, k={self.public}"}


def written(content: bytes) -> str:
    """Base64 as addresses have it, without filling."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def _read(text: str) -> bytes:
    plain = text.rstrip("=")
    if not plain.isascii() or not plain.replace("-", "").replace("_", "").isalnum():
        raise OddKeyError
    return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))


def _json(value: Mapping[str, Any]) -> str:
    return written(json.dumps(value, separators=(",", ":")).encode())


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt or None, info).derive(secret)
