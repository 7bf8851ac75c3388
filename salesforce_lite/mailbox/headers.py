"""Headers of a mail as they come: decoded where they can be, never refused."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from msgspec import Struct

# Enough for any person; what is longer was made to be long.
_LONGEST_VALUE = 20_000
_LONGEST_ADDRESS = 254
_LONGEST_NAME = 120
_MOST_ADDRESSES = 100
# Of bounded length: in a text without “@” each letter could begin one that goes on to its end.
_SIGN = r"[^\s@<>\"(),;:]"
_ADDRESS = re.compile(rf"{_SIGN}{{1,254}}@{_SIGN}{{1,253}}\.{_SIGN}{{1,253}}")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FIRST_YEAR = 1970


class Correspondent(Struct, frozen=True):
    """Who writes or is written to; the address is in lower case."""

    address: str
    name: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.address

    @property
    def written(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def values(message: Message, name: str) -> list[str]:
    """All of this name, unfolded, with encoded words as they are."""
    # `raw_items` does not sanitise: the bytes of 8-bit headers are still there.
    found = (value for key, value in message.raw_items() if key.lower() == name)
    return [as_text(_unfolded(str(value)[:_LONGEST_VALUE])) for value in found]


def value(message: Message, name: str) -> str:
    """The first of this name; empty where there is none."""
    return next(iter(values(message, name)), "")


def text(message: Message, name: str) -> str:
    """The first of this name, in words, on one line."""
    return decoded(value(message, name))


def people(message: Message, *names: str) -> tuple[Correspondent, ...]:
    """Everybody with an address in these headers, each once, in order."""
    return correspondents(", ".join(one for name in names for one in values(message, name)))


def correspondents(listed: str) -> tuple[Correspondent, ...]:
    """Everybody in “Ana <ana@example.com>, …”, however badly it is written."""
    found: dict[str, Correspondent] = {}
    for name, address in _pairs(listed[:_LONGEST_VALUE]):
        # Some write more around it: “[mailto:ana@example.com]”, “(<ana@example.com>)”.
        match = _ADDRESS.search(address.replace("mailto:", " ").strip("[]'"))
        if match and len(match[0]) <= _LONGEST_ADDRESS:
            plain = match[0].strip(".'[]").lower()
            shown = decoded(name)[:_LONGEST_NAME].strip(" '\"[(<")
            found.setdefault(plain, Correspondent(plain, "" if "@" in shown else shown))
        if len(found) >= _MOST_ADDRESSES:
            break
    return tuple(found.values())


def _pairs(listed: str) -> Iterator[tuple[str, str]]:
    with suppress(Exception):  # the standard library stumbles over some that people send
        pairs = [pair for pair in getaddresses([listed]) if "@" in pair[1]]
        if pairs:
            yield from pairs
            return
    for match in _ADDRESS.finditer(listed):
        yield listed[: match.start()] if match.start() < _LONGEST_NAME else "", match[0]


def inside(message: Message) -> list[Message]:
    """The parts of a mail or of a box; none of anything else."""
    # Of what is no box the standard library would read the words, in whatever charset it names.
    payload = message.get_payload() if message.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)]


def moment(written: str) -> datetime | None:
    """The moment, in UTC; None for what is none, or lies before all mail."""
    try:
        found = parsedate_to_datetime(written)
        at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return at if at.year >= _FIRST_YEAR else None


def decoded(written: str) -> str:
    """Encoded words as words, on one line, without signs that hide or turn round others."""
    words = as_text(written)
    if "=?" in words:
        with suppress(HeaderParseError, LookupError, ValueError, AssertionError):
            words = as_text(str(make_header(decode_header(words))))
    return " ".join(_ODD.sub("", words).split())


def as_text(words: str) -> str:
    """With the bytes of 8-bit mail read, and without lone surrogates, which no database keeps."""
    try:
        data = words.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return words.encode("utf-8", "replace").decode()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unfolded(words: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", words)
