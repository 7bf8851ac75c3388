"""Writing JSON lines for programs: one object a row, amounts as exact text like in the API."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from salesforce_lite.tabular.cells import Cell, check_text, number_text


class JsonlSheet:
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._columns = columns
        for column in columns:
            check_text(column, 1, column)
        self._file = path.open("x", encoding="utf-8", newline="\n")

    def write(self, number: int, cells: Sequence[Cell]) -> None:
        values = {
            column: _value(cell, number, column)
            for column, cell in zip(self._columns, cells, strict=True)
        }
        self._file.write(json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n")

    def flush(self) -> None:
        self._file.flush()

    def finish(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


def _value(cell: Cell, number: int, column: str) -> str | int | float | bool | None:
    if isinstance(cell, str):
        check_text(cell, number, column)
        return cell
    if isinstance(cell, Decimal):
        return number_text(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell
