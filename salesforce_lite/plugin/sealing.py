"""Seals the secrets of plugins under the key of the instance."""

import os
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ELSEWHERE = "env:"


class Sealer:
    """One per process. A copy of the database without the instance's key opens nothing.

    What is sealed for one purpose is not opened for another.
    """

    def __init__(self, secret_key: str, purpose: str = "plugin secrets") -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        self._box = Fernet(urlsafe_b64encode(derived.derive(secret_key.encode())))

    def seal(self, secret: str) -> str:
        """What is kept; `env:NAME`, which names a variable of the environment, stays readable."""
        return secret if is_elsewhere(secret) else self._box.encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str | None:
        """The secret; None when its variable is not set or the instance has another key now."""
        if is_elsewhere(kept):
            return os.environ.get(kept.removeprefix(_ELSEWHERE))
        try:
            return self._box.decrypt(kept.encode()).decode()
        except InvalidToken:
            return None


def is_elsewhere(secret: str) -> bool:
    """Whether it only says where the secret is found."""
    return secret.startswith(_ELSEWHERE)
