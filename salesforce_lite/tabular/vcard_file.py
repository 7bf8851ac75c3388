"""Address books of other programs (vCard 2.1, 3.0, 4.0) as tables: one card a row."""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from salesforce_lite.tabular.charsets import is_charset
from salesforce_lite.tabular.encoding import Encoding, check_encoding, find_encoding
from salesforce_lite.tabular.formulas import neutralised
from salesforce_lite.tabular.table import RawRow, Table

is_vcard = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE).match
"""Whether the beginning of a file is that of a card."""

# As files of other systems call them, so that they are known without being mapped.
COLUMNS = (
    *("UID", "Name", "First name", "Last name", "Title prefix", "Company", "Job title"),
    *("Email", "Email 2", "Email 3", "Phone", "Mobile", "Home phone", "Other phone"),
    *("Street", "City", "State", "Postal code", "Country", "Website", "Notes"),
)
# Photographs and sounds are longer; nobody reads them here.
_LONGEST_VALUE = 100_000
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KINDS = {"cell": "Mobile", "home": "Home phone", "work": "Phone"}
_PHONES = ("Phone", "Mobile", "Home phone", "Other phone")
_EMAILS = ("Email", "Email 2", "Email 3")
_NO_PHONES = {"fax", "pager", "bbs", "modem", "x-fax"}


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    # Words such as “work” and “pref”, whatever the version calls them.
    types: frozenset[str]
    value: str

    @property
    def text(self) -> str:
        return _plain(self.value)

    @property
    def parts(self) -> list[str]:
        return [_plain(part) for part in _split(self.value)]


def open_vcard(path: Path, *, encoding: str | None) -> Table:
    reading = _Reading(path, encoding)
    return Table(
        format="vcard",
        rows=reading.rows,
        close=lambda: None,
        progress=reading.progress,
        encoding=reading.encoding.name,
        is_encoding_certain=reading.encoding.is_certain,
    )


