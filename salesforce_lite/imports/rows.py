"""Reads the rows of a file into values, and tells apart rows that come more than once."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from salesforce_lite.imports.assignment import Assignment, known_names
from salesforce_lite.imports.fields import Field, Kind
from salesforce_lite.imports.identity import natural_reference
from salesforce_lite.imports.importer import OWN_ID, REFERENCE, Importer, ImportRow, Source
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.remarks import UNKNOWN_WORD, Remarks
from salesforce_lite.imports.survey import Survey
from salesforce_lite.imports.values import (
    CellProblem,
    Reading,
    UnknownWordError,
    reader_of,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.tabular import ROW_PROBLEMS, Row, Table, ValueProblem

_SUPERSEDED = N_(
    "The same id stands again in row %(row)s, which comes later and was taken instead."
)
_COLUMN = N_("Column “%(column)s”: %(problem)s")
_SURPLUS = N_("%(problem)s Too many: %(cells)s")

Refuse = Callable[[int, Mapping[str, str], str], None]
_Reader = tuple[str, str, Kind, Callable[[str], Any]]


class Rows:
    """The rows of one file as the importer understands them."""

    def __init__(
        self, importer: Importer, assignment: Assignment, source: Source, mapping: ColumnMapping
    ) -> None:
        self.importer = importer
        self.assignment = assignment
        self.source = source
        self.mapping = mapping
        self.words = _words(assignment, mapping)
        # Currency → sum of the amounts in the file.
        self.amounts: dict[str, Decimal] = {}
        self._readers: list[_Reader] = []
        self._defaults: dict[str, Any] = {}
        self._last_rows: Mapping[int, int] = {}
        by_field: dict[str, list[str]] = {}
        for column, field in assignment.columns:
            by_field.setdefault(field.name, []).append(column)
        self._key_columns = by_field.get(OWN_ID if source.is_own else REFERENCE, [])[:1]
        self._natural_columns = [
            column for name in importer.natural_key for column in by_field.get(name, ())
        ]

    def learn(self, found: Survey) -> None:
        """Take over how the columns are written, and which rows come again."""
        self._last_rows = found.last_rows
        self._readers = [
            (column, field.name, field.kind, reader_of(field, found.readings[column]))
            for column, field in self.assignment.columns
        ]
        known = known_names(self.importer)
        for written, text in self.mapping.defaults.items():
            field = known[written.rpartition(".")[2]]
            value = reader_of(field, Reading(words=self.words.get(field.name)))(text)
            self._defaults[field.name] = _as_given(field, value)

    def identity(self, row: Row) -> str:
        """What tells the row from others: its id, or else what describes the record."""
        for column in self._key_columns:
            if key := row.values[column].strip():
                return key
        return natural_reference(
            self.importer, (row.values[column] for column in self._natural_columns)
        )

    def read(self, table: Table, refuse: Refuse, remarks: Remarks) -> Iterator[ImportRow]:
        """Every row that can be read; the others are refused with their reason."""
        for row in table.rows:
            identity = self.identity(row)
            again = self._last_rows.get(hash(identity)) if self._last_rows else None
            if row.problem == "too_many_cells":
                problem = ROW_PROBLEMS[row.problem]
                cells = " | ".join(row.surplus)
                refuse(row.number, row.values, _SURPLUS % {"problem": problem, "cells": cells})
            elif again is not None and again != row.number:
                refuse(row.number, row.values, _SUPERSEDED % {"row": again})
            else:
                read = self._read(row, identity, refuse, remarks)
                if read is not None:
                    yield read

    def _read(self, row: Row, identity: str, refuse: Refuse, remarks: Remarks) -> ImportRow | None:
        values: dict[str, Any] = dict(self._defaults)
        given: set[str] = set()
        for column, name, kind, read in self._readers:
            text = row.values[column]
            if not text or text.isspace():
                continue
            try:
                value = read(text)
            except UnknownWordError as problem:
                if column in self.assignment.mapped:
                    refuse(row.number, row.values, _problem(column, problem))
                    return None
                remarks.add(UNKNOWN_WORD, text.strip()[:80])
                continue
            except (ValueProblem, CellProblem) as problem:
                refuse(row.number, row.values, _problem(column, problem))
                return None
            if value is not None:
                _put(values, given, column, name, kind, value)
        self._add_up(values)
        return ImportRow(row.number, values, row.values, reference=self._reference(identity))

    def _reference(self, identity: str) -> str:
        return "" if self.source.is_own else identity

    def _add_up(self, values: Mapping[str, Any]) -> None:
        amount = values.get("amount")
        if amount is not None:
            currency = str(values.get("currency") or self.source.currency).upper()
            self.amounts[currency] = self.amounts.get(currency, Decimal()) + amount


def _put(
    values: dict[str, Any], given: set[str], column: str, name: str, kind: Kind, value: Any
) -> None:
    """Of several columns for one field the first that says something counts; lists gather all."""
    is_again = name in given
    given.add(name)
    if kind is Kind.LIST:
        values[name] = [*values[name], value] if is_again else [value]
    elif kind is Kind.NOTE and is_again:
        values[name] = f"{values[name]}\n{column}: {value}"
    elif not is_again:
        values[name] = value


def _as_given(field: Field, value: Any) -> Any:
    return [value] if field.kind is Kind.LIST else value


def _problem(column: str, problem: ValueProblem | CellProblem) -> str:
    sentence = problem.message if isinstance(problem, ValueProblem) else problem.sentence
    return _COLUMN % {"column": column, "problem": sentence % problem.params}


def _words(assignment: Assignment, mapping: ColumnMapping) -> dict[str, dict[str, str]]:
    """Field → word → code: those of the system, and the mapping file's over them."""
    words = {name: dict(codes) for name, codes in assignment.labels.words.items()}
    for written, codes in mapping.values.items():
        words.setdefault(written.rpartition(".")[2], {}).update(codes)
    return words
