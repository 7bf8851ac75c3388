"""Rows that are one record stay together, wherever the reading of a file pauses."""

import random
from itertools import pairwise

import pytest

from salesforce_lite.imports import together
from salesforce_lite.imports.importer import ImportRow
from salesforce_lite.intake import FileRow, Piece, RefusedRow


def read(number: int, key: str, *, is_refused: bool = False) -> FileRow | RefusedRow:
    if is_refused:
        return RefusedRow(number, [key, "x"], ("", {}))
    return FileRow(number, "", {}, [key, "x"])


def piece(rows: list[FileRow | RefusedRow]) -> Piece:
    return Piece(
        [row for row in rows if isinstance(row, FileRow)],
        [row for row in rows if isinstance(row, RefusedRow)],
        [],
    )


def numbers(one: Piece) -> list[int]:
    return sorted(row.number for row in [*one.rows, *one.refused])


@pytest.mark.parametrize("seed", range(30))
def test_no_record_is_cut_and_no_row_lost(seed: int) -> None:
    rng = random.Random(seed)
    rows, key = [], 0
    for number in range(2, rng.randint(3, 60)):
        key += rng.random() < 0.4
        named = "" if rng.random() < 0.1 else str(key)
        rows.append(read(number, named, is_refused=rng.random() < 0.2))
    cuts = sorted({0, len(rows), *(rng.randint(0, len(rows)) for _ in range(5))})
    pieces = [piece(rows[a:b]) for a, b in pairwise(cuts)]
    key_of = together.key_reader(("number", "other"), ("number",))
    taken = list(together.whole_records(iter(pieces), key_of))
    assert [n for one in taken for n in numbers(one)] == [row.number for row in rows]
    by_number = {row.number: row.cells[0] for row in rows}
    for before, after in pairwise(taken):
        last, first = by_number[numbers(before)[-1]], by_number[numbers(after)[0]]
        assert not last or last != first


def test_a_record_without_an_end_does_not_fill_the_memory(monkeypatch) -> None:
    monkeypatch.setattr(together, "MOST_TOGETHER", 10)
    pieces = [piece([read(number, "7") for number in range(a, a + 5)]) for a in range(2, 52, 5)]
    key_of = together.key_reader(("number", "other"), ("number",))
    taken = list(together.whole_records(iter(pieces), key_of))
    assert max(len(one.rows) for one in taken) <= 15
    assert sum(len(one.rows) for one in taken) == 50


def test_rows_that_name_no_record_are_one_each() -> None:
    rows = [ImportRow(n, {}, [], record_key=key) for n, key in enumerate(["", "", "a", "a", "b"])]
    assert [[row.number for row in one] for one in together.records_of(rows)] == [
        *([0], [1], [2, 3], [4]),
    ]
