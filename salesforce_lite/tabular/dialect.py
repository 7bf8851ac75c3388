"""Guessing the delimiter and the quoting of a CSV file from its beginning."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")

SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_ROWS = 200

_hint = re.compile(r"sep=([^\w\"'\\\r\n])\r?\n?", re.IGNORECASE).fullmatch


@dataclass(frozen=True)
class Dialect:
    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    skips_spaces: bool = False
    has_hint: bool = False
    """The first line is `sep=…`, which tells spreadsheets the delimiter and is no row."""

    def reader(self, lines: Iterator[str], *, strict: bool = False) -> "Reader":
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape,
            doublequote=self.escape is None,
            skipinitialspace=self.skips_spaces,
            strict=strict,
        )


def find_dialect(sample: str, *, is_whole: bool, delimiter: str | None = None) -> Dialect:
    """The dialect in which most rows have as many cells as the header has."""
    first, *_ = sample.splitlines(keepends=True) or [""]
    if hint := _hint(first):
        chosen = delimiter or hint[1]
        found = find_dialect(sample[len(first) :], is_whole=is_whole, delimiter=chosen)
        return replace(found, has_hint=True)
    wanted = (delimiter,) if delimiter else DELIMITERS
    dialects = [
        dialect
        for dialect in (Dialect(delimiter=one) for one in wanted)
        if _width(dialect, sample) > 1
    ]
    if not dialects:
        plain = Dialect(delimiter=delimiter or ",")
        return _quoting(plain, sample, is_whole=is_whole)
    # In the wrong dialect text follows a closed quotation mark: `"a","b;c"` at semicolons.
    likely = [dialect for dialect in dialects if _has_clean_header(dialect, sample)] or dialects
    scored = [_quoting(dialect, sample, is_whole=is_whole) for dialect in likely]
    return max(scored, key=lambda one: _score(one, sample, is_whole=is_whole))


def _quoting(plain: Dialect, sample: str, *, is_whole: bool) -> Dialect:
    """Double quotation marks, doubled inside, unless another way fits strictly better."""
    if _is_spaced(plain, sample):
        plain = replace(plain, skips_spaces=True)
    best, best_share = plain, _score(plain, sample, is_whole=is_whole)[0]
    others = [replace(plain, skips_spaces=True)]
    if '\\"' in sample:
        others.append(replace(plain, escape="\\"))
    if sample.lstrip().startswith("'"):
        others.append(replace(plain, quote="'"))
    for other in others:
        share = _score(other, sample, is_whole=is_whole)[0]
        if share > best_share or (other.quote == "'" and _is_all_single_quoted(plain, sample)):
            best, best_share = other, share
    return best


def _score(dialect: Dialect, sample: str, *, is_whole: bool) -> tuple[float, int]:
    widths = [len(row) for row in _rows(dialect, sample, is_whole=is_whole) if any(row)]
    if not widths:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _rows(dialect: Dialect, sample: str, *, is_whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in dialect.reader(io.StringIO(sample, newline="")):
            rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                return rows
    except csv.Error:
        return rows
    # The sample ends anywhere, so its last row is not to be judged.
    return rows if is_whole or len(rows) < 2 else rows[:-1]


def _header(dialect: Dialect, sample: str) -> list[str]:
    rows = _rows(dialect, sample, is_whole=True)
    return next((row for row in rows if any(cell.strip() for cell in row)), [])


def _width(dialect: Dialect, sample: str) -> int:
    return len(_header(dialect, sample))


def _has_clean_header(dialect: Dialect, sample: str) -> bool:
    # A space after the delimiter would hide the quotation marks.
    spaced = replace(dialect, skips_spaces=True)
    try:
        rows = spaced.reader(io.StringIO(sample, newline=""), strict=True)
        return any(any(cell.strip() for cell in row) for row in rows)
    except csv.Error:
        return False


def _is_spaced(dialect: Dialect, sample: str) -> bool:
    """Whether a space follows each delimiter of the header, outside the quotation marks."""
    kept = _header(dialect, sample)[1:]
    skipped = _header(replace(dialect, skips_spaces=True), sample)[1:]
    return (
        bool(kept)
        and len(kept) == len(skipped)
        and all(cell.startswith(" ") for cell in kept)
        and not any(cell.startswith(" ") for cell in skipped)
    )


def _is_all_single_quoted(dialect: Dialect, sample: str) -> bool:
    header = _header(dialect, sample)
    return all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in header)
