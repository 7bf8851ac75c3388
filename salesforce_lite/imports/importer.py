"""What a slice or plugin says so that files can bring in its records, and what it is given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from babel.numbers import get_currency_precision
from sqlalchemy import Select

from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import UnknownEntityError
from salesforce_lite.imports.labels import SystemLabels
from salesforce_lite.imports.links import Targets
from salesforce_lite.imports.remarks import Remarks
from salesforce_lite.intake import Field
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contribution
from salesforce_lite.tabular import Cell

OWN = "salesforce-lite"
"""The system our own exports come from: rows are known by our ids, and empty cells mean empty."""

PLAIN = "file"
"""The system of a file that no known system wrote."""

# Columns every entity has.
OWN_ID = "id"
REFERENCE = "reference"
IS_DELETED = "is_deleted"


class RowRefusedError(DomainError):
    """One row cannot be taken; the sentence goes to the file of rejected rows."""

    code = "row_refused"

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(fields=None)
        self.params = params
        self.reason = sentence

    def __str__(self) -> str:
        return self.reason % self.params


@dataclass(slots=True)
class ImportRow:
    """One row: the values that were read, and the record it is about where that is known."""

    number: int
    values: dict[str, Any]
    # The cells as they stood in the file, in the order of its columns.
    cells: Sequence[str]
    reference: str = ""
    record_id: UUID | None = None
    # The record as it is now; only loaded where there is one.
    record: Any = None
    # The id a new record takes, where our own export named one.
    new_id: UUID | None = None
    # Whether the record is known by this very reference already.
    is_referenced: bool = False
    # What the row has in the columns of `together`, and the rows that follow with the same.
    record_key: str = ""
    following: Sequence["ImportRow"] = ()

    @property
    def all_rows(self) -> Sequence["ImportRow"]:
        """Those of the record, in the order of the file."""
        return (self, *self.following)

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the rows come from, and what holds where they say nothing."""

    system: str
    # Fields some column leads to: an empty cell of theirs means empty, where `clears` is set.
    mapped: frozenset[str]
    clears: bool = False
    match: str = ""
    country: str = ""
    currency: str = ""
    zone: str = "UTC"
    default_owner: UUID | None = None

    @property
    def is_own(self) -> bool:
        return self.system == OWN


@dataclass(slots=True)
class Batch:
    """Some hundred rows that are saved together, with what was looked up for all of them."""

    uow: UnitOfWork
    source: Source
    rows: Sequence[ImportRow]
    people: Directory
    targets: Targets
    remarks: Remarks
    # Whatever the importer's `look_up` found for its rows.
    found: Any = None
    # Row → ids in other systems that our own export names.
    other_references: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # Row → what it leads to and is not known yet: it may come later in the file.
    late: dict[int, str] = field(default_factory=dict)

    def take(self, row: ImportRow, names: Iterable[str], fields: dict[str, Any]) -> None:
        """Copy plain values over; an empty cell empties the field where the source clears."""
        for name in names:
            if name in row.values:
                fields[name] = row.values[name]
            elif self.clears(name):
                fields[name] = ""

    def clears(self, name: str) -> bool:
        return self.source.clears and name in self.source.mapped

    def references_for(self, row: ImportRow) -> list[tuple[str, str]]:
        """What the other system calls the record, unless it is known by that already."""
        if self.source.is_own or row.is_referenced or not row.reference:
            return []
        return [(self.source.system, row.reference)]


# (record, what the file calls the one it leads to)
Pending = tuple[UUID, str]
Finish = Callable[[UnitOfWork, Source, Sequence[Pending], Remarks], None]


@dataclass(frozen=True, slots=True)
class Sums:
    """How many records of a system there are, and their amounts per currency."""

    count: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)

    def __str__(self) -> str:
        sums = (_written(amount, currency) for currency, amount in sorted(self.amounts.items()))
        return " ".join((f"records={self.count}", *sums))


def _written(amount: Decimal, currency: str) -> str:
    """With the decimals of its currency, however the file wrote it: two sums can be compared."""
    written = len(f"{amount:f}".partition(".")[2].rstrip("0"))
    return f"{currency}={amount:.{max(get_currency_precision(currency), written)}f}"


ExportRow = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """How records become rows again: columns that bring them back unchanged.

    `rows` answers one row for each record, or a list of those of each.
    """

    ACTS: ClassVar[tuple[str, ...]] = ("rows",)

    columns: tuple[str, ...]
    rows: Callable[[UnitOfWork, Directory, Sequence[Any]], Sequence[ExportRow | list[ExportRow]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer(Contribution):
    """An entity that files can bring in.

    `labels` are the columns of each system; `required` are fields of which the file needs at least
    one, and where it has none the column of `stand_in` is the first of them; `natural_key` tells
    rows apart where the file gives them no id. `visible` is the query of the records the actor
    sees, `links` says which fields name which kind of record.

    For each batch `look_up` finds what its rows need, `draft` makes a draft of one row or raises
    RowRefusedError or InvalidInputError, and `save` saves all of them in order. `finish` runs at
    the end over what stayed pending. `sum_of` gives the amounts of rows and records to compare.

    Where a record takes several rows, `together` names the fields that are the same in all of
    them: they are saved or refused as one, `draft` is asked for the first, and finds the others in
    `row.all_rows`. They stand one after the other in the file.
    """

    ACTS: ClassVar[tuple[str, ...]] = (
        *("visible", "draft", "save", "look_up", "find", "finish", "sums", "exporter"),
    )

    entity: str
    record_kind: str
    label: str
    permission: str
    fields: tuple[Field, ...]
    labels: Mapping[str, SystemLabels]
    required: tuple[str, ...]
    natural_key: tuple[str, ...]
    model: type[Any]
    visible: Callable[[UnitOfWork], Select[Any]]
    draft: Callable[[Batch, ImportRow], Any]
    save: Callable[[UnitOfWork, Sequence[Any]], Sequence[Any]]
    look_up: Callable[[Batch], Any] | None = None
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matches: tuple[str, ...] = ()
    find: Callable[[Batch], None] | None = None
    finish: Finish | None = None
    sums: Callable[[UnitOfWork, Source], "Sums"] | None = None
    exporter: Exporter | None = None
    weight: int = 100
    stand_in: str = ""
    together: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


def find_importer(importers: Sequence[Importer], entity: str) -> Importer:
    """The importer of an entity; raises UnknownEntityError with those there are."""
    for importer in importers:
        if importer.entity == entity:
            return importer
    raise UnknownEntityError(entity=entity, entities=", ".join(one.entity for one in importers))
