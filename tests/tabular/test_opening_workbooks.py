"""XLSX workbooks: what a person sees in the cells, and workbooks made to do harm."""

import datetime
import errno
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from salesforce_lite.tabular import TableError, open_table
from salesforce_lite.tabular import archive as archive_of_tables
from salesforce_lite.tabular.archive import MAX_CELLS, check_workbook

NEW_YEARS_EVE = datetime.datetime(2024, 12, 31, 14, 5)  # noqa: DTZ001 - a cell has no zone


@pytest.fixture
def path(tmp_path: Path) -> Path:
    # The ending misleads: what counts is what is in the file.
    return tmp_path / "table.csv"


def code_of_refusal(path: Path, **named: str) -> str:
    with pytest.raises(TableError) as caught, open_table(path, **named) as table:
        list(table.rows)
    assert "%(" not in str(caught.value)
    return caught.value.code


def repack(path: Path, part: str, change) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def small_workbook(path: Path) -> None:
    with Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])


def test_cells_become_the_text_that_a_person_sees(path: Path) -> None:
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        span = book.add_format({"num_format": "[h]:mm"})
        sheet.write_row(0, 0, list("abcdefgh"))
        sheet.write_row(1, 0, [5.0, 0.1 + 0.2, 1e20, True])
        sheet.write_datetime(1, 4, datetime.date(2024, 12, 31), day)
        sheet.write_datetime(1, 5, NEW_YEARS_EVE, moment)
        sheet.write_datetime(1, 6, datetime.timedelta(hours=50, minutes=3), span)
        sheet.write_string(1, 7, "007")
    with open_table(path) as table:
        assert table.format == "xlsx"
        (row,) = table.rows
    assert list(row.values.values()) == [
        "5",
        "0.3",
        "100000000000000000000",
        "true",
        "2024-12-31",
        "2024-12-31T14:05:00",
        "50:03:00",
        "007",
    ]


def test_rows_are_numbered_as_the_spreadsheet_does(path: Path) -> None:
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["a", "b"])
        sheet.write_row(3, 1, ["1", "2"])
        sheet.write_row(6, 1, ["3", "", "more"])
    with open_table(path) as table:
        assert table.columns == ("a", "b")
        rows = list(table.rows)
        assert list(table.rows) == rows
        assert table.progress == 1.0
    assert [row.number for row in rows] == [4, 7]
    assert (rows[1].problem, rows[1].surplus) == ("too_many_cells", ("more",))


def test_the_first_visible_sheet_is_read_unless_one_is_named(path: Path) -> None:
    with Workbook(path) as book:
        for name in ("Hidden", "Seen", "Other"):
            book.add_worksheet(name).write_column(0, 0, ["name", name])
        book.get_worksheet_by_name("Seen").activate()
        book.get_worksheet_by_name("Hidden").hide()
    with open_table(path) as table:
        assert table.sheet_names == ("Hidden", "Seen", "Other")
        assert [row.values for row in table.rows] == [{"name": "Seen"}]
    with open_table(path, sheet="Other") as table:
        assert [row.values for row in table.rows] == [{"name": "Other"}]
    assert code_of_refusal(path, sheet="Nowhere") == "no_such_sheet"


def test_an_empty_sheet_is_an_empty_table(path: Path) -> None:
    with Workbook(path) as book:
        book.add_worksheet()
    assert code_of_refusal(path) == "empty"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c s='1' r='XFD1048576'><v>1</v></c>",
        b'<c x=">" r="xfd1048576"><v>1</v></c>',
        b'<x:c r = "XFD1048576"><v>1</v></x:c>',
    ],
)
def test_one_far_cell_does_not_span_billions(path: Path, cell: bytes) -> None:
    small_workbook(path)
    far = b'<row r="1048576">' + cell + b"</row></sheetData>"
    repack(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert code_of_refusal(path) == "too_many_cells"


def test_cells_without_positions_are_counted(path: Path) -> None:
    small_workbook(path)
    wide = b"<row>" + b"<c/>" * 16_000 + b"</row>"
    rows = wide + b"<row><c/></row>" * (MAX_CELLS // 16_000) + b"</sheetData>"
    repack(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows))
    assert code_of_refusal(path) == "too_many_cells"


def test_more_columns_than_a_spreadsheet_has_are_refused(path: Path) -> None:
    small_workbook(path)
    cell = b'<row r="2"><c r="ZZZ2"/></row></sheetData>'
    repack(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cell))
    assert code_of_refusal(path) == "too_many_columns"


def test_a_bomb_is_refused_by_what_it_declares(path: Path) -> None:
    small_workbook(path)
    repack(path, "xl/styles.xml", lambda xml: xml + b" " * (513 << 20))
    assert path.stat().st_size < 1 << 20
    assert code_of_refusal(path) == "workbook_too_large"


@pytest.mark.parametrize(
    ("fault", "code"), [(errno.EIO, "unreadable"), (errno.EINVAL, "broken_workbook")]
)
def test_a_disk_that_fails_is_not_told_as_a_broken_workbook(
    path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, code: str
) -> None:
    small_workbook(path)

    def fail(*_about: object) -> None:
        raise OSError(fault, "no luck")

    monkeypatch.setattr(archive_of_tables.zipfile.ZipFile, "infolist", fail)
    assert code_of_refusal(path) == code


def test_a_bomb_that_lies_about_its_size_is_refused(path: Path) -> None:
    small_workbook(path)
    repack(path, "xl/styles.xml", lambda xml: xml + b" " * (4 << 20))
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/styles.xml").file_size
    lie = path.read_bytes().replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    path.write_bytes(lie)
    with pytest.raises(TableError) as caught:
        check_workbook(path)
    assert caught.value.code == "broken_workbook"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"readme.txt": "hello"}, "unsupported_format"),
        ({"content.xml": "<x/>"}, "unsupported_format"),
        ({"xl/workbook.bin": "x"}, "unsupported_format"),
        ({"xl/workbook.xml": "this is no XML"}, "broken_workbook"),
    ],
)
def test_other_archives_are_told_apart(path: Path, parts: dict[str, str], code: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert code_of_refusal(path) == code


def test_a_workbook_cut_anywhere_is_refused_and_never_crashes(path: Path) -> None:
    small_workbook(path)
    whole = path.read_bytes()
    for length in range(4, len(whole), 97):
        path.write_bytes(whole[:length])
        assert code_of_refusal(path) in {"broken_workbook", "binary"}


def test_a_workbook_with_flipped_bytes_is_read_or_refused(path: Path) -> None:
    small_workbook(path)
    whole = bytearray(path.read_bytes())
    for position in range(4, len(whole), 41):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        with suppress(TableError), open_table(path) as table:
            list(table.rows)
