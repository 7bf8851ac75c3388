"""A table that was opened: its columns and its rows, whatever kind of file it came from."""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Literal, NamedTuple, Self

from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.formulas import restored

MAX_COLUMNS = 16_384
"""What the widest spreadsheet holds; more is a broken or hostile file."""

RowProblem = Literal["too_many_cells", "too_few_cells"]


class Row(NamedTuple):
    """One row that is not blank; cells that are missing are empty text."""

    number: int
    """The row as a spreadsheet counts it, the header being row 1."""
    values: dict[str, str]
    problem: RowProblem | None
    surplus: tuple[str, ...]
    """The cells beyond the last column."""
    line: int
    """The line of the text file in which the row begins; cells may hold line breaks."""


class RawRow(NamedTuple):
    """The cells as they were found, blank rows included."""

    number: int
    line: int
    cells: list[str]


class Table:
    """Columns, and rows that can be gone through as often as needed."""

    def __init__(
        self,
        *,
        format: Literal["csv", "xlsx", "jsonl", "vcard", "icalendar"],  # noqa: A002 - a file's format is called just that
        rows: Callable[[], Iterator[RawRow]],
        close: Callable[[], None],
        progress: Callable[[], float],
        encoding: str = "utf-8",
        is_encoding_certain: bool = True,
        delimiter: str | None = None,
        sheet_names: Sequence[str] = (),
    ) -> None:
        self.format = format
        self.encoding = encoding
        self.is_encoding_certain = is_encoding_certain
        """False where the accents should be shown to a person before anything is kept."""
        self.delimiter = delimiter
        self.sheet_names = tuple(sheet_names)
        self._raw_rows = rows
        self._close = close
        self._progress = progress
        self._header_number, self.columns = self._read_header()

    @property
    def rows(self) -> Iterator[Row]:
        """All rows from the first; each access starts a new pass over the file."""
        columns = self.columns
        width = len(columns)
        header = self._header_number
        for number, line, cells in self._raw_rows():
            joined = "".join(cells)
            if not joined or joined.isspace() or number <= header:
                continue
            if "'" in joined:
                cells = [restored(cell) for cell in cells]
            if len(cells) == width:
                yield Row(number, dict(zip(columns, cells, strict=True)), None, (), line)
            else:
                yield _uneven(number, line, columns, cells)

    @property
    def progress(self) -> float:
        """Which share of the file the newest pass has read, 0 to 1."""
        return self._progress()

    def close(self) -> None:
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read_header(self) -> tuple[int, tuple[str, ...]]:
        for number, _line, cells in self._raw_rows():
            if any(cell.strip() for cell in cells):
                return number, _column_names(cells)
        raise TableError("empty")


def _uneven(number: int, line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    width = len(columns)
    surplus = tuple(cells[width:])
    values = dict(zip(columns, cells + [""] * (width - len(cells)), strict=False))
    if len(cells) < width:
        return Row(number, values, "too_few_cells", (), line)
    if any(cell.strip() for cell in surplus):
        return Row(number, values, "too_many_cells", surplus, line)
    # Blank cells at the end come from a delimiter after the last cell, not from a mistake.
    return Row(number, values, None, (), line)


def _column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Stripped and unique; one without a name is called by its letter, as in a spreadsheet."""
    names = [restored(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise TableError("too_many_columns", count=len(names), limit=MAX_COLUMNS)
    given = set(names)
    taken: set[str] = set()
    copies: dict[str, int] = {}
    for index, name in enumerate(names):
        wanted = name or _letter(index)
        unique = wanted
        while unique in taken or (unique != name and unique in given):
            copies[wanted] = copies.get(wanted, 1) + 1
            unique = f"{wanted} ({copies[wanted]})"
        taken.add(unique)
        names[index] = unique
    return tuple(names)


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
