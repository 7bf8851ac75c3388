"""What parent and child say to each other: JSON, each piece after its length in bytes.

JSON and nothing livelier: whoever took over the reading process could send any bytes.
"""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

MOST_BYTES = 256 << 20
_LENGTH = 4


class BrokenFrameError(ValueError):
    """The other side ended in the middle, or sent what is no frame."""


def send(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """Dates and decimals go as their text; the receiver knows the kind of each field."""
    payload = json.dumps(message, default=_plain, separators=(",", ":")).encode()
    stream.write(len(payload).to_bytes(_LENGTH, "big"))
    stream.write(payload)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """The next frame; empty when the other side has ended."""
    head = stream.read(_LENGTH)
    if not head:
        return b""
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH or not 0 < length <= MOST_BYTES:
        raise BrokenFrameError
    payload = stream.read(length)
    if len(payload) < length:
        raise BrokenFrameError
    return payload


def opened(payload: bytes) -> dict[str, Any]:
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        raise BrokenFrameError from None
    if not isinstance(message, dict):
        raise BrokenFrameError
    return message


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    raise TypeError(f"cannot travel: {type(value)}")
