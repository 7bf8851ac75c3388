"""Passwords: argon2id, bounded in how many are computed at once (64 MiB each)."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from salesforce_lite.access.errors import WeakPasswordError

SHORTEST = 10
_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The argon2id hash; refuses what is too short to be worth hashing."""
    if len(password) < SHORTEST:
        raise WeakPasswordError(length=SHORTEST)
    with _turns:
        return _hasher.hash(password)


def password_matches(password: str, hashed: str) -> bool:
    """Whether the password is the one that was hashed; takes as long either way."""
    with _turns:
        try:
            return _hasher.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
