"""Sums of several currencies: one in the company's, what it is made of, and what has no rate."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.opportunities import win_opportunity

CLOSES = date(2099, 5, 1)


@pytest.fixture
def sold(work, opportunity_of, customer_of, stages):
    """Open with one customer, all in the first stage (10 %): euros, pesos with a rate, dollars
    without one; and a sale in pesos that is won."""
    with work("admin") as uow:
        set_exchange_rate(uow, "MXN", Decimal("0.05"), valid_from=date(2000, 1, 1))
    customer = customer_of()
    for amount, currency in (("100", "EUR"), ("2000", "MXN"), ("60", "USD"), ("40", "EUR")):
        opportunity_of(
            customer_id=customer, amount=amount, currency=currency, expected_close_on=CLOSES
        )
    won = opportunity_of(customer_id=customer, amount="3000", currency="MXN")
    with work("rep") as uow:
        win_opportunity(uow, won.id)
    return customer


def text(markup: str) -> str:
    plain = unescape(re.sub(r"<[^>]*>", " ", markup))
    return " ".join(plain.replace("\u00a0", " ").split())


def head_of(page: str, stage) -> str:
    start = page.index(f'id="stage-{stage.id}"')
    end = page.index("</header>", start)
    return page[start:end]


OPEN = [
    "€140.00 €140.00",
    "MX$2,000.00 × 0.05 €100.00",
    "$60.00 no exchange rate yet",
    "Together €240.00",
]
WEIGHTED = [
    "€14.00 €14.00",
    "MX$200.00 × 0.05 €10.00",
    "$6.00 no exchange rate yet",
    "Together €24.00",
]


def lines(page: str, name: str) -> list[list[str]]:
    [inside] = re.findall(
        rf'<div class="sl-popover" id="parts-{re.escape(name)}"(.*?)</div>', page, re.S
    )
    sums = re.findall(r'<ul class="sl-parts">(.*?)</ul>', inside, re.S)
    return [[text(line) for line in re.findall(r"<li[^>]*>(.*?)</li>", one, re.S)] for one in sums]


def test_the_column_of_the_board(sold, client_of, stages):
    head = head_of(client_of("rep").get("/opportunities?view=board").text, stages[0])
    shown = text(re.sub(r'<div class="sl-popover".*?</div>', "", head, flags=re.S))
    assert "€240" in shown
    assert "≈ €24" in shown
    assert lines(head, str(stages[0].id)) == [OPEN, WEIGHTED]


def test_the_column_after_a_card_was_moved(sold, client_of, stages, opportunity_of):
    """The heads that the answer brings are made of the same parts."""
    moved = opportunity_of(customer_id=sold, amount="10", currency="USD")
    answer = client_of("rep").post(
        f"/opportunities/{moved.id}/stage",
        data={"stage_id": stages[1].id, "version": moved.version},
        headers={"Accept": "application/json"},
    )
    heads = answer.json["columns"]
    assert lines(heads[str(stages[0].id)], str(stages[0].id))[0] == OPEN
    assert lines(heads[str(stages[1].id)], str(stages[1].id))[0] == [
        "$10.00 no exchange rate yet",
        "Together €0.00",
    ]


def test_the_panel_of_the_customer(sold, client_of):
    page = client_of("rep").get(f"/customers/{sold}").text
    assert lines(page, "customer") == [OPEN]
    start = page.rindex("<h2", 0, page.index('id="parts-customer"'))
    assert "€240" in text(page[start : page.index('id="parts-customer"')])


def test_the_line_about_the_customer_leaves_nothing_out(sold, client_of):
    page = text(client_of("rep").get(f"/customers/{sold}").text)
    assert "4 open opportunities, €240 + $60; the next closes on May 1, 2099." in page


def test_the_line_says_no_sum_that_nobody_can_reckon(client_of, opportunity_of):
    one = opportunity_of(amount="60", currency="USD", expected_close_on=CLOSES)
    page = text(client_of("rep").get(f"/customers/{one.customer_id}").text)
    assert "1 open opportunity, $60; it closes on May 1, 2099." in page


def test_the_reports(sold, client_of):
    page = client_of("rep").get("/reports").text
    ids = re.findall(r'id="parts-([^"]*)"', page)
    [month] = [name for name in ids if name.startswith("open-") and "first" not in name]
    assert lines(page, month) == [OPEN]
    assert lines(page, month.replace("open-", "weighted-")) == [WEIGHTED]
    assert lines(page, "open-first-last") == [OPEN]
    assert "There is no exchange rate for USD yet, so these amounts are missing" in text(page)
    # What was won is of one currency, and not the company's.
    assert lines(page, "won-first-last") == [["MX$3,000.00 × 0.05 €150.00", "Together €150.00"]]
    table = text(page[page.index("<tfoot>") : page.index("</tfoot>")])
    assert "€240" in table
    assert "€150" in table


def test_one_currency_has_no_parts_to_open(client_of, opportunity_of):
    one = opportunity_of(amount="100", currency="EUR")
    for address in ("/opportunities?view=board", "/reports", f"/customers/{one.customer_id}"):
        page = client_of("rep").get(address).text
        assert "€100" in page
        assert 'id="parts-' not in page


def test_with_the_rate_nothing_is_missing_any_more(sold, client_of, work, stages):
    with work("admin") as uow:
        set_exchange_rate(uow, "USD", Decimal("0.5"), valid_from=date(2000, 1, 1))
    rep = client_of("rep")
    for address in ("/opportunities?view=board", "/reports", f"/customers/{sold}"):
        page = rep.get(address).text
        assert "no exchange rate" not in page
        assert "€270" in text(page)
    assert "4 open opportunities, €270;" in text(rep.get(f"/customers/{sold}").text)
