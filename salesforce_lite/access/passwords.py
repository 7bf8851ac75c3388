"""Passwords: argon2id, bounded in how many are computed at once (64 MiB each).

The hashes are those of Flask-Security with a single argon2 hash, made without a Flask application
so that the command line and jobs can make them too.
"""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from salesforce_lite.access.errors import LongPasswordError, WeakPasswordError

SHORTEST = 10
LONGEST = 200
# What is verified for people who do not exist, so that they take as long as those who do.
DUMMY_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$fQT4ztrVWHXfHzVRuU3tUg$iEVngJY9uit6WuXk8DVAHgwICVZyhAMw8RetsW//D24"
)
_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The argon2id hash; refuses what is too short to be worth hashing."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise WeakPasswordError(length=SHORTEST)
    if len(normal) > LONGEST:
        raise LongPasswordError(length=LONGEST)
    with _turns:
        return _hasher.hash(normal)


def password_matches(password: str, hashed: str | None) -> bool:
    """Whether the password is the one that was hashed; takes as long when there is none."""
    with _turns:
        try:
            # Cut, so that a megabyte of "password" costs no more; none that long was ever hashed.
            matches = _hasher.verify(hashed or DUMMY_HASH, _normal(password[: LONGEST * 4]))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return matches and hashed is not None


def _normal(password: str) -> str:
    """Typed on another keyboard, the same letters may arrive as other code points."""
    return unicodedata.normalize("NFKD", password)
