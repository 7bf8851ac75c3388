"""Reads the rows of a file into values, and tells apart rows that come more than once."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from salesforce_lite.countries import read_phone
from salesforce_lite.intake.errors import DefaultValueError
from salesforce_lite.intake.fields import Field, Kind
from salesforce_lite.intake.order import Order
from salesforce_lite.intake.survey import Survey
from salesforce_lite.intake.values import (
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
PIECE_ROWS = 500
"""So many rows travel, and are saved, together; fewer where they are long."""

# "912 345 678 / 600 111 222", but not "4444-5555/66".
_PHONES = re.compile(r"[;|\n]+|\s/\s|,(?=\s*\+?\(?\d[\d\s().-]{5,})")
_NO_PHONE = frozenset(["-", "--", "n/a", "null", "none", "no", "s/d", "x"])


Reason = tuple[str, Mapping[str, Any]]


class FileRow(NamedTuple):
    """One row: its number, what tells it from others, and the values that were read."""

    number: int
    identity: str
    values: dict[str, Any]
    # The cells as they stood in the file, in the order of its columns.
    cells: list[str]


class RefusedRow(NamedTuple):
    """A row that cannot be read, with the reason."""

    number: int
    cells: list[str]
    # A sentence and what fills it; that may be such a pair again.
    reason: Reason


class Rows:
    """The rows of one file, read as the order says."""

    def __init__(self, order: Order) -> None:
        self.order = order
        # Currency → sum of the amounts in the file.
        self.amounts: dict[str, Decimal] = {}
        # Words of choices that were left out since the last look.
        self.unknown_words: list[str] = []
        self._phones = {field.name for _column, field in order.columns if _is_phone(field)}
        self._phones |= {field.name for field, _text in order.defaults if _is_phone(field)}
        self._readers: list[tuple[str, Field, Callable[[str], Any]]] = []
        self._defaults = dict(_defaults(order))
        self._last_rows: Mapping[int, int] = {}

    def learn(self, found: Survey) -> None:
        """Take over how the columns are written, and which rows come again."""
        self._last_rows = found.last_rows
        self._readers = [
            (column, field, reader_of(field, found.readings[column]))
            for column, field in self.order.columns
        ]

    def identity(self, row: Row) -> str:
        """What tells the row from others: its id, or else what describes the record."""
        column = self.order.key_column
        if column and (key := row.values[column].strip()):
            return key
        return _natural_key(row.values[column] for column in self.order.natural_columns)

    def read(self, table: Table) -> Iterator[FileRow | RefusedRow]:
        """Every row, read or refused."""
        for row in table.rows:
            identity = self.identity(row)
            again = self._last_rows.get(hash(identity)) if self._last_rows else None
            if row.problem == "too_many_cells":
                problem = ROW_PROBLEMS[row.problem]
                cells = " | ".join(row.surplus)
                yield _refused(row, _SURPLUS, {"problem": (problem, {}), "cells": cells})
            elif again is not None and again != row.number:
                yield _refused(row, _SUPERSEDED, {"row": again})
            else:
                yield self._read(row, identity)

    def _read(self, row: Row, identity: str) -> FileRow | RefusedRow:
        values: dict[str, Any] = dict(self._defaults)
        given: set[str] = set()
        for column, field, read in self._readers:
            text = row.values[column]
            if not text or text.isspace():
                continue
            try:
                value = read(text)
            except UnknownWordError as problem:
                if column in self.order.mapped:
                    return _refused(row, _COLUMN, {"column": column, "problem": _said(problem)})
                self.unknown_words.append(text.strip()[:80])
                continue
            except (ValueProblem, CellProblem) as problem:
                return _refused(row, _COLUMN, {"column": column, "problem": _said(problem)})
            if value is not None:
                _put(values, given, column, field, value)
        self._read_phones(values)
        self._add_up(values)
        return FileRow(row.number, identity, values, list(row.values.values()))

    def _read_phones(self, values: dict[str, Any]) -> None:
        country = values.get("country") or values.get("tax_country") or self.order.country
        for name in self._phones & values.keys():
            values[name] = [
                read_phone(typed, country)
                for text in values[name]
                for typed in ([text] if self.order.is_own else _phones(text))
            ]

    def _add_up(self, values: Mapping[str, Any]) -> None:
        amount = values.get("amount")
        if amount is not None:
            currency = str(values.get("currency") or self.order.currency).upper()
            self.amounts[currency] = self.amounts.get(currency, Decimal()) + amount


def _is_phone(field: Field) -> bool:
    return field.kind is Kind.PHONE


def _defaults(order: Order) -> Iterator[tuple[str, Any]]:
    for field, text in order.defaults:
        try:
            value = reader_of(field, Reading(words=order.words.get(field.name)))(text)
        except ValueProblem as problem:
            raise DefaultValueError(field=field.name, problem=str(problem)) from None
        except CellProblem as problem:
            told = problem.sentence % problem.params
            raise DefaultValueError(field=field.name, problem=told) from None
        yield field.name, [value] if field.kind in (Kind.LIST, Kind.PHONE) else value


def _natural_key(values: Iterable[str]) -> str:
    """What stands for an id where the file has none: a digest of what tells rows apart."""
    key = "\x1f".join(" ".join(value.casefold().split()) for value in values)
    if not key.strip("\x1f"):
        return ""
    return "~" + hashlib.blake2b(key.encode(), digest_size=15).hexdigest()


def _put(values: dict[str, Any], given: set[str], column: str, field: Field, value: Any) -> None:
    """Of several columns for one field the first that says something counts; lists gather all."""
    name = field.name
    is_again = name in given
    given.add(name)
    if field.kind in (Kind.LIST, Kind.PHONE):
        values[name] = [*values[name], value] if is_again else [value]
    elif field.kind is Kind.NOTE and is_again:
        values[name] = f"{values[name]}\n{column}: {value}"
    elif not is_again:
        values[name] = value


def _phones(text: str) -> list[str]:
    parts = (part.strip() for part in _PHONES.split(text))
    return [part for part in parts if part and part.casefold() not in _NO_PHONE]


def _refused(row: Row, sentence: str, params: Mapping[str, Any]) -> RefusedRow:
    return RefusedRow(row.number, list(row.values.values()), (sentence, params))


def _said(problem: ValueProblem | CellProblem) -> Reason:
    sentence = problem.message if isinstance(problem, ValueProblem) else problem.sentence
    return sentence, dict(problem.params)


def told_reason(reason: Reason, say: Callable[[str], str]) -> str:
    """The reason as one text, in the words that `say` gives its sentences."""
    sentence, params = reason
    return say(sentence) % {
        name: told_reason(cast(Reason, value), say) if isinstance(value, list | tuple) else value
        for name, value in params.items()
    }
