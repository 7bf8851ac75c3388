"""Tax ids as people type them: read, recognised, warned about, shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesforce_lite.countries import (
    COUNTRY_CODES,
    TaxIdWarning,
    country_pack,
    format_tax_id,
    read_tax_id,
)
from salesforce_lite.countries.check_digits import check_characters, has_right_check_digit

# Numbers that are public: of authorities and large companies, or published as examples.
PUBLISHED = [
    ("ES", "54362315-K", "nif", "54362315K"),
    ("ES", "12345678Z", "nif", "12345678Z"),
    ("ES", "M-1234567-L", "nif", "M1234567L"),
    ("ES", "x-2482300w", "nie", "X2482300W"),
    ("ES", "B-58378431", "cif", "B58378431"),
    ("ES", "A 13 585 625", "cif", "A13585625"),
    ("ES", "J99216582", "cif", "J99216582"),
    ("ES", "Q2826000H", "cif", "Q2826000H"),
    ("MX", "GODE 561231 GR8", "rfc", "GODE561231GR8"),
    ("MX", "MAB-930714-8T4", "rfc", "MAB9307148T4"),
    ("MX", "ccm 650122 i06", "rfc", "CCM650122I06"),
    ("AR", "20-05536168-2", "cuit", "20055361682"),
    ("AR", "33-69345023-9", "cuit", "33693450239"),
    ("CL", "76.086.428-5", "rut", "760864285"),
    ("CL", "60.803.000-k", "rut", "60803000K"),
    ("CL", "12.345.678-5", "rut", "123456785"),
    ("CL", "08.900.960-K", "rut", "8900960K"),
    ("CO", "800.003.122-6", "nit", "8000031226"),
    ("CO", "79.308.960-7", "nit", "793089607"),
    ("CO", "1118534248-0", "nit", "11185342480"),
    ("CO", "1.020.304.050", "cedula", "1020304050"),
    ("CO", "79.308.960", "cedula", "79308960"),
    ("PE", "20512333797", "ruc", "20512333797"),
    ("PE", "10054148289", "ruc", "10054148289"),
    ("PE", "05414828", "dni", "05414828"),
]


@pytest.mark.parametrize(("country", "typed", "type_code", "value"), PUBLISHED)
def test_published_numbers_are_recognised_without_a_warning(
    country: str, typed: str, type_code: str, value: str
) -> None:
    reading = read_tax_id(country, typed)
    assert (reading.type, reading.value, reading.warning) == (type_code, value, None)
    assert not reading.is_generic


@pytest.mark.parametrize(("country", "typed", "type_code", "value"), PUBLISHED)
def test_what_is_shown_is_read_as_the_same_number(
    country: str, typed: str, type_code: str, value: str
) -> None:
    shown = format_tax_id(country, value, type_code)
    assert read_tax_id(country, shown) == read_tax_id(country, typed)


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("ES", "54362315Z"),
        ("ES", "X2482300A"),
        ("ES", "B64717839"),
        ("MX", "VACE460910SX6"),
        ("AR", "20267565392"),
        ("CL", "12531909-3"),
        ("CO", "213.123.432-5"),
        ("PE", "20512333798"),
    ],
)
def test_a_wrong_check_digit_is_a_warning_and_the_number_is_kept(country: str, typed: str) -> None:
    reading = read_tax_id(country, typed)
    assert reading.warning is TaxIdWarning.CHECK_DIGIT
    assert reading.value == "".join(filter(str.isalnum, typed))


@pytest.mark.parametrize(
    ("country", "typed", "type_code", "shown"),
    [
        ("CL", "12345678-5", "rut", "12.345.678-5"),
        ("CL", "8900960k", "rut", "8.900.960-K"),
        ("AR", "20267565393", "cuit", "20-26756539-3"),
        ("AR", "20123456", "dni", "20.123.456"),
        ("CO", "800003122-6", "nit", "800.003.122-6"),
        ("CO", "1020304050", "cedula", "1.020.304.050"),
        ("MX", "gode 561231 gr8", "rfc", "GODE561231GR8"),
        ("ES", "b-58378431", "cif", "B58378431"),
        ("PE", "20512333797", "ruc", "20512333797"),
        ("CL", "no tiene", "rut", "no tiene"),
        ("FR", "40 303 265 045", "siren", "40303265045"),
    ],
)
def test_a_number_is_shown_as_its_country_writes_it(
    country: str, typed: str, type_code: str, shown: str
) -> None:
    assert format_tax_id(country, typed, type_code) == shown


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("MX", "XAXX010101000"),
        ("MX", "xexx-010101-000"),
        ("AR", "0"),
        ("AR", "99-99999999-9"),
        ("AR", "55-00000410-2"),
        ("CL", "66.666.666-6"),
        ("CL", "55555555-5"),
        ("CO", "222222222222"),
        ("CO", "444444001"),
        ("PE", "00000000"),
    ],
)
def test_generic_numbers_are_known_and_never_warned_about(country: str, typed: str) -> None:
    reading = read_tax_id(country, typed)
    assert reading.is_generic
    assert reading.warning is None


@pytest.mark.parametrize(
    ("country", "typed", "value"),
    [
        ("ES", "ESB58378431", "B58378431"),
        ("ES", "DNI: 12345678Z", "12345678Z"),
        ("MX", "RFC: MAB930714 8T4", "MAB9307148T4"),
        ("CL", "CL 12531909-2", "125319092"),
        ("CO", "NIT. 800.003.122-6", "8000031226"),
        ("CO", "C.C. 79308960", "79308960"),
        ("MX", "R.F.C. XAXX010101000", "XAXX010101000"),
    ],
)
def test_the_name_of_the_number_typed_before_it_is_not_part_of_it(
    country: str, typed: str, value: str
) -> None:
    reading = read_tax_id(country, typed)
    assert (reading.value, reading.warning) == (value, None)


def test_an_rfc_that_begins_like_the_country_keeps_its_letters() -> None:
    assert read_tax_id("MX", "MXA930714").value == "MXA930714"
    assert read_tax_id("MX", "RFC930714RF3").value == "RFC930714RF3"


def test_zeros_that_a_spreadsheet_lost_are_put_back() -> None:
    assert read_tax_id("ES", "1234567L").value == "01234567L"


def test_a_given_type_is_kept_when_it_fits_and_corrected_when_another_does() -> None:
    assert read_tax_id("AR", "20-26756539-3", "CUIL").type == "cuil"
    assert read_tax_id("ES", "B58378431", "nif").type == "cif"
    assert read_tax_id("ES", "hola", "nif").type == "nif"


def test_an_unknown_type_or_country_is_kept_without_a_warning() -> None:
    passport = read_tax_id("ES", "aa-123", "passport")
    assert (passport.type, passport.value, passport.warning) == ("passport", "AA123", None)
    foreign = read_tax_id("fr", "40 303 265 045")
    assert (foreign.country, foreign.value, foreign.warning) == ("FR", "40303265045", None)


def test_a_colombian_organisation_is_the_same_with_and_without_its_check_digit() -> None:
    with_digit = read_tax_id("CO", "800.003.122-6")
    assert read_tax_id("CO", "800.003.122") == with_digit
    assert read_tax_id("CO", "800003122", "nit") == with_digit
    assert read_tax_id("CO", with_digit.value) == with_digit


@given(st.sampled_from([*COUNTRY_CODES, "FR", ""]), st.text(), st.sampled_from([None, "nif", "x"]))
def test_whatever_is_typed_is_read_without_an_error(
    country: str, typed: str, type_code: str | None
) -> None:
    reading = read_tax_id(country, typed, type_code)
    assert reading.value == reading.value.upper()
    format_tax_id(country, typed, type_code)


@given(st.sampled_from(PUBLISHED), st.sampled_from(" .-/"), st.data())
def test_separators_do_not_matter(
    published: tuple[str, str, str, str], separator: str, data: st.DataObject
) -> None:
    country, _, type_code, value = published
    # A hyphen before the last digit would make a NIT of a Colombian cedula, as it should.
    at = data.draw(st.integers(1, len(value) - 2))
    typed = f" {value[:at]}{separator}{value[at:]} ".lower()
    assert read_tax_id(country, typed, type_code).value == value


CHECKED = {
    kind.check: (code, kind.code)
    for code in COUNTRY_CODES
    for kind in country_pack(code).tax_id_types
    if kind.check
}
NOTICES_EVERY_WRONG_DIGIT = ["es_nif", "es_nie", "es_cif", "mx_rfc", "mod_11_ar", "mod_11_cl"]
EXAMPLES = {
    "es_nif": "54362315K",
    "es_nie": "X2482300W",
    "es_cif": "B58378431",
    "mx_rfc": "GODE561231GR8",
    "mod_11_ar": "20055361682",
    "mod_11_cl": "760864285",
    "mod_11_co": "8000031226",
    "mod_11_pe": "20512333797",
}


def test_every_rule_that_a_pack_names_exists() -> None:
    assert set(CHECKED) == set(EXAMPLES)
    for rule, example in EXAMPLES.items():
        assert has_right_check_digit(rule, example)


@given(st.sampled_from(sorted(EXAMPLES)), st.data())
def test_every_wrong_check_character_is_noticed(rule: str, data: st.DataObject) -> None:
    body = EXAMPLES[rule][:-1]
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNPQRSTVWXYZ"))
    expected = wrong in check_characters(rule, body)
    assert has_right_check_digit(rule, body + wrong) is expected
    assert len(check_characters(rule, body)) <= 2


@given(st.sampled_from(NOTICES_EVERY_WRONG_DIGIT), st.data())
def test_one_wrong_digit_is_noticed_where_the_rule_promises_it(
    rule: str, data: st.DataObject
) -> None:
    example = EXAMPLES[rule]
    digits = [at for at, character in enumerate(example[:-1]) if character.isdigit()]
    body = list(example[:-1])
    for at in digits:
        body[at] = data.draw(st.sampled_from("0123456789"))
    checks = check_characters(rule, "".join(body))
    if not checks:
        return
    at = data.draw(st.sampled_from(digits))
    body[at] = data.draw(st.sampled_from([d for d in "0123456789" if d != body[at]]))
    assert not any(has_right_check_digit(rule, "".join(body) + check) for check in checks)


def test_an_argentine_number_whose_check_digit_would_be_ten_does_not_exist() -> None:
    # 2 × 5 + 1 × 2 = 12, one more than eleven: the authority gives 23 instead of 20.
    assert check_characters("mod_11_ar", "2000000001") == ""
    assert {read_tax_id("AR", f"2000000001{digit}").warning for digit in "0123456789"} == {
        TaxIdWarning.CHECK_DIGIT
    }
    assert read_tax_id("AR", "23-00000001-9").warning is None
