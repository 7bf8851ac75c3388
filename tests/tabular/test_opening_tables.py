"""CSV files as people have them: any encoding, delimiter and quoting, and broken ones."""

import csv
import io
import itertools
from pathlib import Path

import pytest

from salesforce_lite.tabular import TableError, open_table

NAMES = "nombre;ciudad\r\nJosé Peña;Málaga\r\nÁngel Nuñez;León\r\n"


@pytest.fixture
def write(tmp_path: Path):
    numbers = itertools.count()

    def write(content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / f"table-{next(numbers)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def values(path: Path, **named: str) -> list[list[str]]:
    with open_table(path, **named) as table:
        return [list(row.values.values()) for row in table.rows]


def refusal(path: Path, **named: str) -> TableError:
    with pytest.raises(TableError) as caught, open_table(path, **named) as table:
        list(table.rows)
    assert "%(" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "reported", "is_certain"),
    [
        ("utf-8", "utf-8", True),
        ("utf-8-sig", "utf-8-sig", True),
        ("utf-16", "utf-16", True),
        ("cp1252", "cp1252", False),
    ],
)
def test_accents_survive_in_every_usual_encoding(write, encoding, reported, is_certain) -> None:
    path = write(NAMES, encoding)
    with open_table(path) as table:
        assert table.columns == ("nombre", "ciudad")
        assert table.encoding == reported
        assert table.is_encoding_certain is is_certain
    assert values(path) == [["José Peña", "Málaga"], ["Ángel Nuñez", "León"]]


def test_utf16_of_the_other_byte_order_is_read(write) -> None:
    path = write(b"\xfe\xff" + NAMES.encode("utf-16-be"))
    assert values(path)[0] == ["José Peña", "Málaga"]


def test_the_euro_sign_late_in_a_long_file_still_decides_for_windows(write) -> None:
    lines = "a;b\n" + "año;x\n" * 300_000 + "fin;5 €\n"
    with open_table(write(lines, "cp1252")) as table:
        assert table.encoding == "cp1252"
        *_, last = table.rows
    assert last.values == {"a": "fin", "b": "5 €"}
    assert last.number == 300_002


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_windows_does_not_know_is_refused_with_its_line(write, byte) -> None:
    path = write("año;ñandú\nseñal;x\n".encode("latin-1") + b"se\xf1al " + bytes([byte]) + b";y\n")
    error = refusal(path)
    assert (error.code, error.params) == ("undefined_byte", {"line": 3, "byte": f"0x{byte:02X}"})
    assert "--encoding" in str(error)
    assert values(path, encoding="latin-1")[1] == [f"señal {chr(byte)}", "y"]


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_other_old_encodings_are_refused_rather_than_misread(write, encoding) -> None:
    path = write(NAMES, encoding)
    assert refusal(path).code == "unknown_encoding"
    assert refusal(path).params == {"line": 2}
    assert values(path, encoding=encoding)[0] == ["José Peña", "Málaga"]


def test_dashes_and_quotes_of_windows_do_not_look_like_another_encoding(write) -> None:
    path = write("a;b\nMadrid–sur;l’Hospitalet—Besòs\n", "cp1252")
    assert values(path) == [["Madrid–sur", "l’Hospitalet—Besòs"]]


def test_a_line_of_another_encoding_within_utf8_is_named(write) -> None:
    good = "José;Peña\n".encode()
    error = refusal(write(b"a;b\n" + good * 3 + "Íñigo;Peña\n".encode("cp1252") + good * 3))
    assert (error.code, error.params) == ("broken_utf8", {"line": 5})


def test_a_line_of_utf8_within_another_encoding_is_named(write) -> None:
    """Read as Windows-1252 it would become “JosÃ© PeÃ±a” without anybody noticing."""
    old = "Íñigo Núñez;Ávila\n".encode("cp1252")
    for joined, lines in [
        (b"a;b\n" + old * 9 + "José;León\n".encode() + old, {"line": 11, "other": 2}),
        (b"a;b\n" + "José;x\n".encode() + old, {"line": 2, "other": 3}),
        (b"a;b\n" + old + "MUÑOZ;x\n".encode(), {"line": 3, "other": 2}),
    ]:
        error = refusal(write(joined))
        assert (error.code, error.params) == ("mixed_encodings", lines)


def test_signs_of_windows_after_a_capital_do_not_look_like_utf8(write) -> None:
    path = write("a;b\n«IRMÃ»;el “CAFÉ” nº 5 – CAFÉ®\n", "cp1252")
    assert values(path) == [["«IRMÃ»", "el “CAFÉ” nº 5 – CAFÉ®"]]


def test_a_broken_character_across_two_pieces_of_the_file_is_found(write) -> None:
    start = b"a;b\n" + b"\xc3\xb1;" * 10
    filler = b"x" * ((1 << 20) - len(start) - 1)
    error = refusal(write(start + filler + b"\xc3" + b"z;y\n"))
    assert (error.code, error.params) == ("broken_utf8", {"line": 2})


def test_a_character_across_two_pieces_of_the_file_is_whole(write) -> None:
    path = write(b"a\n" + b"x" * 100_000 + b"\n" * ((1 << 20) - 100_003) + "ñ\n".encode())
    assert values(path)[-1] == ["ñ"]


