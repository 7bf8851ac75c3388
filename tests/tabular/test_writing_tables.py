"""Writing tables: harmless for spreadsheets, typed, lossless, and whole or not at all."""

import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from salesforce_lite.tabular import Cell, TableError, open_table, open_writer, read_decimal
from salesforce_lite.tabular.xlsx_sheet import MAX_TEXT

# A busy machine is no fault of the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝"]
ENDINGS = [".csv", ".xlsx"]
# What delimiters, quotation marks and escapes could be mistaken for.
HOSTILE = st.text("ab0,;|\t\"'\\ \n=-\ufeff", max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"))


def write(path: Path, columns: list[str], rows: list[dict[str, Cell]], **named) -> None:
    with open_writer(path, columns, **named) as writer:
        for row in rows:
            writer.write(row)


def read(path: Path) -> list[dict[str, str]]:
    with open_table(path) as table:
        rows = list(table.rows)
    assert all(row.problem is None for row in rows)
    return [row.values for row in rows]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_is_harmless_text_in_csv_and_comes_back_unchanged(tmp_path, sign) -> None:
    path = tmp_path / "export.csv"
    texts = [f"{sign}cmd|' /C calc'!A0", f"'{sign}x", f"''{sign}x", "'x", "x=1"]
    write(path, ["name"], [{"name": text} for text in texts])
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = file.read().split("\r\n", 1)[1]
    assert lines.lstrip('"').startswith(f"'{sign}")
    assert [row["name"] for row in read(path)] == texts


@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_or_link_is_plain_text_in_xlsx(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "export.xlsx"
    texts = [f"{sign}1+1", "https://example.com", "007", "1e5", "TRUE"]
    write(path, ["name"], [{"name": text} for text in texts])
    with CalamineWorkbook.from_path(path) as book:
        cells = [row[0] for row in book.get_sheet_by_index(0).to_python()]
    assert cells == ["name", *texts]
    assert [row["name"] for row in read(path)] == texts


@pytest.mark.parametrize("sign", SIGNS)
def test_an_apostrophe_that_a_person_typed_comes_back_from_xlsx(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "export.xlsx"
    texts = [f"'{sign}x", f"''{sign}x", "'x"]
    write(path, ["name"], [{"name": text} for text in texts])
    assert [row["name"] for row in read(path)] == texts


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_column_named_like_a_formula_is_harmless_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"export{ending}"
    write(path, ["=1+1", "a;b|c"], [{"=1+1": "x"}])
    assert read(path) == [{"=1+1": "x", "a;b|c": ""}]


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    write(path, ["a", "b", "c"], [{"a": Decimal("-1.50"), "b": -3, "c": "-3"}])
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == "-1.50,-3,'-3"


def test_csv_opens_in_a_spreadsheet_with_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    write(path, ["año"], [{"año": "ñ"}])
    assert path.read_bytes() == '\ufeff"año"\r\nñ\r\n'.encode()


def test_csv_for_regions_with_a_decimal_comma(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows: list[dict[str, Cell]] = [{"a": "x,y", "b": Decimal("1234.50")}]
    write(path, ["a", "b"], rows, delimiter=";", decimal_sign=",")
    assert path.read_text(encoding="utf-8-sig").splitlines() == ['"a";"b"', "x,y;1234,50"]
    assert read(path) == [{"a": "x,y", "b": "1234,50"}]


def test_each_kind_of_cell_comes_back_as_its_text(tmp_path: Path) -> None:
    moment = datetime(2024, 12, 31, 14, 5, 6, tzinfo=timezone(timedelta(hours=-6)))
    row: dict[str, Cell] = {
        "decimal": Decimal("1234.50"),
        "long": Decimal("12345678901234567890.12"),
        "whole": 12,
        "float": -57.37723,
        "yes": True,
        "day": date(2024, 12, 31),
        "old": date(1899, 1, 1),
        "moment": moment,
        "phone": "+34600123123",
        "none": None,
    }
    texts = {
        "decimal": "1234.50",
        "long": "12345678901234567890.12",
        "whole": "12",
        "float": "-57.37723",
        "yes": "true",
        "day": "2024-12-31",
        "old": "1899-01-01",
        "moment": "2024-12-31T14:05:06-06:00",
        "phone": "+34600123123",
        "none": "",
    }
    write(tmp_path / "a.csv", list(row), [row])
    write(tmp_path / "a.xlsx", list(row), [row])
    assert read(tmp_path / "a.csv") == [texts]
    # A cell of a spreadsheet keeps no trailing zeros and no zone.
    seen = {**texts, "decimal": "1234.5", "moment": "2024-12-31T14:05:06"}
    assert read(tmp_path / "a.xlsx") == [seen]


def test_cells_of_xlsx_have_their_type(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    row = {"n": Decimal("1.5"), "d": date(2024, 12, 31), "b": True, "p": "+34", "id": "007"}
    write(path, list(row), [row], sheet_name="Clientes [2024]: activos / todos los demás")
    with CalamineWorkbook.from_path(path) as book:
        assert book.sheet_names == ["Clientes -2024-- activos - todo"]
        _header, cells = book.get_sheet_by_index(0).to_python()
    assert cells == [1.5, date(2024, 12, 31), True, "+34", "007"]


def test_json_lines_hold_exact_amounts(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    when = datetime(2024, 12, 31, tzinfo=UTC)
    write(path, ["a", "b", "c", "d"], [{"a": Decimal("1.50"), "b": "=ñ\n", "c": when, "d": None}])
    (line,) = path.read_text(encoding="utf-8").splitlines()
    expected = {"a": "1.50", "b": "=ñ\n", "c": "2024-12-31T00:00:00+00:00", "d": None}
    assert json.loads(line) == expected


@pytest.mark.parametrize("ending", [*ENDINGS, ".jsonl"])
@pytest.mark.parametrize("text", ["a\ud800b", "a\0b"])
def test_text_that_no_file_can_hold_is_refused_by_its_place(tmp_path, ending, text) -> None:
    path = tmp_path / f"a{ending}"
    with pytest.raises(TableError) as caught:
        write(path, ["n", "name"], [{"name": "fine"}, {"name": text}])
    assert caught.value.code == "unwritable_text"
    assert caught.value.params["row"] == 3
    assert caught.value.params["column"] == "name"
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_text_longer_than_a_cell_of_xlsx_is_refused_rather_than_cut(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        write(tmp_path / "a.xlsx", ["a"], [{"a": "x" * (MAX_TEXT + 1)}])
    assert caught.value.code == "text_too_long"


@pytest.mark.parametrize("ending", [*ENDINGS, ".jsonl"])
def test_an_error_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    with pytest.raises(ValueError, match="unknown"), open_writer(path, ["a"]) as writer:  # noqa: PT012
        writer.write({"a": "new"})
        assert path.read_text() == "old"
        writer.write({"b": "new"})
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(path, "old")]


@pytest.mark.parametrize("ending", [*ENDINGS, ".jsonl"])
def test_a_finished_file_replaces_the_old_one(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    write(path, ["a"], [{"a": "new"}])
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() != b"old"


@pytest.mark.parametrize("ending", [*ENDINGS, ".jsonl"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(TableError) as caught:
        open_writer(tmp_path / "none" / f"a{ending}", ["a"])
    assert caught.value.code == "unwritable"
    assert os.strerror(2) in str(caught.value)


@pytest.mark.parametrize("ending", [*ENDINGS, ".jsonl"])
def test_a_target_that_cannot_be_replaced_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.mkdir()
    with pytest.raises(TableError) as caught:
        write(path, ["a"], [{"a": "x"}])
    assert caught.value.code == "unwritable"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        open_writer(tmp_path / "a.ods", ["a"])
    assert str(caught.value) == (
        "A file ending in “.ods” cannot be written; use .csv, .xlsx, .jsonl."
    )


def test_mistakes_of_the_program_are_not_taken_for_those_of_people(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="once"):
        open_writer(tmp_path / "a.csv", ["a", "a"])
    with open_writer(tmp_path / "a.csv", ["a"]) as writer:
        with pytest.raises(ValueError, match="unknown columns"):
            writer.write({"b": "x"})
        with pytest.raises(ValueError, match="finite"):
            writer.write({"a": float("nan")})
    with pytest.raises(ValueError, match="closed"):
        writer.write({"a": "x"})


@pytest.mark.parametrize("ending", ENDINGS)
@patient
@given(rows=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=5))
@example(rows=[("\r\n", " ", "\t"), ("'", "''=", "'\r"), ("\x1c", "\x85", "\u2028")])
@example(rows=[("_x000D_", "_x005F_", "&amp;"), ("\ufeff", "sep=;", '"'), ('""', "\\", '\\"')])
def test_any_text_comes_back_unchanged(tmp_path_factory, ending, rows) -> None:
    assume(all("".join(row).strip() for row in rows))
    path = tmp_path_factory.mktemp("round") / f"a{ending}"
    columns = ["a", "b;c", "d"]
    written = [dict(zip(columns, row, strict=True)) for row in rows]
    write(path, columns, list(written))
    assert read(path) == written


@patient
@given(
    columns=st.lists(HOSTILE.map(str.strip).filter(bool), min_size=1, max_size=5, unique=True),
    cells=st.lists(st.lists(HOSTILE, min_size=5, max_size=5), max_size=5),
)
@example(columns=["a|b"], cells=[])
@example(columns=["'a'", "'b'"], cells=[])
@example(columns=["0", ";;"], cells=[])
@example(columns=["\\"], cells=[[",", "", "", "", ""]])
def test_nothing_in_a_table_misleads_about_its_dialect(tmp_path_factory, columns, cells) -> None:
    path = tmp_path_factory.mktemp("columns") / "a.csv"
    written = [dict(zip(columns, row, strict=False)) for row in cells]
    assume(all("".join(row.values()).strip() for row in written))
    write(path, columns, list(written))
    with open_table(path) as table:
        assert table.columns == tuple(columns)
    assert read(path) == written


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("sign", [".", ","])
@patient
@given(amounts=st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3), min_size=1))
def test_any_amount_comes_back_unchanged(tmp_path_factory, ending, sign, amounts) -> None:
    assume(all(abs(amount) < 10**30 for amount in amounts))
    path = tmp_path_factory.mktemp("amounts") / f"a{ending}"
    write(path, ["a"], [{"a": amount} for amount in amounts], decimal_sign=sign)
    known = sign if ending == ".csv" else "."
    assert [read_decimal(row["a"], known) for row in read(path)] == amounts
