"""Doubtful tax ids are told in a sentence, in each country, and never refused."""

import pytest

from salesforce_lite.customers import CustomerDraft, save_customer, tax_warning


@pytest.mark.parametrize(
    ("country", "right", "wrong_digit"),
    [
        ("ES", "B58378431", "B58378432"),
        ("MX", "MAB9307148T4", "MAB9307148T5"),
        ("AR", "30-50001091-2", "30-50001091-3"),
        ("CL", "76.354.771-K", "76.354.771-1"),
        ("CO", "800.197.268-4", "800.197.268-5"),
        ("PE", "20131312955", "20131312956"),
    ],
)
def test_each_country_tells_a_wrong_digit_and_a_wrong_form(country, right, wrong_digit):
    assert tax_warning(country, right) is None
    assert "check digit" in tax_warning(country, wrong_digit)
    assert "complete" in tax_warning(country, "12")


def test_nothing_is_doubtful_about_what_is_generic_empty_or_from_elsewhere():
    assert tax_warning("MX", "XAXX010101000") is None
    assert tax_warning("MX", " ") is None
    assert tax_warning("", "123") is None
    assert tax_warning("FR", "whatever") is None


def test_a_doubtful_tax_id_is_saved_all_the_same(work):
    with work("rep") as uow:
        draft = CustomerDraft.of({"name": "X", "tax_country": "ES", "tax_value": "B-58378432"})
        assert save_customer(uow, draft).tax_value == "B58378432"
