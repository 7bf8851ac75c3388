"""XLSX workbooks as tables: what a person sees in the cells, as plain text."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from salesforce_lite.tabular.archive import check_workbook
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.table import RawRow, Table

CellContent = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)


def open_xlsx(path: Path, *, sheet: str | None) -> Table:
    check_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = workbook.sheet_names
            reading = _Reading(workbook.get_sheet_by_name(_chosen(workbook, sheet)))
    except PasswordError:
        raise TableError("encrypted_workbook") from None
    except CalamineError:
        raise TableError("broken_workbook") from None
    return Table(
        format="xlsx",
        rows=reading.rows,
        close=reading.close,
        progress=reading.progress,
        sheet_names=names,
    )


def _chosen(workbook: CalamineWorkbook, wanted: str | None) -> str:
    """The sheet that was named, else the first that people see."""
    sheets = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    names = [one.name for one in sheets]
    if wanted is not None:
        if wanted not in names:
            raise TableError("no_such_sheet", sheet=wanted, sheets=", ".join(names))
        return wanted
    if not names:
        raise TableError("empty")
    return next((one.name for one in sheets if one.visible == SheetVisibleEnum.Visible), names[0])


class _Reading:
    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet: CalamineSheet | None = sheet
        self._height = max(sheet.total_height, 1)
        self._number = 0

    def rows(self) -> Iterator[RawRow]:
        if self._sheet is None:
            raise ValueError("the table is closed")
        cells: list[CellContent]
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            self._number = number
            texts = [cell if type(cell) is str else _as_text(cell) for cell in cells]
            yield RawRow(number, number, texts)

    def progress(self) -> float:
        return min(self._number / self._height, 1.0)

    def close(self) -> None:
        self._sheet = None


def _as_text(cell: CellContent) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number_as_text(cell)
    if isinstance(cell, datetime.timedelta):
        return _duration_as_text(cell)
    if isinstance(cell, datetime.datetime) and cell.microsecond:
        return cell.isoformat(timespec="milliseconds")
    return cell.isoformat()


def _number_as_text(number: float) -> str:
    if number.is_integer():
        return str(int(number))
    # Spreadsheets show and keep 15 digits; the rest is noise of the binary form.
    return f"{Decimal(f'{number:.15g}'):f}"


def _duration_as_text(duration: datetime.timedelta) -> str:
    seconds = round(duration.total_seconds())
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if duration < datetime.timedelta() else ""
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
