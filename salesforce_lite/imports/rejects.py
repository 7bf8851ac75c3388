"""The file of rows that were not taken: as they were, with the reason, ready to be mended."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from salesforce_lite.imports.assignment import REJECT_COLUMNS
from salesforce_lite.imports.errors import RejectsFileError
from salesforce_lite.tabular import TableError, TableWriter, has_our_header, open_writer


class Rejects:
    """Opened before the first row is taken, so that a place that cannot be written to is told."""

    def __init__(self, path: Path, columns: tuple[str, ...], *, delimiter: str = ",") -> None:
        self.path = path
        kept = columns[:-2] if columns[-2:] == REJECT_COLUMNS else columns
        self._kept = kept
        self._reason, self._row = (_free(name, kept) for name in REJECT_COLUMNS)
        try:
            self._writer: TableWriter = open_writer(
                path, (*kept, self._reason, self._row), delimiter=delimiter
            )
        except TableError as error:
            raise RejectsFileError(file=path, reason=error) from None

    def add(self, number: int, cells: Sequence[str], reason: str) -> None:
        # What is kept stands first.
        values = dict(zip(self._kept, cells, strict=False))
        self._writer.write({**values, self._reason: reason, self._row: number})

    def close(self) -> None:
        """Put the file in its place; without rejected rows there is none to put."""
        if self._writer.rows_written:
            self._writer.close()
        else:
            self._writer.abandon()

    def remove_earlier(self) -> None:
        """Take away what an earlier import wrote here, and nothing that it did not.

        It is known by its first line: a spreadsheet that saves the file writes it differently, and
        so does everybody else.
        """
        columns = (*self._kept, self._reason, self._row)
        with suppress(OSError):
            if self.path.is_file() and has_our_header(self.path, columns):
                self.path.unlink()


def _free(name: str, columns: tuple[str, ...]) -> str:
    while name in columns:
        name = f"rejected {name}"
    return name
