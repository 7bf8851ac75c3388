"""A sentence tells whether a customer buys more or less than in the same months a year ago."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from .conftest import NOON, Shop

Client = Callable[[str], FlaskClient]
# It is the 10th of March: December, January and February are looked at.
A_YEAR_AGO = ("2024-12-03", "2025-01-03", "2025-02-27")
NOW = ("2025-12-01", "2026-01-15", "2026-02-28")


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesforce_lite.kernel.clock.now", lambda: NOON)


def buy(shop: Shop, days: tuple[str, ...], price: str, **more: Any) -> list[Any]:
    return [
        shop.order(
            [shop.line("1", price)],
            ordered_at=datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC),
            **more,
        )
        for day in days
    ]


def trend(shop: Shop) -> Any:
    with shop.working("rep") as uow:
        found = shop.trend.trend_of(uow, shop.customer.id)
        return found and (found.percent, str(found.now.amount), str(found.before.amount))


def test_full_months_are_compared_with_the_same_months_a_year_ago(
    shop: Shop, client_of: Client
) -> None:
    buy(shop, ("2024-11-01", *A_YEAR_AGO), "100")
    # What is bought in this month does not count yet.
    buy(shop, (*NOW, "2026-03-02"), "82")
    assert trend(shop) == (-18, "246.00", "300.00")
    page = " ".join(client_of("rep").get(f"/customers/{shop.customer.id}").text.split())
    assert "Buys 18 % less than in the same months a year ago: for €246.00 from" in page


def test_what_came_back_is_not_in_the_trend(shop: Shop) -> None:
    buy(shop, ("2024-11-01", *A_YEAR_AGO), "100")
    first, second, _third = buy(shop, NOW, "200")
    shop.give_back(first, {shop.lines_of(first)[0]: "0.5"})
    shop.cancel(second)
    assert trend(shop) == (0, "300.00", "300.00")


@pytest.mark.parametrize(
    ("then", "is_told"),
    [
        (A_YEAR_AGO, False),
        (("2024-12-01", *A_YEAR_AGO), True),
        (("2024-06-01", *A_YEAR_AGO[1:]), False),
        ((), False),
    ],
    ids=["began within these months", "long enough", "too few orders", "nothing"],
)
def test_too_little_history_makes_no_trend(
    shop: Shop, then: tuple[str, ...], is_told: bool
) -> None:
    buy(shop, then, "100")
    buy(shop, NOW, "50")
    assert bool(trend(shop)) == is_told


def test_a_sale_without_a_rate_makes_no_trend(shop: Shop) -> None:
    buy(shop, ("2024-11-01", *A_YEAR_AGO), "100")
    buy(shop, NOW[:2], "50")
    buy(shop, NOW[2:], "50", currency="JPY")
    assert trend(shop) is None


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (0, "Bought nothing from"),
        (82, "Buys 18 % less than"),
        (98, "Buys about as much as"),
        (130, "Buys 30 % more than"),
    ],
)
def test_a_trend_is_a_sentence(shop: Shop, now: int, words: str) -> None:
    money = shop.trend.Money
    found = shop.trend.Trend(
        NOON.date(), NOON.date(), money.of(Decimal(now), "EUR"), money.of(Decimal(100), "EUR")
    )
    with shop.app.test_request_context():
        assert shop.advice_words.trend_words(found).startswith(words)


def test_amounts_of_another_currency_of_the_company_are_no_trend(shop: Shop) -> None:
    buy(shop, ("2024-11-01", *A_YEAR_AGO), "100")
    first, *_others = buy(shop, NOW, "100")
    assert trend(shop) == (0, "300.00", "300.00")
    with shop.operating() as uow:
        # As it is until the order is valued anew.
        shop.again(uow, first).company_currency = "CLP"
    assert trend(shop) is None
