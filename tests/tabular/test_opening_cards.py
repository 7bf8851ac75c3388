"""Address books of other programs are tables: one card a row, whatever version wrote it."""

import pytest

from salesforce_lite.tabular import TableError, open_table


@pytest.fixture
def cards(tmp_path):
    def read(text, encoding="utf-8"):
        path = tmp_path / "cards.vcf"
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
        with open_table(path) as table:
            assert table.format == "vcard"
            return [{name: cell for name, cell in row.values.items() if cell} for row in table.rows]

    return read


def test_a_card_of_version_4(cards):
    [card] = cards(
        "BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:Ana Ruiz\nN:Ruiz;Ana;;Dra.;\n"
        "ORG:Ferretería Pérez;Compras\nTITLE:Jefa de compras\n"
        "EMAIL;TYPE=work:ana@example.com\nEMAIL;PREF=1:a.ruiz@example.com\n"
        'TEL;VALUE=uri;TYPE="cell,voice":tel:+34600111222\nTEL;TYPE=fax:+34911\n'
        "ADR;TYPE=work:;Piso 2;Calle Mayor 1;Soria;Soria;42001;España\n"
        "NOTE:Primera línea\\nsegunda\\, con coma\nEND:VCARD\n"
    )
    assert card == {
        "UID": "urn:uuid:1",
        "Name": "Ana Ruiz",
        "First name": "Ana",
        "Last name": "Ruiz",
        "Title prefix": "Dra.",
        "Company": "Ferretería Pérez",
        "Job title": "Jefa de compras",
        "Email": "a.ruiz@example.com",
        "Email 2": "ana@example.com",
        "Mobile": "+34600111222",
        "Street": "Calle Mayor 1, Piso 2",
        "City": "Soria",
        "State": "Soria",
        "Postal code": "42001",
        "Country": "España",
        "Notes": "Primera línea\nsegunda, con coma",
    }


def test_a_card_of_version_2_with_its_own_encodings(cards):
    [card] = cards(
        "BEGIN:VCARD\nVERSION:2.1\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Jos=C3=A9\n"
        "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Jos=E9 =\nMu=F1oz\n"
        "TEL;CELL;VOICE:600 111 222\nTEL;HOME:911 222 333\nTEL;WORK;PREF:922 333 444\n"
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\n AAAA\n\nEND:VCARD\n"
    )
    assert card == {
        "Name": "José Muñoz",
        "First name": "José",
        "Last name": "Muñoz",
        "Phone": "922 333 444",
        "Mobile": "600 111 222",
        "Home phone": "911 222 333",
    }


def test_folded_lines_groups_and_many_cards(cards):
    one, two = cards(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Luisa\n  Gómez\nitem1.EMAIL:luisa@example.com\n"
        "item1.X-ABLabel:Work\nEND:VCARD\nbegin:vcard\nfn:Pedro\nEND:VCARD\n"
    )
    assert one == {"Name": "Luisa Gómez", "Email": "luisa@example.com"}
    assert two == {"Name": "Pedro"}


def test_a_company_is_called_by_its_name(cards):
    assert cards("BEGIN:VCARD\nORG:Acero S.A.\nEND:VCARD\n") == [
        {"Name": "Acero S.A.", "Company": "Acero S.A."}
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_other_encodings_are_found(tmp_path, encoding):
    path = tmp_path / "cards.vcf"
    path.write_bytes("BEGIN:VCARD\nFN:José Ibáñez Muñoz\nEND:VCARD\n".encode(encoding))
    if encoding == "utf-16":
        # Nobody writes cards so; what they are is told by their first letters.
        with open_table(path) as table:
            assert table.format == "csv"
        return
    with open_table(path) as table:
        assert [row.values["Name"] for row in table.rows] == ["José Ibáñez Muñoz"]


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\nFN:Cut off",
        "BEGIN:VCARD\n:::\n;;;:x\nFN;=;:Odd\nN:\nADR:a\nTEL:\nEND:VCARD\nEND:VCARD",
        "BEGIN:VCARD\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nFN:Outer\nEND:VCARD",
        "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=nothing:=C3=XX\nEND:VCARD",
        "BEGIN:VCARD\nFN:Odd\nNOTE;CHARSET=idna;ENCODING=QUOTED-PRINTABLE:=C3=A9\nEND:VCARD",
        "BEGIN:VCARD\nFN:Odd\nNOTE;CHARSET=undefined;ENCODING=QUOTED-PRINTABLE:=C3=A9\nEND:VCARD",
        # Whoever reckons the length anew at each line takes minutes.
        "BEGIN:VCARD\nFN:Long\nNOTE:" + "\n a" * 150_000 + "\nEND:VCARD",
        f"BEGIN:VCARD\nFN:Long\nPHOTO:{'x' * 200_000}\nEND:VCARD",
    ],
)
def test_odd_cards_are_read_as_far_as_they_go(cards, text):
    assert len(cards(text)) == 1


def test_a_formula_in_a_card_stays_text(cards):
    assert cards("BEGIN:VCARD\nFN:=1+1\nEND:VCARD\n") == [{"Name": "=1+1"}]


def test_a_file_with_zeros_is_none(tmp_path):
    path = tmp_path / "cards.vcf"
    path.write_bytes(b"BEGIN:VCARD\nFN:a\0b\nEND:VCARD\n")
    with pytest.raises(TableError):
        open_table(path)


def test_words_in_a_codec_that_is_no_character_set_stay_as_they_stand(cards):
    [card] = cards(
        "BEGIN:VCARD\nFN:x\nNOTE;CHARSET=-punycode;ENCODING=QUOTED-PRINTABLE:caf-dma\nEND:VCARD"
    )
    assert card["Notes"] == "caf-dma"
