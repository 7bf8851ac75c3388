"""Writing CSV for people who open it in a spreadsheet."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path

from salesforce_lite.tabular.cells import Cell, check_text, number_text
from salesforce_lite.tabular.decimals import DecimalSign
from salesforce_lite.tabular.dialect import DELIMITERS
from salesforce_lite.tabular.formulas import neutralised


class CsvSheet:
    """UTF-8 with byte-order mark and CRLF, which is what Excel takes for UTF-8."""

    def __init__(
        self, path: Path, columns: Sequence[str], *, delimiter: str, decimal_sign: DecimalSign
    ) -> None:
        self._columns = columns
        self._decimal_sign = decimal_sign
        for column in columns:
            check_text(column, 1, column)
        self._file = path.open("x", encoding="utf-8-sig", newline="")
        self._file.write(_header(columns, delimiter))
        self._rows = csv.writer(self._file, delimiter=delimiter)

    def write(self, number: int, cells: Sequence[Cell]) -> None:
        texts = [
            self._text(cell, number, column)
            for cell, column in zip(cells, self._columns, strict=True)
        ]
        self._rows.writerow(texts)

    def flush(self) -> None:
        self._file.flush()

    def finish(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.close()

    def _text(self, cell: Cell, number: int, column: str) -> str:
        if cell is None:
            return ""
        if isinstance(cell, str):
            check_text(cell, number, column)
            return neutralised(cell)
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, date):
            return cell.isoformat()
        text = number_text(cell)
        return text if self._decimal_sign == "." else text.replace(".", ",")


def has_our_header(path: Path, columns: Sequence[str]) -> bool:
    """Whether the file begins byte for byte as CSV with these columns is written here."""
    headers = [_header(columns, delimiter).encode("utf-8-sig") for delimiter in DELIMITERS]
    with path.open("rb") as file:
        start = file.read(max(map(len, headers)))
    return any(start.startswith(header) for header in headers)


def _header(columns: Sequence[str], delimiter: str) -> str:
    """Quoted, which leaves no doubt about the delimiter, whatever the names hold."""
    text = StringIO(newline="")
    header = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    header.writerow([neutralised(column) for column in columns])
    return text.getvalue()
