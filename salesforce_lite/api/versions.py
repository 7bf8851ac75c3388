"""Versions of records as `ETag`, `If-Match` and `If-None-Match` say them."""

import re

from flask import request

from salesforce_lite.api.errors import MalformedVersionError
from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.versions import NO_VERSION

# A tag stands for one body, byte by byte (RFC 9110, 8.8.3): the compressed one has another.
_PACKED = "-gzip"
# A number of ours needs no quotes; what others call a version may be any tag.
_TAG = re.compile(r'(W/)?"[^"]*"|[0-9]+')


def etag_of(version: int) -> str:
    """The tag of a record in this version."""
    return f'"{version}"'


def packed_tag(tag: str) -> str:
    """The tag of the same, compressed; of a weak one nothing has to be said."""
    return tag if tag.startswith("W/") else f'{tag.removesuffix(chr(34))}{_PACKED}"'


def expected_version() -> int | None:
    """The version that the program had read, from `If-Match`; None where it says nothing.

    What it had read compressed counts as well, and what a proxy has made weak on the way. Raises
    StaleVersionError for what is no version of ours, MalformedVersionError for what is no tag.
    """
    said = request.headers.get("If-Match")
    if said is None or said.strip() == "*":
        return None
    if not _TAG.fullmatch(said.strip()):
        raise MalformedVersionError
    number = said.strip().removeprefix("W/").strip('"').removesuffix(_PACKED)
    if not number.isdecimal() or len(number) > 9 or int(number) == NO_VERSION:
        raise StaleVersionError
    return int(number)


def known_tag(version: int) -> str | None:
    """The tag under which the program has this version, from `If-None-Match`; None where it has
    another one, or none."""
    known = request.headers.get("If-None-Match", "")
    held = {one.strip().removeprefix("W/") for one in known.split(",")}
    tag = etag_of(version)
    return next((one for one in (tag, packed_tag(tag)) if one in held), None)
