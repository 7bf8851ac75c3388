"""Rows as they arrive from the reading process, with dates, decimals and phones made of text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from salesforce_lite.countries import PhoneReading
from salesforce_lite.intake.fields import Field, Kind
from salesforce_lite.intake.rows import FileRow, RefusedRow, told_reason


@dataclass(frozen=True, slots=True)
class Piece:
    """Some hundred rows, in the order of the file."""

    rows: list[FileRow]
    refused: list[RefusedRow]
    # Words of choices that are none, and were left out.
    unknown_words: list[str]

    def after(self, number: int) -> "Piece":
        """Only what stands behind that row of the file."""
        rows = [row for row in self.rows if row.number > number]
        refused = [row for row in self.refused if row.number > number]
        return Piece(rows, refused, self.unknown_words if rows or refused else [])

    def until(self, number: int) -> "Piece":
        """Only what stands up to that row of the file."""
        rows = [row for row in self.rows if row.number <= number]
        refused = [row for row in self.refused if row.number <= number]
        return Piece(rows, refused, self.unknown_words if rows or refused else [])

    @property
    def last_row(self) -> int:
        """The last row in it; 0 where there is none."""
        numbers = [row.number for row in self.rows] + [row.number for row in self.refused]
        return max(numbers, default=0)


class Decoder:
    """Knows from its kind what each field holds. Errors are those of plain Python values."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = [(one.name, _WAYS[one.kind]) for one in fields if one.kind in _WAYS]
        self._fields = list(dict(self._fields).items())

    def piece(self, told: Mapping[str, Any]) -> Piece:
        return Piece(
            [self._row(*row) for row in told["rows"]],
            [_refused(*row) for row in told["refused"]],
            [str(word) for word in told["unknown_words"]],
        )

    def _row(self, number: int, identity: str, values: dict[str, Any], cells: list[str]) -> FileRow:
        for name, decode in self._fields:
            if name in values:
                values[name] = decode(values[name])
        return FileRow(number, identity, values, cells)


def _refused(number: int, cells: list[str], reason: Any) -> RefusedRow:
    told_reason(reason, str)  # an error where it is no sentence, or not what fills it
    return RefusedRow(number, cells, reason)


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _phones(told: Iterable[tuple[str, str | None, str | None]]) -> list[PhoneReading]:
    return [PhoneReading(*one) for one in told]


def finite(told: object) -> Decimal:
    """A number as text; what is none, or not a finite one, is refused."""
    number = Decimal(_text(told))
    if not number.is_finite():
        raise ValueError
    return number


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told


_WAYS: Mapping[Kind, Callable[[Any], Any]] = {
    **dict.fromkeys((Kind.TEXT, Kind.NOTE, Kind.COUNTRY, Kind.CHOICE, Kind.MONEY), _text),
    Kind.NUMBER: finite,
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: _moment,
    Kind.PHONE: _phones,
}
