"""The forecast: what was won keeps its worth, what is open is worth what it would be today."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.opportunities import win_opportunity
from salesforce_lite.opportunities.forecast import forecast
from salesforce_lite.opportunities.service import today_of


@pytest.fixture
def today(work):
    with work("admin") as uow:
        return today_of(uow)


def test_a_new_rate_changes_what_is_open_and_not_what_was_won_before(work, opportunity_of, today):
    this_month = today.replace(day=1)
    last_month = this_month - timedelta(days=1)
    with work("admin") as uow:
        set_exchange_rate(uow, "USD", Decimal("0.5"), valid_from=date(2000, 1, 1))
        set_exchange_rate(uow, "USD", Decimal(2), valid_from=this_month)
    for day in (last_month, today):
        won = opportunity_of(amount="100", currency="USD", expected_close_on=today)
        with work("rep") as uow:
            win_opportunity(uow, won.id, on=day)
    opportunity_of(amount="100", currency="USD", expected_close_on=today)
    with work("rep") as uow:
        told = forecast(uow)
        by_month = {row.first: row for row in told.rows}
        assert by_month[last_month.replace(day=1)].won.amount.amount.minor == 5_000
        assert by_month[this_month].won.amount.amount.minor == 20_000
        assert by_month[this_month].open.amount.amount.minor == 20_000
        won = told.total.won
        assert (won.count, won.amount.amount.minor) == (2, 25_000)
        [part] = won.amount.parts
        assert (part.amount.minor, part.converted.minor, part.rate) == (20_000, 25_000, None)


def test_what_has_no_rate_is_named_beside_the_sum(work, opportunity_of, today):
    for currency in ("EUR", "MXN"):
        won = opportunity_of(amount="100", currency=currency, expected_close_on=today)
        with work("rep") as uow:
            win_opportunity(uow, won.id)
    with work("rep") as uow:
        told = forecast(uow)
        assert told.total.won.amount.amount.minor == 10_000
        assert told.missing_rates == ("MXN",)


def test_what_has_a_rate_does_not_speak_for_what_has_none_of_the_same_currency(
    work, opportunity_of, today
):
    this_month = today.replace(day=1)
    with work("admin") as uow:
        set_exchange_rate(uow, "MXN", Decimal("0.05"), valid_from=this_month)
    for amount, day in (("2000", this_month - timedelta(days=1)), ("3000", today)):
        won = opportunity_of(amount=amount, currency="MXN", expected_close_on=today)
        with work("rep") as uow:
            win_opportunity(uow, won.id, on=day)
    with work("rep") as uow:
        total = forecast(uow).total.won.amount
    told = [(part.amount.minor, part.converted and part.converted.minor) for part in total.parts]
    assert sorted(told) == [(200_000, None), (300_000, 15_000)]
    assert (total.amount.minor, total.missing_rates) == (15_000, ("MXN",))


def test_the_total_of_what_was_won_opens_what_it_counts(work, opportunity_of, client_of, today):
    """Not what was won before the table begins, nor what a file has dated after its end."""
    names = {"before": -400, "counted": 0, "after": 400}
    for name, days in names.items():
        on = today + timedelta(days=days)
        opportunity_of(title=f"Won {name}", amount="100", outcome="won", closed_on=on)
    rep = client_of("rep")
    foot = re.search(r"<tfoot>(.*?)</tfoot>", rep.get("/reports").text, re.S)[1]
    [address] = {unescape(one) for one in re.findall(r'href="([^"]*outcome=won[^"]*)"', foot)}
    listed = rep.get(address).text
    assert [name for name in names if f"Won {name}" in listed] == ["counted"]
    with work("rep") as uow:
        assert forecast(uow).total.won.count == 1
