"""What somebody has written in a mail: without tags, what they quote, and their signature."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from msgspec import Struct
from quotequail import unwrap

# Nobody writes that much; the rest is not looked at. Telling quotes apart takes time in proportion
# to the square of the lines.
LONGEST_TEXT = 64_000
_MOST_LINES = 1_000
LONGEST_HTML = 1_000_000
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "dd", "div", "dl", "dt", "fieldset", "form", "footer"),
        *("header", "main", "ol", "section", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul"),
    }
)
_PARAGRAPHS = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"})
# Where a block or a paragraph begins or ends: signs that no page has, and lines that end there.
_BLOCK, _PARAGRAPH = "\x01", "\x02"
_ENDS = {_BLOCK: 1, _PARAGRAPH: 2}
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math"})
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t]+")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_DEVICE = re.compile(
    r"(sent from|get outlook for|sent with|enviado desde|enviado con|obtener outlook para|"
    r"obtén outlook para|descargar outlook)\b.{0,80}",
    re.IGNORECASE,
)


_HEAD: tuple[str, ...] = ("from", "to", "cc", "subject", "date")


class Parted(Struct, frozen=True):
    """`written` is new; `head` (from, to, subject, date) and `inside` are of what it forwards."""

    written: str
    inside: str = ""
    head: dict[str, str] = {}


def part(text: str) -> Parted:
    """Tell what is new from what is quoted or forwarded. Where nothing is new, all of it counts."""
    found: dict[str, str] = unwrap(text) or {}
    top, bottom = found.get("text_top", ""), found.get("text_bottom", "")
    if found.get("type") == "forward":
        head = {name: found[name] for name in _HEAD if name in found}
        return Parted(_signed_off(top), found.get("text", ""), head)
    # Some answer below what they quote, or between.
    new = "\n\n".join(one for one in (_signed_off(top), _signed_off(bottom)) if one)
    return Parted(new or _signed_off(text))


def clean(text: str) -> str:
    """Lines as people see them: no signs that hide, no spaces at the ends, few empty ones."""
    plain = _ODD.sub("", text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in plain.split("\n")][:_MOST_LINES]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_of(html: str) -> str:
    """The words of a page of HTML, block by block."""
    # libxml2 takes time in proportion to the length, whatever it is given, and cuts what is nested
    # too deeply.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page = etree.fromstring(html[:LONGEST_HTML].encode("utf-8", "replace"), parser)
    return "" if page is None else "".join(_laid_out(_words(page))).replace("\xa0", " ")


def _laid_out(words: Iterator[str]) -> Iterator[str]:
    """However many blocks end at one place, a line ends there once, and a paragraph with one."""
    lines = 0
    for each in words:
        if each in _ENDS:
            lines = max(lines, _ENDS[each])
        elif not lines or each != " ":
            yield "\n" * lines + each
            lines = 0


def _words(page: Any) -> Iterator[str]:
    """Any: elements of lxml have no types."""
    hidden = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        tag = element.tag
        is_end = event == "end"
        if tag in _UNSEEN:
            hidden += -1 if is_end else 1
        elif not hidden and tag == "br" and not is_end:
            yield "\n"
        elif not hidden and tag == "li":
            yield _BLOCK
            if not is_end:
                yield "- "
        elif not hidden and tag in _BLOCKS:
            yield _BLOCK
        elif not hidden and tag in _PARAGRAPHS:
            yield _PARAGRAPH
        words = element.tail if is_end else element.text
        if words and not hidden:
            yield _SPACES.sub(" ", words.replace("\n", " "))


def _signed_off(text: str) -> str:
    """Without the signature, and without the line in which a telephone names itself."""
    match = _SIGNATURE.search(text)
    if match and text[: match.start()].strip():
        text = text[: match.start()]
    lines = text.strip().split("\n")
    if len(lines) > 1 and _DEVICE.fullmatch(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines).strip()
