"""Phone numbers as people type them."""

import csv
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesforce_lite.countries import (
    COUNTRY_CODES,
    country_of_phone,
    format_phone,
    read_phone,
    zones_of_phone,
)

OUTSIDE_DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("91 123 45 67", "ES", "+34911234567"),
        ("0034 911 234 567", "ES", "+34911234567"),
        ("0034 911 234 567", "CO", "+34911234567"),
        ("(+34) 911.234.567", "MX", "+34911234567"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("(045) 33-1234-5678", "MX", "+523312345678"),
        ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("+521 55 1234 5678", "ES", "+525512345678"),
        ("525512345678", "MX", "+525512345678"),
        ("11 4444 5555", "AR", "+541144445555"),
        ("011 15-4444-5555", "AR", "+5491144445555"),
        ("+54 9 11 4444 5555", "AR", "+5491144445555"),
        ("+54 11 15 4444 5555", "ES", "+5491144445555"),
        ("9 11 4444 5555", "AR", "+5491144445555"),
        ("0351 15 444 5555", "AR", "+5493514445555"),
        ("(011) 4444-5555/66", "AR", "+541144445555"),
        ("9 8765 4321", "CL", "+56987654321"),
        ("09 8765 4321", "CL", "+56987654321"),
        ("(2) 2345 6789", "CL", "+56223456789"),
        ("300 123 4567", "CO", "+573001234567"),
        ("(1) 234 5678", "CO", "+576012345678"),
        ("601 234 5678", "CO", "+576012345678"),
        ("(01) 444-5555", "PE", "+5114445555"),
        ("987 654 321", "PE", "+51987654321"),
        ("Cel. 622 333 444 (Ana)", "ES", "+34622333444"),
        ("911 234 567 / 622 333 444", "ES", "+34911234567"),
        ("911 234 567 o 622 333 444", "ES", "+34911234567"),
        ("(555) 937-5145", "US", "+15559375145"),
        ("+34 911 234 567", None, "+34911234567"),
    ],
)
def test_a_number_is_read_as_it_is_dialled_today(
    typed: str, country: str | None, number: str
) -> None:
    reading = read_phone(typed, country)
    assert reading.number == number
    assert reading.is_possible
    assert reading.typed == typed


@pytest.mark.parametrize(
    ("typed", "country", "extension"),
    [
        ("91 123 45 67 ext. 12", "ES", "12"),
        ("91 123 45 67 extensión 12", "ES", "12"),
        ("91 123 45 67 x12", "ES", "12"),
        ("01 444 5555 anexo 123", "PE", "123"),
        ("011 4444-5555 interno 45", "AR", "45"),
        ("011 4444-5555 int. 45", "AR", "45"),
        ("01 55 1234 5678 ext 9 (oficina)", "MX", "9"),
        ("1-955-371-0847 x371", "US", "371"),
        ("91 123 45 67", "ES", None),
    ],
)
def test_an_extension_is_kept_apart(typed: str, country: str, extension: str | None) -> None:
    reading = read_phone(typed, country)
    assert reading.is_possible
    assert reading.extension == extension


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("", "ES"),
        ("n/a", "ES"),
        ("no tiene", "MX"),
        ("12", "ES"),
        ("4444 5555", "AR"),
        ("600123456", None),
        ("600123456", "XX"),
        ("9" * 5000, "ES"),
    ],
)
def test_what_nobody_could_dial_is_kept_as_typed_only(typed: str, country: str | None) -> None:
    reading = read_phone(typed, country)
    assert (reading.number, reading.extension, reading.is_possible) == (None, None, False)
    assert reading.typed == typed


def test_a_number_is_shown_nationally_at_home_and_internationally_abroad() -> None:
    assert format_phone("+525512345678", "MX") == "55 1234 5678"
    assert format_phone("+525512345678", "ES") == "+52 55 1234 5678"
    assert format_phone("+5491144445555", "AR") == "011 15-4444-5555"
    assert format_phone("+5491144445555", "CL") == "+54 9 11 4444-5555"
    assert format_phone("+34911234567", None) == "+34 911 23 45 67"


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert format_phone("no tiene", "MX") == "no tiene"


@pytest.mark.parametrize("country", COUNTRY_CODES)
@pytest.mark.parametrize("kind", ["MOBILE", "FIXED_LINE", "TOLL_FREE"])
def test_what_is_shown_is_read_as_the_same_number(country: str, kind: str) -> None:
    example = phonenumbers.example_number_for_type(
        country, getattr(phonenumbers.PhoneNumberType, kind)
    )
    assert example is not None
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for reader in COUNTRY_CODES:
        assert read_phone(format_phone(number, reader), reader).number == number


@given(
    st.text(max_size=40) | st.text("0123456789 +-()/.x", max_size=30),
    st.sampled_from(["AR", "CO", None]),
)
def test_whatever_is_typed_is_read_without_an_error(typed: str, country: str | None) -> None:
    reading = read_phone(typed, country)
    assert reading.typed == typed
    assert reading.number is None or re.fullmatch(r"\+[1-9]\d{5,16}", reading.number)


@pytest.mark.outside_data
@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("crm/sfdc_assets/Account.csv", ["Phone"]),
        ("crm/sfdc_assets/Contact.csv", ["Phone", "MobilePhone", "HomePhone"]),
        ("crm/atomic_crm/contacts_export.csv", ["phone_work", "phone_home", "phone_other"]),
        ("crm/atomic_crm/contacts.csv", ["phone_work", "phone_home", "phone_other"]),
    ],
)
def test_phones_of_real_exports_are_all_read(file: str, columns: list[str]) -> None:
    path = OUTSIDE_DATA / file
    if not path.exists():
        pytest.skip("the data from outside is not here")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        typed = [row[column] for row in csv.DictReader(lines) for column in columns]
    numbers = [text for text in typed if text]
    assert numbers
    assert [text for text in numbers if not read_phone(text, "US").is_possible] == []


@pytest.mark.outside_data
def test_numbers_of_the_world_are_read_from_any_country() -> None:
    path = OUTSIDE_DATA / "phone" / "phonenumbers_tests" / "phonenumberutiltest.py"
    if not path.exists():
        pytest.skip("the data from outside is not here")
    written = set(re.findall(r'"(\+[\d ()\-]{8,20})"', path.read_text(encoding="utf-8")))
    assert len(written) > 20
    for text in written:
        assert read_phone(text, "PE").number == read_phone(text, "ES").number


def test_a_number_tells_its_country_and_the_zone_of_its_area() -> None:
    assert country_of_phone("+34922123456") == "ES"
    assert zones_of_phone("+34922123456") == ("Atlantic/Canary",)
    assert zones_of_phone("+525555123456") == ("America/Mexico_City",)
    assert country_of_phone("+999123") == ""
    assert zones_of_phone("none") == ()
