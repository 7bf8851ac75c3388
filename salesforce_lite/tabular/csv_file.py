"""CSV files as tables, read line by line."""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from salesforce_lite.tabular.dialect import SAMPLE_CHARACTERS, Dialect, find_dialect
from salesforce_lite.tabular.encoding import Encoding, check_encoding, find_encoding
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.table import RawRow, Table

# The encoding was found on a file without NUL, so this line cannot be one of the file. It comes
# out as a row of its own, unless a quotation mark is still open.
_END = "\0end"

_BUFFER = 1 << 16


def open_csv(path: Path, *, encoding: str | None, delimiter: str | None) -> Table:
    chosen = _encoding(path, encoding)
    sample = _sample(path, chosen)
    dialect = find_dialect(sample, is_whole=len(sample) < SAMPLE_CHARACTERS, delimiter=delimiter)
    reading = _Reading(path, chosen, dialect)
    return Table(
        format="csv",
        rows=reading.rows,
        close=reading.close,
        progress=reading.progress,
        encoding=chosen.name,
        is_encoding_certain=chosen.is_certain,
        delimiter=dialect.delimiter,
    )


def _encoding(path: Path, named: str | None) -> Encoding:
    if named is None:
        return find_encoding(path)
    check_encoding(path, named)
    return Encoding(named, is_certain=True)


def _open_text(path: Path, encoding: Encoding) -> tuple[io.TextIOWrapper, BinaryIO]:
    """The text, and the bytes under it, whose position tells the progress."""
    name = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    file = path.open("rb", buffering=_BUFFER)
    return io.TextIOWrapper(file, encoding=name, newline=""), file


def _sample(path: Path, encoding: Encoding) -> str:
    text, _file = _open_text(path, encoding)
    with text:
        return text.read(SAMPLE_CHARACTERS)


class _Reading:
    """Passes over one file; the newest tells the progress."""

    def __init__(self, path: Path, encoding: Encoding, dialect: Dialect) -> None:
        self._path = path
        self._encoding = encoding
        self._dialect = dialect
        self._size = max(path.stat().st_size, 1)
        self._open: set[io.TextIOWrapper] = set()
        self._newest: BinaryIO | None = None

    def rows(self) -> Iterator[RawRow]:
        text, self._newest = _open_text(self._path, self._encoding)
        self._open.add(text)
        try:
            yield from self._numbered(text)
        finally:
            text.close()
            self._open.discard(text)

    def _numbered(self, text: io.TextIOWrapper) -> Iterator[RawRow]:
        before = 0
        if self._dialect.has_hint:
            text.readline()
            before = 1
        reader = self._dialect.reader(chain(text, (_END,)))
        line = before + 1
        number = 0
        try:
            for cells in reader:
                if cells and _END in cells[-1]:
                    if cells == [_END]:
                        return
                    raise TableError("unclosed_quote", line=line)
                number += 1
                yield RawRow(number, line, cells)
                line = before + reader.line_num + 1
        except csv.Error:
            raise TableError("cell_too_long", line=line, limit=csv.field_size_limit()) from None

    def progress(self) -> float:
        if self._newest is None:
            return 0.0
        if self._newest.closed:
            return 1.0
        return min(self._newest.tell() / self._size, 1.0)

    def close(self) -> None:
        for text in list(self._open):
            text.close()
