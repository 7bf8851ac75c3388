"""Looking into a workbook before it is opened: a small file can unpack into a huge one."""

import errno
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from salesforce_lite.tabular.encoding import PIECE
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.table import MAX_COLUMNS

MAX_UNPACKED_BYTES = 512 << 20
"""All parts of a workbook together: four million cells take about half of it."""

MAX_SHARED_TEXT_BYTES = 96 << 20
"""The texts of a workbook are held in memory all at once."""

MAX_CELLS = 4_000_000
"""A sheet is held in memory as a full rectangle of some 32 bytes a cell, empty ones included: this
is 130 MB of the 300 MB an import may take. One cell far down right is enough to span billions."""

MAX_PARTS = 2_000
"""Files in the archive; a workbook has a handful for each sheet."""

_HEADER_BYTES = 30
_row = re.compile(rb"<(?:\w+:)?row[\s/>]")
_position = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<]*?\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{0,7})")
_cell = re.compile(rb"<(?:\w+:)?c[\s/>]")


def check_workbook(path: Path) -> None:
    """Refuse what is damaged, no workbook of XLSX, or too large to hold."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            _check_kind({part.filename for part in parts})
            _check_declared(parts)
            for part in parts:
                _check_part(file, part)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError):
        raise TableError("broken_workbook") from None
    except OSError as error:
        # An offset that leads before the beginning; anything else is the disk, not the workbook.
        if error.errno != errno.EINVAL:
            raise
        raise TableError("broken_workbook") from None


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise TableError("unsupported_format", found="XLSB")
    if "content.xml" in names:
        raise TableError("unsupported_format", found="OpenDocument")
    raise TableError("unsupported_format", found="ZIP")


def _check_declared(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED_BYTES:
        raise TableError("workbook_too_large", limit=MAX_UNPACKED_BYTES)
    if any(part.flag_bits & 1 for part in parts):
        raise TableError("encrypted_workbook")


def _check_part(file: IO[bytes], part: zipfile.ZipInfo) -> None:
    """Unpack it piece by piece: what an archive declares about its parts may be a lie."""
    is_text = part.filename.lower().endswith("sharedstrings.xml")
    # Which part is a sheet is told inside the archive, so each is measured as if it were one.
    extent = _Extent()
    size = 0
    for piece in _unpacked(file, part):
        size += len(piece)
        if size > part.file_size:
            raise zipfile.BadZipFile
        if is_text and size > MAX_SHARED_TEXT_BYTES:
            raise TableError("workbook_too_large", limit=MAX_SHARED_TEXT_BYTES)
        extent.add(piece)


def _unpacked(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    file.seek(name_length + extra_length, 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(left, PIECE >> 4))):
        left -= len(packed)
        if part.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise zipfile.BadZipFile
        while packed:
            yield inflate.decompress(packed, PIECE)
            packed = inflate.unconsumed_tail


class _Extent:
    """The rectangle a sheet spans, by the positions it names or else by what it lists."""

    def __init__(self) -> None:
        self._rest = b""
        self._columns: set[bytes] = set()
        self._last_row = 0
        self._rows = 0
        self._cells_in_row = 0
        self._most_cells = 0

    def add(self, piece: bytes) -> None:
        data = self._rest + piece
        # A tag cut in two is looked at together with what follows.
        cut = data.rfind(b"<")
        if cut < 0 or len(data) - cut > PIECE:
            cut = len(data)
        data, self._rest = data[:cut], data[cut:]
        self._note_positions(data)
        self._note_counts(data)
        self._check()

    def _note_positions(self, data: bytes) -> None:
        if found := _position.findall(data):
            letters, digits = zip(*found, strict=True)
            self._columns.update(letters)
            rows = map(int, filter(None, set(digits)))
            self._last_row = max(self._last_row, max(rows, default=0))

    def _note_counts(self, data: bytes) -> None:
        rest_of_row, *rows = (len(_cell.findall(part)) for part in _row.split(data))
        self._cells_in_row += rest_of_row
        self._most_cells = max(self._most_cells, self._cells_in_row, *rows)
        self._rows += len(rows)
        if rows:
            self._cells_in_row = rows[-1]

    def _check(self) -> None:
        named = max(map(_column_number, self._columns), default=0)
        width = max(named, self._most_cells)
        if width > MAX_COLUMNS:
            raise TableError("too_many_columns", count=width, limit=MAX_COLUMNS)
        count = width * max(self._last_row, self._rows)
        if count > MAX_CELLS:
            raise TableError("too_many_cells", count=count, limit=MAX_CELLS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
