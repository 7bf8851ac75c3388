"""The first pass over a file: how its numbers and dates are written, and which ids come twice."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from salesforce_lite.intake.errors import AmbiguousDatesError, AmbiguousNumbersError
from salesforce_lite.intake.fields import Field, Kind
from salesforce_lite.intake.order import Order
from salesforce_lite.intake.values import Reading, number_of
from salesforce_lite.tabular import (
    AmbiguousDate,
    AmbiguousNumber,
    Row,
    Table,
    ValueProblem,
    guess_date_order,
    guess_decimal_sign,
    read_date,
    read_decimal,
)

_NUMBERS = (Kind.NUMBER, Kind.WHOLE, Kind.MONEY)
_DATES = (Kind.DATE, Kind.MOMENT)
# So many values of a column are looked at together; more only where they leave a doubt.
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the first pass found."""

    rows: int
    readings: dict[str, Reading]
    # What identifies a row that comes again → the number of the last such row.
    last_rows: dict[int, int]


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
            self._texts.append(number_of(text) if self.field.kind is Kind.MONEY else text)
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
    order: Order,
    identify: Callable[[Row], str],
    watch: Callable[[float], None],
) -> Survey:
    """Go through the whole file once; raises TableError where it breaks, before a row is taken."""
    samples = _samples(order)
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
    zone = ZoneInfo(order.zone)
    readings = {
        column: Reading(
            decimal=order.decimal or (signs.get(column) if field.kind in _NUMBERS else None),
            date_order=order.date_order or (signs.get(column) if field.kind in _DATES else None),
            serials=table.format == "xlsx",
            zone=zone,
            words=order.words.get(field.name),
        )
        for column, field in order.columns
    }
    return Survey(
        rows=count, readings=readings, last_rows=_last_rows(table, identities, identify, watch)
    )


def _samples(order: Order) -> list[_Sample]:
    return [
        _Sample(column, field)
        for column, field in order.columns
        if (field.kind in _NUMBERS and order.decimal is None)
        or (field.kind in _DATES and order.date_order is None)
    ]


def _last_rows(
    table: Table,
    identities: "array[int]",
    identify: Callable[[Row], str],
    watch: Callable[[float], None],
) -> dict[int, int]:
    """Only where something comes twice is the file gone through once more."""
    repeated = set(_repeated(identities))
    if not repeated:
        return {}
    found: dict[int, int] = {}
    for count, row in enumerate(table.rows, 1):
        key = hash(identify(row))
        if key in repeated:
            found[key] = row.number
        if count % _SAMPLE == 0:
            # Whoever waits takes a long silence for a process that hangs.
            watch(table.progress)
    return found


def _repeated(identities: "array[int]") -> Iterator[int]:
    before = None
    for identity in sorted(identities):
        if identity == before:
            yield identity
        before = identity