def test_an_encoding_that_does_not_fit_is_refused(write) -> None:
    assert refusal(write(NAMES, "cp1252"), encoding="utf-8").code == "wrong_encoding"
    assert refusal(write(NAMES), encoding="klingon").code == "wrong_encoding"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b\n1,\x002\n", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_format"),
        (b"%PDF-1.7\n", "unsupported_format"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "unsupported_format"),
        (b"PK\x03\x04 not really", "broken_workbook"),
        (b"x" * (17 << 20), "line_too_long"),
        (b"a," * 16_385 + b"z\n", "too_many_columns"),
    ],
)
def test_what_is_no_table_gets_one_clear_refusal(write, content, code) -> None:
    assert refusal(write(content)).code == code


def test_a_missing_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.csv")
    assert error.code == "unreadable"
    assert "No such file" in str(error)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found_though_cells_hold_the_others(write, delimiter) -> None:
    target = io.StringIO(newline="")
    rows = [["a,b", "c;d", "e|f"], ["1,5", "x; y", "p|q"], ["2,5;3", "", "z\tz"]]
    csv.writer(target, delimiter=delimiter).writerows([["one", "two", "three"], *rows])
    path = write(target.getvalue())
    with open_table(path) as table:
        assert table.delimiter == delimiter
    assert values(path) == rows


def test_decimal_commas_do_not_pass_for_the_delimiter(write) -> None:
    assert values(write("nombre;importe\nA;1,50\nB;2,75\n")) == [["A", "1,50"], ["B", "2,75"]]


def test_one_column_needs_no_delimiter(write) -> None:
    assert values(write("email\na@example.com\nb@example.com\n")) == [
        ["a@example.com"],
        ["b@example.com"],
    ]


def test_the_hint_for_spreadsheets_names_the_delimiter_and_is_no_row(write) -> None:
    with open_table(write("sep=|\na,x|b\n1|2\n")) as table:
        assert table.columns == ("a,x", "b")
        (row,) = table.rows
    assert (row.number, row.line) == (2, 3)


def test_spaces_after_the_delimiter_belong_to_no_cell(write) -> None:
    path = write('id, name, city\n1, "Peña, José", León\n')
    assert values(path) == [["1", "Peña, José", "León"]]


def test_spaces_within_cells_are_kept(write) -> None:
    assert values(write("id,name\n1, x \n2,y\n")) == [["1", " x "], ["2", "y"]]


def test_single_quotes_around_every_cell_are_quotes(write) -> None:
    assert values(write("'a','b'\n'1,5','it is'\n")) == [["1,5", "it is"]]


def test_quotes_escaped_by_a_backslash_are_understood(write) -> None:
    path = write('"a","b"\n"the \\"big\\", one","2"\n"x","y"\n')
    assert values(path) == [['the "big", one', "2"], ["x", "y"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way_and_cells_hold_line_breaks(write, ending) -> None:
    path = write(ending.join(["a,b", f'"1{ending}2",3', "", "4,5"]))
    with open_table(path) as table:
        rows = list(table.rows)
    assert [row.values for row in rows] == [{"a": f"1{ending}2", "b": "3"}, {"a": "4", "b": "5"}]
    assert [row.number for row in rows] == [2, 4]
    assert [row.line for row in rows] == [2, 5]


def test_uneven_rows_are_given_with_their_problem(write) -> None:
    with open_table(write("a,b,c\n1,2\n1,2,3\n1,2,3,4,5\n1,2,3,,\n")) as table:
        rows = list(table.rows)
    assert [row.problem for row in rows] == ["too_few_cells", None, "too_many_cells", None]
    assert rows[0].values == {"a": "1", "b": "2", "c": ""}
    assert rows[2].values == {"a": "1", "b": "2", "c": "3"}
    assert rows[2].surplus == ("4", "5")


def test_blank_rows_are_left_out_and_still_counted(write) -> None:
    with open_table(write("\n\na,b\n\n,\n  , \n1,2\n")) as table:
        (row,) = table.rows
    assert (row.number, row.values) == (7, {"a": "1", "b": "2"})


def test_columns_are_stripped_named_and_unique(write) -> None:
    with open_table(write(" Name ,,Name,Name (2),Name,,\n1,2,3,4,5,,\n")) as table:
        assert table.columns == ("Name", "B", "Name (3)", "Name (2)", "Name (4)")
        (row,) = table.rows
    assert list(row.values.values()) == ["1", "2", "3", "4", "5"]


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(write) -> None:
    error = refusal(write('a,b\n1,2\n3,"4\n5,6\n'))
    assert (error.code, error.params) == ("unclosed_quote", {"line": 3})


def test_a_cell_that_swallows_the_file_is_named_by_its_line(write) -> None:
    error = refusal(write('a,b\n1,"2\n' + "x,y\n" * 60_000))
    assert (error.code, error.params["line"]) == ("cell_too_long", 2)


def test_rows_can_be_gone_through_again_and_tell_their_progress(write) -> None:
    with open_table(write("a,b\n" + "1,2\n" * 200_000)) as table:
        first = table.rows
        next(first)
        assert 0 < table.progress < 0.5
        assert sum(1 for _ in table.rows) == 200_000
        assert table.progress == 1.0


def test_apostrophes_of_our_writer_go_and_those_of_people_stay(write) -> None:
    path = write("a,b,c,d\n'=1+1,'tis,''@x,O'Neill\n'+34 600,'-5,'',x'\n")
    assert values(path) == [["=1+1", "'tis", "'@x", "O'Neill"], ["+34 600", "-5", "''", "x'"]]
