"""JSON lines: what is written as such is read back, and what is no table is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesforce_lite.tabular import TableError, open_table, open_writer


def rows(path: Path) -> list[dict[str, str]]:
    with open_table(path) as table:
        assert table.format == "jsonl"
        return [row.values for row in table.rows]


def test_what_was_written_is_read_back(tmp_path) -> None:
    path = tmp_path / "table.jsonl"
    texts = ["=1+1", "'=1", "'tis", "ñ “x”\nsecond line", "{}", "+34 912"]
    with open_writer(path, ["text", "=column", "amount", "on", "is", "none"]) as writer:
        for text in texts:
            writer.write(
                {
                    "text": text,
                    "=column": -7,
                    "amount": Decimal("-1500.00"),
                    "on": date(2026, 1, 31),
                    "is": True,
                }
            )
    read = rows(path)
    assert [row["text"] for row in read] == texts
    others = {"=column": "-7", "amount": "-1500.00", "on": "2026-01-31", "is": "true", "none": ""}
    assert all(row == {"text": row["text"], **others} for row in read)


def test_rows_are_counted_and_uneven_ones_told(tmp_path) -> None:
    path = tmp_path / "named.csv"  # told by its content
    path.write_text('{"a": 1.10, "b": null}\n\n{"b": [1], "a": "x"}\n{"a": "y", "c": "z"}\n')
    with open_table(path) as table:
        found = [(row.number, row.line, row.values, row.surplus) for row in table.rows]
        assert table.progress == 1
    assert found == [
        (2, 1, {"a": "1.10", "b": ""}, ()),
        (3, 3, {"a": "x", "b": "1"}, ()),
        (4, 4, {"a": "y", "b": ""}, ("z",)),
    ]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (b"[1]", "broken_json"),
        (b'{"a": ', "broken_json"),
        (b'{"a": "\xe9"}', "broken_json"),
        (b"[" * 100_000, "broken_json"),
        (b'{"a": "\\u0000"}', "unwritable_text"),
        (b'{"a": "\\ud800"}', "unwritable_text"),
        (b'{"a": "' + b"x" * (17 << 20) + b'"}', "line_too_long"),
    ],
)
def test_a_line_that_is_no_row_is_told(tmp_path, second, code) -> None:
    path = tmp_path / "table.jsonl"
    path.write_bytes(b'{"a": 1}\n' + second + b"\n")
    with pytest.raises(TableError) as refusal:
        rows(path)
    assert refusal.value.code == code
    assert refusal.value.params.get("line", 2) == 2


def test_a_heading_in_braces_is_still_a_table_of_text(tmp_path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("{id},name\n1,x\n")
    with open_table(path) as table:
        assert (table.format, table.columns) == ("csv", ("{id}", "name"))


def test_a_list_of_words_is_what_a_cell_of_several_words_says(tmp_path: Path) -> None:
    path = tmp_path / "tags.jsonl"
    path.write_text('{"a": ["big", "pays; late"], "b": [], "c": [{"d": "e"}], "d": {"e": ["f"]}}\n')
    assert rows(path) == [
        {"a": "big; pays\\; late", "b": "", "c": '[{"d": "e"}]', "d": '{"e": ["f"]}'}
    ]