class _Reading:
    def __init__(self, path: Path, named: str | None) -> None:
        if named is not None:
            check_encoding(path, named)
        self._path = path
        self._size = max(path.stat().st_size, 1)
        self._done = 0
        self.encoding = Encoding(named, is_certain=True) if named else find_encoding(path)

    def rows(self) -> Iterator[RawRow]:
        yield RawRow(1, 1, list(COLUMNS))
        name = "utf-8-sig" if self.encoding.name == "utf-8" else self.encoding.name
        self._done = 0
        with self._path.open(encoding=name) as file:
            for number, (line, properties) in enumerate(self._cards(file), start=2):
                cells = _cells(properties)
                yield RawRow(number, line, [neutralised(cells.get(one, "")) for one in COLUMNS])

    def _cards(self, file: TextIO) -> Iterator[tuple[int, list[_Property]]]:
        """Line and properties of each card; a card within a card (2.1) belongs to nobody here."""
        depth, begun = 0, 1
        properties: list[_Property] = []
        for line, written in _unfolded(self._counted(file)):
            mark = written.upper().replace(" ", "")
            if mark == "BEGIN:VCARD":
                depth += 1
                if depth == 1:
                    begun, properties = line, []
            elif mark == "END:VCARD":
                depth = max(depth - 1, 0)
                if depth == 0 and properties:
                    yield begun, properties
                    properties = []
            elif depth == 1 and (found := _property(written)) is not None:
                properties.append(found)
        # A file that was cut off: what is there of the last card counts.
        if depth and properties:
            yield begun, properties

    def _counted(self, file: TextIO) -> Iterator[str]:
        for line in file:
            self._done += len(line)
            yield line

    def progress(self) -> float:
        return min(self._done / self._size, 1.0)


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines that belong together as one, with the number of the first."""
    begun, parts, length = 1, [""], 0
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        # Quoted-printable of version 2.1 goes on behind a sign of equality.
        goes_on = parts[-1].endswith("=") and length < _LONGEST_VALUE and _is_quoted(parts[0])
        if goes_on:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
            length += len(line)
        elif line[:1] in (" ", "\t") and length:
            if length < _LONGEST_VALUE:
                parts.append(line[1:])
                length += len(line)
        else:
            yield begun, "".join(parts)
            begun, parts, length = number, [line], len(line)
    yield begun, "".join(parts)


def _is_quoted(first: str) -> bool:
    return "QUOTED-PRINTABLE" in first.partition(":")[0].upper()


def _property(line: str) -> _Property | None:
    """None for what is no line of a card, such as the middle of a photograph."""
    head, value = _head_and_value(line)
    if not head or len(value) > _LONGEST_VALUE:
        return None
    name, *params = _split(head)
    name = name.rpartition(".")[2].strip().upper()
    if not re.fullmatch(r"[A-Z0-9-]+", name):
        return None
    types: set[str] = set()
    charset, coding = "utf-8", ""
    for param in params:
        key, sign, said = param.partition("=")
        key, said = (key.strip().upper(), said.strip('" ')) if sign else ("TYPE", key.strip())
        if key == "TYPE":
            types |= {one.strip().lower() for one in said.split(",")}
        elif key == "CHARSET":
            charset = said
        elif key == "ENCODING":
            coding = said.upper()
        elif key == "PREF":
            types.add("pref")
    if coding == "QUOTED-PRINTABLE" or "quoted-printable" in types:
        value = _unquoted(value, charset)
    elif coding in ("B", "BASE64") or types & {"base64", "b"}:
        return None
    return _Property(name, frozenset(types), value)


def _head_and_value(line: str) -> tuple[str, str]:
    """A colon between quotation marks does not end the head."""
    is_quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ":" and not is_quoted:
            return line[:at], line[at + 1 :].strip()
    head, _colon, value = line.partition(":")
    return (head, value.strip()) if _colon else ("", "")


def _unquoted(value: str, charset: str) -> str:
    """As it stands where nobody can say what it means."""
    if not is_charset(charset):
        return value
    try:
        content = quopri.decodestring(value.encode("latin-1", "replace"))
        return content.decode(charset, "replace").replace("\r\n", "\n")
    except (LookupError, ValueError):
        return value


def _split(value: str) -> list[str]:
    """At semicolons, but those behind a backslash and between quotation marks."""
    parts, part, is_quoted, is_escaped = [], "", False, False
    for letter in value:
        if letter == ";" and not is_quoted and not is_escaped:
            parts.append(part)
            part = ""
            continue
        is_quoted ^= letter == '"' and not is_escaped
        is_escaped = letter == "\\" and not is_escaped
        part += letter
    return [*parts, part]


def _plain(value: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return "".join(one for one in text if one.isprintable() or one == "\n").strip()


def _cells(properties: Sequence[_Property]) -> dict[str, str]:
    # What is marked as preferred comes first, else what stands first.
    ordered = sorted(properties, key=lambda one: "pref" not in one.types)
    first: dict[str, _Property] = {}
    for one in ordered:
        first.setdefault(one.name, one)
    texts = {name: " ".join(one.text.split()) for name, one in first.items()}
    parts = {name: [" ".join(part.split()) for part in one.parts] for name, one in first.items()}
    family, given, _middle, prefix = (parts.get("N", []) + [""] * 4)[:4]
    address = (parts.get("ADR", []) + [""] * 7)[:7]
    cells = {
        "UID": texts.get("UID", ""),
        "Name": texts.get("FN", ""),
        "First name": given,
        "Last name": family,
        "Title prefix": prefix,
        "Company": (parts.get("ORG") or [""])[0],
        "Job title": texts.get("TITLE") or texts.get("ROLE", ""),
        "Street": ", ".join(part for part in (address[2], address[1]) if part),
        "City": address[3],
        "State": address[4],
        "Postal code": address[5],
        "Country": address[6],
        "Website": texts.get("URL", ""),
        "Notes": "\n\n".join(one.text for one in properties if one.name == "NOTE"),
    }
    cells |= _reached(ordered)
    if not (cells["Name"] or given or family):
        cells["Name"] = cells["Company"] or texts.get("NICKNAME", "")
    return cells


def _reached(properties: Sequence[_Property]) -> dict[str, str]:
    """E-mails and phones; of one kind the first has its column, the others take what is free."""
    cells: dict[str, str] = {}
    emails = dict.fromkeys(
        one.text.removeprefix("mailto:") for one in properties if one.name == "EMAIL" and one.text
    )
    cells |= dict(zip(_EMAILS, emails, strict=False))
    later: list[str] = []
    for one in properties:
        number = " ".join(one.text.removeprefix("tel:").split())
        if one.name != "TEL" or not number or one.types & _NO_PHONES:
            continue
        column = next((name for kind, name in _KINDS.items() if kind in one.types), "Phone")
        if cells.setdefault(column, number) != number:
            later.append(number)
    free = (name for name in _PHONES if name not in cells)
    cells |= dict(zip(free, later, strict=False))
    return cells
