"""Rows that are one record together, such as the lines of an order: none is taken without the rest.

They stand one after the other in the file, with the same in the columns that tell records apart.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from salesforce_lite.imports.importer import ImportRow
from salesforce_lite.intake import FileRow, Piece, RefusedRow

MOST_TOGETHER = 2000
"""A record of more rows is taken in parts, so that no file fills the memory."""

KeyOf = Callable[[Sequence[str]], str]


def key_reader(columns: Sequence[str], naming: Sequence[str]) -> KeyOf:
    """From the cells of a row to what it has in the columns that name its record, or nothing."""
    places = [columns.index(column) for column in naming]

    def key_of(cells: Sequence[str]) -> str:
        texts = [cells[place].strip() if place < len(cells) else "" for place in places]
        return "\x1f".join(texts) if all(texts) else ""

    return key_of


def whole_records(pieces: Iterator[Piece], key_of: KeyOf) -> Iterator[Piece]:
    """The same rows, in pieces that end where a record ends."""
    waiting = Piece([], [], [])
    for piece in pieces:
        joined = Piece(
            [*waiting.rows, *piece.rows],
            [*waiting.refused, *piece.refused],
            [*waiting.unknown_words, *piece.unknown_words],
        )
        last_whole = _last_before_open(joined, key_of)
        taken = joined.until(last_whole)
        if taken.last_row:
            yield taken
        waiting = joined.after(last_whole)
        if taken.last_row:
            waiting = replace(waiting, unknown_words=[])
    if waiting.last_row:
        yield waiting


def _last_before_open(piece: Piece, key_of: KeyOf) -> int:
    """The last row of the last record that the next piece cannot go on with."""
    rows: list[FileRow | RefusedRow] = [*piece.rows, *piece.refused]
    rows.sort(key=lambda row: row.number, reverse=True)
    key = key_of(rows[0].cells) if rows else ""
    if not key:
        return piece.last_row
    for count, row in enumerate(rows):
        if key_of(row.cells) != key:
            return row.number
        if count >= MOST_TOGETHER:
            return piece.last_row
    return 0


def records_of(rows: Sequence[ImportRow]) -> list[list[ImportRow]]:
    """The rows of each record; a row that names none is one by itself."""
    found: list[list[ImportRow]] = []
    for row in rows:
        if found and row.record_key and found[-1][0].record_key == row.record_key:
            found[-1].append(row)
        else:
            found.append([row])
    return found
