"""Writing XLSX with typed cells, one row in memory at a time."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from salesforce_lite.tabular.cells import Cell, check_text, number_text, refuse_character
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.formulas import marked

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767

_EXACT_DIGITS = 15
"""Spreadsheets keep no more: a longer number is written as text rather than changed."""

_FIRST_YEAR = 1901
"""Spreadsheets know no date before 1900, and count that year wrongly."""

_NO_CHARACTERS = "\ufffe\uffff"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


class XlsxSheet:
    """Text is always text: never a formula, a link or a number."""

    def __init__(self, path: Path, columns: Sequence[str], *, sheet_name: str) -> None:
        # Made first, so that a folder that cannot be written to is told at once.
        path.open("xb").close()
        self._columns = columns
        self._book = Workbook(str(path), {"constant_memory": True})
        self._sheet = self._book.add_worksheet(_sheet_name(sheet_name))
        self._sheet.freeze_panes(1, 0)
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = self._book.add_format({"bold": True})
        for index, column in enumerate(columns):
            self._sheet.write_string(0, index, self._text(column, 1, column), bold)

    def write(self, number: int, cells: Sequence[Cell]) -> None:
        if number > MAX_ROWS:
            raise TableError("too_many_rows", limit=MAX_ROWS - 1)
        for index, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._write_cell(number, index, cell)

    def flush(self) -> None:
        # Nothing stands in a workbook before it is whole.
        return

    def finish(self) -> None:
        try:
            self._book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error

    def abandon(self) -> None:
        # Closing is what removes the temporary files; the workbook itself is thrown away.
        if not self._book.fileclosed:
            with suppress(XlsxWriterException, OSError):
                self._book.close()

    def _write_cell(
        self, number: int, index: int, cell: str | int | float | Decimal | date
    ) -> None:
        row = number - 1
        if isinstance(cell, str):
            self._sheet.write_string(row, index, self._text(cell, number, self._columns[index]))
        elif isinstance(cell, bool):
            self._sheet.write_boolean(row, index, cell)
        elif isinstance(cell, date):
            self._write_date(row, index, cell)
        elif (text := number_text(cell)) and _is_exact(text):
            self._sheet.write_number(row, index, float(cell))
        else:
            self._sheet.write_string(row, index, text)

    def _write_date(self, row: int, index: int, on: date) -> None:
        if on.year < _FIRST_YEAR:
            self._sheet.write_string(row, index, on.isoformat())
        elif isinstance(on, datetime):
            # A cell has no zone: it shows the clock of the zone the moment was given in.
            self._sheet.write_datetime(row, index, on.replace(tzinfo=None), self._moment)
        else:
            self._sheet.write_datetime(row, index, on, self._date)

    def _text(self, text: str, number: int, column: str) -> str:
        check_text(text, number, column)
        if not text.isascii():
            for character in _NO_CHARACTERS:
                if character in text:
                    refuse_character(character, number, column)
        text = marked(text)
        if len(text) > MAX_TEXT:
            raise TableError("text_too_long", row=number, column=column, limit=MAX_TEXT)
        return text


def _is_exact(text: str) -> bool:
    return len(text.lstrip("-").replace(".", "").lstrip("0")) <= _EXACT_DIGITS


def _sheet_name(name: str) -> str:
    return name.translate(_NOT_IN_NAMES).strip("' ")[:31].strip("' ") or "Sheet1"
