"""The one way out for tables: typed, harmless for spreadsheets, whole or not at all."""

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from salesforce_lite.tabular.cells import Cell, Sheet
from salesforce_lite.tabular.csv_sheet import CsvSheet
from salesforce_lite.tabular.decimals import DecimalSign
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.jsonl_sheet import JsonlSheet
from salesforce_lite.tabular.xlsx_sheet import XlsxSheet

ENDINGS = (".csv", ".xlsx", ".jsonl")


def open_writer(
    path: str | os.PathLike[str],
    columns: Sequence[str],
    *,
    sheet_name: str = "Sheet1",
    delimiter: str = ",",
    decimal_sign: DecimalSign = ".",
) -> "TableWriter":
    """A writer for the file's ending; delimiter and decimal sign are those of CSV.

    Where people write a decimal comma, Excel splits CSV at semicolons.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise TableError("unsupported_ending", ending=ending, endings=", ".join(ENDINGS))
    if len(set(columns)) < len(columns) or not columns:
        raise ValueError("columns have to be given, each once")
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        sheet: Sheet
        if ending == ".csv":
            sheet = CsvSheet(beside, columns, delimiter=delimiter, decimal_sign=decimal_sign)
        elif ending == ".xlsx":
            sheet = XlsxSheet(beside, columns, sheet_name=sheet_name)
        else:
            sheet = JsonlSheet(beside, columns)
    except OSError as error:
        raise _unwritable(error) from error
    return TableWriter(target, beside, columns, sheet)


class TableWriter:
    """Takes rows; the target appears when it is closed, and stays as it was after an error."""

    def __init__(self, target: Path, beside: Path, columns: Sequence[str], sheet: Sheet) -> None:
        self.columns = tuple(columns)
        self.rows_written = 0
        self._known = frozenset(columns)
        self._target = target
        self._beside = beside
        self._sheet: Sheet | None = sheet

    def write(self, values: Mapping[str, Cell]) -> None:
        """One row; columns that are not given stay empty."""
        if self._sheet is None:
            raise ValueError("the writer is closed")
        if not values.keys() <= self._known:
            raise ValueError(f"unknown columns: {sorted(values.keys() - self._known)}")
        try:
            self._sheet.write(self.rows_written + 2, [values.get(name) for name in self.columns])
        except OSError as error:
            raise _unwritable(error) from error
        self.rows_written += 1

    @property
    def growing(self) -> Path:
        """Where the file stands until it is closed; whoever has it open then has all of it."""
        return self._beside

    def flush(self) -> None:
        """Bring to the file what was written so far, where its kind allows that."""
        if self._sheet is not None:
            try:
                self._sheet.flush()
            except OSError as error:
                raise _unwritable(error) from error

    def close(self) -> None:
        """Put the finished file in the place of the target."""
        if self._sheet is None:
            return
        try:
            self._sheet.finish()
            with self._beside.open("rb") as finished:
                os.fsync(finished.fileno())
            self._beside.replace(self._target)
        except OSError as error:
            self.abandon()
            raise _unwritable(error) from error
        self._sheet = None

    def abandon(self) -> None:
        """Throw away what was written; the target stays as it was."""
        if self._sheet is None:
            return
        with suppress(OSError):
            self._sheet.abandon()
        self._sheet = None
        self._beside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def _unwritable(error: OSError) -> TableError:
    return TableError("unwritable", reason=error.strerror or str(error))
