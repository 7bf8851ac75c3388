"""The countries that may be chosen are those that files may name."""

from salesforce_lite.countries import COUNTRY_CODES, country_names, is_country
from salesforce_lite.intake import country_code


def test_every_country_is_known_to_files_and_nothing_else_is() -> None:
    for code in country_names("en"):
        assert country_code(code) == code
    for code in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO", "", "es", "419"):
        assert not is_country(code)
    assert country_code("ZZ") is None


def test_our_countries_are_called_in_the_words_of_the_region() -> None:
    assert set(COUNTRY_CODES) <= set(country_names("es-MX"))
    assert country_names("es-MX")["MX"] == "México"
