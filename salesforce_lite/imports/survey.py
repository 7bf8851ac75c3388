"""The first pass over a file: how its numbers and dates are written, and which ids come twice."""

import hashlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from salesforce_lite.imports.assignment import Assignment
from salesforce_lite.imports.errors import AmbiguousDatesError, AmbiguousNumbersError
from salesforce_lite.imports.fields import Field, Kind
from salesforce_lite.imports.values import Reading
from salesforce_lite.tabular import (
    AmbiguousDate,
    AmbiguousNumber,
    DateOrder,
    DecimalSign,
    Row,
    Table,
    ValueProblem,
    guess_date_order,
    guess_decimal_sign,
    read_date,
    read_decimal,
)

_NUMBERS = (Kind.NUMBER, Kind.WHOLE)
_DATES = (Kind.DATE, Kind.MOMENT)
# So many values of a column are looked at together; more only where they leave a doubt.
_SAMPLE = 2_000
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the first pass found."""

    rows: int
    readings: dict[str, Reading]
    # What identifies a row that comes again → the number of the last such row.
    last_rows: dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person said about the file, over what is guessed."""

    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None
    zone: tzinfo | None = None


class _Sample:
    """The values of one column until they are clear."""

    def __init__(self, column: str, field: Field) -> None:
        self.column = column
        self.field = field
        self.is_clear = False
        self._texts: list[str] = []
        self._doubt = ""
        self.sign: Any = None

    def add(self, text: str) -> None:
        if text:
            self._texts.append(text)
            if len(self._texts) >= _SAMPLE:
                self.settle()

    def settle(self) -> None:
        """Look at what came together; the doubt stays until some value is clear."""
        guess: Callable[[list[str]], Any] = (
            guess_date_order if self.field.kind in _DATES else guess_decimal_sign
        )
        self.sign = guess(self._texts)
        self.is_clear = self.sign is not None
        if not self._doubt and not self.is_clear:
            self._doubt = next((text for text in self._texts if self._is_ambiguous(text)), "")
        self._texts.clear()

    def _is_ambiguous(self, text: str) -> bool:
        try:
            if self.field.kind in _DATES:
                read_date(text)
            else:
                read_decimal(text)
        except (AmbiguousDate, AmbiguousNumber):
            return True
        except ValueProblem:
            return False
        return False

    def check(self) -> None:
        if self.is_clear or not self._doubt:
            return
        if self.field.kind in _DATES:
            raise AmbiguousDatesError(column=self.column, text=self._doubt)
        raise AmbiguousNumbersError(column=self.column, text=self._doubt)


def survey(
    table: Table,
    assignment: Assignment,
    words: Mapping[str, Mapping[str, str]],
    told: Told,
    zone: tzinfo,
    identify: Callable[[Row], str],
    watch: Callable[[float], None] = lambda _share: None,
) -> Survey:
    """Go through the whole file once; raises TableError where it breaks, before a row is taken."""
    samples = _samples(assignment, told)
    open_samples = samples
    identities = array("q")
    count = 0
    for row in table.rows:
        count += 1
        identity = identify(row)
        if identity:
            identities.append(hash(identity))
        for sample in open_samples:
            sample.add(row.values[sample.column])
        if count % _SAMPLE == 0:
            watch(table.progress)
            open_samples = [sample for sample in open_samples if not sample.is_clear]
    signs: dict[str, Any] = {}
    for sample in samples:
        if not sample.is_clear:
            sample.settle()
        sample.check()
        signs[sample.column] = sample.sign
    readings = {
        column: Reading(
            decimal=told.decimal or (signs.get(column) if field.kind in _NUMBERS else None),
            date_order=told.date_order or (signs.get(column) if field.kind in _DATES else None),
            serials=table.format == "xlsx",
            zone=zone,
            words=words.get(field.name),
        )
        for column, field in assignment.columns
    }
    return Survey(rows=count, readings=readings, last_rows=_last_rows(table, identities, identify))


def _samples(assignment: Assignment, told: Told) -> list[_Sample]:
    return [
        _Sample(column, field)
        for column, field in assignment.columns
        if (field.kind in _NUMBERS and told.decimal is None)
        or (field.kind in _DATES and told.date_order is None)
    ]


def _last_rows(
    table: Table, identities: "array[int]", identify: Callable[[Row], str]
) -> dict[int, int]:
    """Only where something comes twice is the file gone through once more."""
    repeated = set(_repeated(identities))
    if not repeated:
        return {}
    return {key: row.number for row in table.rows if (key := hash(identify(row))) in repeated}


def _repeated(identities: "array[int]") -> Iterator[int]:
    before = None
    for identity in sorted(identities):
        if identity == before:
            yield identity
        before = identity


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
