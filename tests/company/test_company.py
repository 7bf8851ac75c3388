"""The company's settings, and the exchange rates it reckons with."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from salesforce_lite.app import prepare_instance
from salesforce_lite.company import (
    Company,
    delete_exchange_rate,
    get_company,
    list_exchange_rates,
    save_company,
    set_exchange_rate,
    total_in_company_currency,
)
from salesforce_lite.company.errors import CurrencyInUseError, InvalidRateError, OwnCurrencyError
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.money import Money, UnknownCurrencyError

NEW_YEAR = date(2026, 1, 1)
SPRING = date(2026, 3, 1)


def rate(uow, currency, value, valid_from=NEW_YEAR):
    return set_exchange_rate(uow, currency, Decimal(value), valid_from=valid_from)


def test_an_instance_begins_with_one_company(app, work):
    prepare_instance(app)
    with work("rep") as uow:
        company = get_company(uow)
        assert (company.name, company.currency, company.country) == ("Our company", "EUR", "ES")
        assert (company.zone, company.locale) == ("Europe/Madrid", "es-ES")
        assert uow.session.scalar(select(func.count()).select_from(Company)) == 1


def test_what_was_set_up_stays_after_an_upgrade(app, work):
    with work("admin") as uow:
        save_company(uow, {"name": " Café  del Sur ", "country": "pe", "currency": "pen"})
    prepare_instance(app)
    with work("rep") as uow:
        company = get_company(uow)
        assert (company.name, company.country, company.currency) == ("Café del Sur", "PE", "PEN")


def test_every_wrong_setting_is_named(work):
    wrong = {"name": "", "currency": "EURO", "country": "XX", "zone": "Mars", "locale": "de"}
    with work("admin") as uow:
        with pytest.raises(InvalidInputError) as refused:
            save_company(uow, wrong)
        assert set(refused.value.fields) == set(wrong)
        with pytest.raises(StaleVersionError):
            save_company(uow, {"name": "x"}, version=99)


@pytest.mark.parametrize("name", ["manager", "rep", "inside", "viewer"])
def test_only_administrators_change_the_company(work, name):
    with work(name) as uow:
        for forbidden in (
            lambda: save_company(uow, {"name": "x"}),
            lambda: rate(uow, "USD", "0.9"),
            lambda: delete_exchange_rate(uow, "USD", NEW_YEAR),
        ):
            with pytest.raises(PermissionDeniedError):
                forbidden()


def test_the_newest_rate_that_is_not_after_the_day_counts(work):
    with work("admin") as uow:
        rate(uow, "USD", "0.9")
        rate(uow, "USD", "0.8", SPRING)
        rate(uow, "MXN", "0.05", SPRING)

    def euros(on):
        with work("rep") as uow:
            total = total_in_company_currency(uow, [Money.of("100", "USD")], on)
            return str(total.amount), total.missing_rates

    assert euros(date(2025, 12, 31)) == ("0.00 EUR", ("USD",))
    assert euros(NEW_YEAR) == ("90.00 EUR", ())
    assert euros(date(2026, 2, 28)) == ("90.00 EUR", ())
    assert euros(SPRING) == ("80.00 EUR", ())
    assert euros(date(2030, 1, 1)) == ("80.00 EUR", ())


def test_a_total_shows_its_parts_and_names_what_is_missing(work):
    with work("admin") as uow:
        rate(uow, "CLP", "0.00095")
    parts = [
        Money.of("10.50", "EUR"),
        Money.of("1000000", "CLP"),
        Money.of("0.50", "EUR"),
        Money.of("7", "ARS"),
    ]
    with work("rep") as uow:
        total = total_in_company_currency(uow, parts, SPRING)
    assert str(total.amount) == "961.00 EUR"
    assert total.missing_rates == ("ARS",)
    assert [(str(part.amount), str(part.converted)) for part in total.parts] == [
        ("7.00 ARS", "None"),
        ("1000000 CLP", "950.00 EUR"),
        ("11.00 EUR", "11.00 EUR"),
    ]


def test_nothing_adds_up_to_nothing(work):
    with work("rep") as uow:
        total = total_in_company_currency(uow, [], SPRING)
    assert (str(total.amount), total.parts, total.missing_rates) == ("0.00 EUR", (), ())


def test_a_rate_is_set_again_and_taken_back(work):
    with work("admin") as uow:
        rate(uow, "usd", "0.9")
        rate(uow, "USD", "0.95")
    with work("admin") as uow:
        assert [(one.currency, one.rate) for one in list_exchange_rates(uow)] == [
            ("USD", Decimal("0.95"))
        ]
        delete_exchange_rate(uow, "USD", NEW_YEAR)
        assert list_exchange_rates(uow) == []
        with pytest.raises(NotFoundError):
            delete_exchange_rate(uow, "USD", NEW_YEAR)


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity", "1E+50", "1E-50"])
def test_a_rate_is_a_positive_number(work, value):
    with pytest.raises(InvalidRateError), work("admin") as uow:
        rate(uow, "USD", value)


def test_the_own_currency_and_what_is_none_have_no_rate(work):
    with work("admin") as uow:
        with pytest.raises(OwnCurrencyError):
            rate(uow, "EUR", "1")
        with pytest.raises(UnknownCurrencyError):
            rate(uow, "XYZ", "1")


def test_the_currency_stays_while_rates_to_it_are_recorded(work):
    with work("admin") as uow:
        rate(uow, "USD", "0.9")
        with pytest.raises(CurrencyInUseError):
            save_company(uow, {"currency": "MXN"})
        delete_exchange_rate(uow, "USD", NEW_YEAR)
        assert save_company(uow, {"currency": "MXN"}).currency == "MXN"
