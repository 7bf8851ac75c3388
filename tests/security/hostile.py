"""What people and programs type to break things, and how a page is read for what got through."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

# The element and attribute names below exist nowhere else.
MARKUP = '"><zqxss zqon=1></zqxss><script>zqxss()</script><img src=x onerror=zqxss()>{{7*7}}${7*7}'
TEXTS = (
    MARKUP,
    "'; DROP TABLE customer; -- %s %(x)s {0} {x}",
    "javascript:zqxss()",
    "\u202eevil\u2066 \u200f\u200b",
    "👩🏽‍🌾" * 20,
    "x" * 10_000,
    "a\x00b",
    "a\r\nSet-Cookie: zqxss=1",
    "\x01\x1b[31m\x7f",
)
VALUES = (
    "9999-12-31",
    "0001-01-01",
    "-1",
    "99999999999999999999999",
    "nan",
    "not an id",
)
CURSORS = (
    "x",
    "bnVsbA",
    "W10",
    "WyJjdXN0b21lcnMiLDAsW11d",
    "////",
    "é",
    "\x00",
    "A" * 5000,
)
LINKS = frozenset({"", "http", "https", "mailto", "tel"})


class PageReader(HTMLParser):
    """Everything in a page that could run or lead somewhere."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {fault}>" for fault in self._faults(tag, given)]

    def _faults(self, tag: str, given: dict[str, str]) -> Iterator[str]:
        if tag == "zqxss" or "zqon" in given:
            yield "typed markup became an element"
        for name, value in given.items():
            if name.startswith(("on", "hx-on")) or name == "style":
                yield f"{name}={value}"
            if name in _LEADS and urlsplit(value.strip()).scheme.lower() not in LINKS:
                yield f"{name}={value}"
        if tag == "script" and "src" not in given and given.get("nonce") != self.nonce:
            yield "without the nonce"
        if tag in ("base", "object", "embed", "iframe", "style"):
            yield "is not wanted"


_LEADS = frozenset(
    [
        *("href", "src", "action", "formaction", "xlink:href", "data-undo-url"),
        *("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"),
    ]
)


def faults_of(page: str, policy: str) -> list[str]:
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    reader = PageReader(nonce)
    reader.feed(page)
    reader.close()
    return reader.faults
