"""Finding the encoding of a text file by reading all of it, a piece at a time."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from salesforce_lite.tabular.errors import TableError

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "cp850", "mac_roman")
"""Those a person may name where the file does not tell."""

PIECE = 1 << 20

MAX_LINE_BYTES = 16 << 20
"""A line is held in memory as a whole; no real table has one near this."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

_multibyte = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_high = re.compile(rb"[\x80-\xff]")
_not_in_cp1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# Inside words cp1252 has letters at C0–FF, DOS and old Macs have theirs at 80–A5. Left out is what
# cp1252 texts do hold between letters: dots, quotes, dashes, œ, š, ž and the no-break space.
_letter_of_cp1252 = re.compile(rb"(?<=[A-Za-z])[\xc0-\xff](?=[a-z])")
_letter_of_others = re.compile(
    rb"(?<=[A-Za-z])[\x80-\x84\x86-\x91\x98\x99\x9b\x9d\x9f\xa1-\xa5](?=[a-z])"
)
# Letters with an accent in UTF-8; read as cp1252 they are Ã and a sign, which no word has inside,
# and hardly any at its end.
_letter_of_utf8 = re.compile(
    rb"(?<=[A-Za-z])(?:\xc3[\x80-\xbf](?=[A-Za-z])|\xc3[\xa1\xa9\xad\xb1\xb3\xba\xbc])"
)


@dataclass(frozen=True)
class Encoding:
    name: str
    is_certain: bool


def find_encoding(path: Path) -> Encoding:
    """Certain with a byte-order mark or for UTF-8; else Windows-1252 as a guess."""
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise TableError("empty")
    if start.startswith(_WIDE_MARKS):
        raise TableError("unsupported_format", found="UTF-32")
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked == "utf-16":
        check_encoding(path, "utf-16")
        return Encoding("utf-16", is_certain=True)
    found = _survey(path)
    if found.is_utf8:
        return Encoding(marked or "utf-8", is_certain=True)
    return Encoding(found.single_byte_encoding(has_mark=marked is not None), is_certain=False)


def check_encoding(path: Path, name: str) -> None:
    """Refuse a named encoding that does not fit, before the first row is taken."""
    if name not in ENCODINGS:
        raise TableError("wrong_encoding", encoding=name)
    decoder = codecs.getincrementaldecoder(name)()
    position, length = 0, 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            try:
                text = decoder.decode(piece)
            except UnicodeError:
                raise TableError("wrong_encoding", encoding=name) from None
            if "\0" in text:
                raise TableError("binary", position=position)
            length = _checked_line(text, length)
            position += len(piece)
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            raise TableError("wrong_encoding", encoding=name) from None


@dataclass
class _Survey:
    """What was counted over the whole file."""

    is_utf8: bool = True
    first_bad_line: int = 0
    first_line_of_utf8: int = 0
    multibyte: int = 0
    broken: int = 0
    first_undefined: int | None = None
    first_undefined_line: int = 0
    letters_of_cp1252: int = 0
    letters_of_others: int = 0
    _lines: int = field(default=1, repr=False)

    def single_byte_encoding(self, *, has_mark: bool) -> str:
        # Concatenated exports and files cut in half: read as cp1252 they would turn every good
        # accent into two wrong characters, so nothing is guessed.
        if has_mark or self.multibyte > self.broken:
            raise TableError("broken_utf8", line=self.first_bad_line)
        if self.first_line_of_utf8:
            raise TableError(
                "mixed_encodings", line=self.first_line_of_utf8, other=self.first_bad_line
            )
        if self.first_undefined is not None:
            raise TableError(
                "undefined_byte",
                line=self.first_undefined_line,
                byte=f"0x{self.first_undefined:02X}",
            )
        if self.letters_of_others > self.letters_of_cp1252:
            raise TableError("unknown_encoding", line=self.first_bad_line)
        return "cp1252"

    def add(self, piece: bytes) -> None:
        start, self._lines = self._lines, self._lines + piece.count(b"\n")
        if piece.isascii():
            return
        if not self.first_line_of_utf8 and (letter := _letter_of_utf8.search(piece)):
            self.first_line_of_utf8 = start + piece.count(b"\n", 0, letter.start())
        inside = len(_multibyte.findall(piece))
        rest = _multibyte.sub(b"", piece)
        self.multibyte += inside
        self.broken += len(_high.findall(rest))
        if self.first_undefined is None and (byte := _not_in_cp1252.search(piece)):
            self.first_undefined = byte[0][0]
            self.first_undefined_line = start + piece.count(b"\n", 0, byte.start())
        self.letters_of_cp1252 += len(_letter_of_cp1252.findall(piece))
        self.letters_of_others += len(_letter_of_others.findall(piece))


def _survey(path: Path) -> _Survey:
    """UTF-8 is tried first, since it is nearly always right; only else are bytes counted."""
    bad_at = _first_bad_byte(path)
    if bad_at is None:
        return _Survey()
    found = _Survey(is_utf8=False)
    with path.open("rb") as file:
        position = 0
        while piece := file.read(PIECE):
            if found.first_bad_line == 0 and position + len(piece) > bad_at:
                found.first_bad_line = found._lines + piece.count(b"\n", 0, bad_at - position)
            found.add(piece)
            position += len(piece)
    return found


def _first_bad_byte(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    bad_at: int | None = None
    position, length = 0, 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if (zero := piece.find(b"\0")) >= 0:
                raise TableError("binary", position=position + zero)
            length = _checked_line(piece, length)
            if bad_at is None:
                kept = len(decoder.getstate()[0])
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError as error:
                    bad_at = max(position - kept + error.start, 0)
            position += len(piece)
    if bad_at is None and decoder.getstate()[0]:
        bad_at = position - len(decoder.getstate()[0])
    return bad_at


def _checked_line(piece: bytes | str, length: int) -> int:
    """How long the line that the piece ends in is by now."""
    if isinstance(piece, bytes):
        last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
    else:
        last = max(piece.rfind("\n"), piece.rfind("\r"))
    length = len(piece) - last - 1 if last >= 0 else length + len(piece)
    if length > MAX_LINE_BYTES:
        raise TableError("line_too_long", limit=MAX_LINE_BYTES)
    return length
