"""Takes a raw mail apart within bounds: what was made to keep us busy is cut before it is read."""

import re
from collections.abc import Sequence
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from itertools import islice
from typing import Any

# Bytes of a mail that are read; what is larger is read without its text.
LARGEST = 25 * 1024 * 1024
# More was made to keep us busy: the largest mail of attachments has fewer lines, and no mail of a
# person so many boxes.
_MOST_LINES = 400_000
_MOST_BOXES = 50
_MOST_PARTS = 200
_MOST_HEADERS = 1_000
_LONGEST_HEAD = 256 * 1024
# The standard library takes time in proportion to the square of the parameters of a header.
_LONGEST_OF_CONTENT = 2_000
_LONGEST_HEADER = 20_000
# “boundary = x”, “Boundary*0*=x”: as the standard library reads it.
_BOX = re.compile(rb"boundary[\x00-\x20*0-9]*=")


def parsed(raw: bytes) -> tuple[Message, bool]:
    """The mail, and whether it is cut. Of one that is too large, or boxes in boxes, the headers are
    read alone; of one of too many parts, the first."""
    if len(raw) <= LARGEST and not _is_odd(raw):
        with suppress(Exception):  # the standard library stumbles over some that people send
            return _whole(raw)
    return BytesHeaderParser(policy=_Bounded()).parsebytes(raw[:_LONGEST_HEAD]), True


def _is_odd(raw: bytes) -> bool:
    boxes = islice(_BOX.finditer(raw.lower()), _MOST_BOXES + 1)
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    return lines > _MOST_LINES or sum(1 for _ in boxes) > _MOST_BOXES


def _whole(raw: bytes) -> tuple[Message, bool]:
    parts = _Parts()
    try:
        return message_from_bytes(raw, policy=_Bounded(message_factory=parts.make)), False
    except _TooManyPartsError:
        return parts.made[0], True


class _Part(Message):
    def set_raw(self, name: str, value: Any) -> None:  # Any: as the standard library has it
        if len(self) < _MOST_HEADERS:
            super().set_raw(name, value)


class _Bounded(Compat32):
    message_factory = _Part

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        is_of_content = name.lower().startswith("content-")
        return name, value[: _LONGEST_OF_CONTENT if is_of_content else _LONGEST_HEADER]


class _Parts:
    """What a mail is made of, in order; the first is the mail itself, which holds the others."""

    def __init__(self) -> None:
        self.made: list[Message] = []

    def make(self, policy: Any) -> Message:  # Any: policies have other types in newer Pythons
        if len(self.made) == _MOST_PARTS:
            raise _TooManyPartsError
        self.made.append(_Part(policy))
        return self.made[-1]


class _TooManyPartsError(Exception):
    pass
