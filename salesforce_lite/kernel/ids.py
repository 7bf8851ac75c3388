"""Identifiers: UUID version 7, which sort by the moment they were made (RFC 9562, section 5.7)."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A new id, greater than every id this process made before."""
    global _last
    stamp = time.time_ns() // 1_000_000
    # 48 bits of milliseconds, then 74 random bits between version and variant.
    random = int.from_bytes(os.urandom(10)) & ((1 << 74) - 1)
    high, low = random >> 62, random & ((1 << 62) - 1)
    value = (stamp << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
    with _lock:
        if value <= _last:
            value = _last + 1
        _last = value
    return UUID(int=value)
