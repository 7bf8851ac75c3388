"""JSON lines as tables, as our own exports write them: one object a row, the first names all."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from salesforce_lite.tabular.cells import check_text, join_list
from salesforce_lite.tabular.encoding import MAX_LINE_BYTES
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.formulas import neutralised
from salesforce_lite.tabular.table import RawRow, Table

# No table of text begins with a brace and a quotation mark.
is_jsonl = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\})').match
"""Whether the beginning of a file is that of an object."""


def open_jsonl(path: Path) -> Table:
    reading = _Reading(path)
    return Table(format="jsonl", rows=reading.rows, close=reading.close, progress=reading.progress)


class _Reading:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = max(path.stat().st_size, 1)
        self._done = 0
        self._file: BinaryIO | None = None

    def rows(self) -> Iterator[RawRow]:
        columns: dict[str, None] = {}
        number = 0
        with self._path.open("rb") as self._file:
            self._done = 0
            for line, text in enumerate(_lines(self._file), start=1):
                self._done += len(text)
                if not text.strip():
                    continue
                record = _record(text, line)
                if not columns:
                    columns = dict.fromkeys(record)
                    yield RawRow(1, line, [neutralised(name) for name in columns])
                    number = 1
                number += 1
                # What the first object does not name is told like a cell too many.
                names = (*columns, *(name for name in record if name not in columns))
                yield RawRow(
                    number, line, [_text(record.get(name), number, name) for name in names]
                )

    def progress(self) -> float:
        return min(self._done / self._size, 1.0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES:
            raise TableError("line_too_long", limit=MAX_LINE_BYTES)
        yield line


def _record(text: bytes, line: int) -> dict[str, Any]:
    try:
        # Numbers stay as they are written: how many digits count is for their field to say.
        record = json.loads(
            text.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str
        )
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise TableError("broken_json", line=line)
    return record


def _text(value: Any, number: int, column: str) -> str:  # Any: whatever JSON holds
    """The text a cell of CSV would have; the reader takes the mark before a formula away."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        # Tags and choices are lists in the exports of others.
        text = join_list(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    check_text(text, number, column)
    return neutralised(text)
