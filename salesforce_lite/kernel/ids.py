"""Identifiers: UUID version 7, which sort by the moment they were made (RFC 9562, section 5.7)."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0
_source: ContextVar[Callable[[], UUID] | None] = ContextVar("source", default=None)


@contextmanager
def ids_from(source: Callable[[], UUID]) -> Iterator[None]:
    """Within it, new ids come from the given source: sample data are the same for equal seeds."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def new_id() -> UUID:
    """A new id, greater than every id this process made before."""
    global _last
    source = _source.get()
    if source is not None:
        return source()
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


def smallest_id_of(moment: datetime) -> UUID:
    """What is smaller was made before this moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def uuid_or_none(value: object) -> UUID | None:
    """What an input says: an id, or nothing. Raises ValueError for anything else."""
    return UUID(str(value)) if value else None
