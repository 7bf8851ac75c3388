"""From the rows as they were read to the rows of an import, which are then taken."""

from salesforce_lite.imports.importer import ImportRow
from salesforce_lite.imports.remarks import UNKNOWN_WORD
from salesforce_lite.imports.running import Runner
from salesforce_lite.imports.together import KeyOf
from salesforce_lite.intake import Piece, told_reason


def take_piece(runner: Runner, piece: Piece, key_of: KeyOf | None) -> None:
    """Save these rows, or put them aside; `key_of` tells which of them are one record."""
    for word in piece.unknown_words:
        runner.course.remarks.add(UNKNOWN_WORD, word)
    is_own = runner.source.is_own
    rows = [
        ImportRow(
            number,
            values,
            cells,
            reference="" if is_own else identity,
            record_key=key_of(cells) if key_of else "",
        )
        for number, identity, values, cells in piece.rows
    ]
    unread = [
        (number, cells, told_reason(reason, runner.say)) for number, cells, reason in piece.refused
    ]
    torn = {key_of(row.cells) for row in piece.refused} - {""} if key_of else set()
    runner.take(rows, unread, torn)
