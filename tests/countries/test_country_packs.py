"""Country packs: six countries, every legal value with its source and date."""

import re
from datetime import date
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from babel import Locale
from babel.numbers import list_currencies

from salesforce_lite.countries import (
    COUNTRY_CODES,
    CountryPack,
    UnknownCountryError,
    country_pack,
    find_country_pack,
)

each_pack = pytest.mark.parametrize(
    "pack", [country_pack(code) for code in COUNTRY_CODES], ids=COUNTRY_CODES
)


def test_a_pack_is_found_by_its_code_in_any_case() -> None:
    assert country_pack("mx").name.es == "México"
    assert country_pack("MX") is country_pack(" mx ")


def test_a_country_without_a_pack_is_none_or_an_error() -> None:
    assert find_country_pack("FR") is None
    assert find_country_pack(None) is None
    assert find_country_pack("") is None
    with pytest.raises(UnknownCountryError):
        country_pack("FR")


def test_a_label_speaks_the_language_of_a_locale() -> None:
    name = country_pack("ES").name
    assert name.in_language("es-MX") == "España"
    assert name.in_language("en") == "Spain"


@each_pack
def test_a_pack_names_a_real_currency_zone_locale_and_phone_region(pack: CountryPack) -> None:
    assert pack.currency in list_currencies()
    assert ZoneInfo(pack.time_zone).key == pack.time_zone
    assert [Locale.parse(tag, sep="-").territory for tag in pack.locales] == [pack.code]
    assert pack.phone_region in phonenumbers.SUPPORTED_REGIONS


@each_pack
def test_every_legal_value_has_a_source_and_a_date(pack: CountryPack) -> None:
    sources = [
        *((kind.source, kind.as_of) for kind in pack.tax_id_types),
        *((generic.source, generic.as_of) for generic in pack.generic_tax_ids),
        *((form.source, form.as_of) for form in pack.old_phone_forms),
    ]
    for source, as_of in sources:
        assert len(source) > 5
        assert date(2026, 1, 1) <= as_of <= date(2100, 1, 1)


@each_pack
def test_generic_ids_belong_to_a_type_of_the_country(pack: CountryPack) -> None:
    types = {kind.code for kind in pack.tax_id_types}
    assert {generic.type for generic in pack.generic_tax_ids} <= types


@each_pack
def test_address_fields_share_their_codes_and_need_a_street(pack: CountryPack) -> None:
    codes = [field.code for field in pack.address_fields]
    assert len(codes) == len(set(codes))
    assert set(codes) <= {"street", "unit", "district", "city", "region", "postal_code"}
    assert next(field for field in pack.address_fields if field.is_required).code == "street"


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("ES", "28013", "53000"),
        ("MX", "06600", "6600"),
        ("AR", "c1043aaz", "I1043AAZ"),
        ("AR", "1043", "10430"),
        ("CL", "8320000", "832000"),
        ("CO", "110111", "11011"),
        ("PE", "15001", "LIMA1"),
    ],
)
def test_a_postal_code_is_recognised_by_its_form(country: str, good: str, bad: str) -> None:
    fields = {field.code: field for field in country_pack(country).address_fields}
    assert fields["postal_code"].accepts(good)
    assert not fields["postal_code"].accepts(bad)
    assert fields["street"].accepts(bad)


def test_words_of_the_address_are_those_of_the_country() -> None:
    district = {
        code: field.label.es
        for code in COUNTRY_CODES
        for field in country_pack(code).address_fields
        if field.code == "district"
    }
    assert district == {
        "MX": "Colonia",
        "AR": "Barrio",
        "CL": "Comuna",
        "CO": "Barrio",
        "PE": "Distrito",
    }


@each_pack
def test_shown_forms_have_room_for_the_longest_number(pack: CountryPack) -> None:
    for kind in pack.tax_id_types:
        if kind.shown_as:
            places = kind.shown_as.count("#")
            assert any(kind.pattern.fullmatch(digit * places) for digit in "12356789"), kind.code
            assert not re.search(r"[^#.\- ]", kind.shown_as)
