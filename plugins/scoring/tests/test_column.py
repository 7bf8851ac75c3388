"""The list of customers has a column of scores, to sort and to filter by."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Records, Trial

from .scores import follow, is_, rule, rules, use

Browsers = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def _three(plugin: Trial, records: Records) -> None:
    plugin.enable()
    use(
        plugin,
        rules(
            rule("r1", 80, is_("customer.lifecycle", "active")),
            rule("r2", 50, is_("customer.lifecycle", "qualified")),
        ),
    )
    for name, lifecycle in (("Abad", "lead"), ("Bueno", "active"), ("Casas", "qualified")):
        records.customer(name=name, lifecycle=lifecycle)
    follow(plugin)


def order(text: str) -> list[str]:
    """The names in the order in which the page has them."""
    return sorted((name for name in ("Abad", "Bueno", "Casas") if name in text), key=text.index)


def test_the_list_says_where_each_customer_stands(client_of: Browsers) -> None:
    text = client_of("rep").get("/customers").text
    for cell in ("A3", "B3", "C3"):
        assert f"<span>{cell}</span>" in text
    assert "Fit 80, engagement 0" in text
    assert order(text) == ["Abad", "Bueno", "Casas"]


def test_it_is_sorted_from_the_best_on_and_back(client_of: Browsers) -> None:
    browser = client_of("rep")
    assert order(browser.get("/customers?sort=scoring").text) == ["Bueno", "Casas", "Abad"]
    assert order(browser.get("/customers?sort=-scoring").text) == ["Abad", "Casas", "Bueno"]


def test_one_cell_alone_can_be_asked_for(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    address = plugin.module("column_words").cell_address
    with plugin.app.test_request_context():
        only = address("B3")
    assert order(client_of("rep").get(only).text) == ["Casas"]
    assert order(client_of("other").get(only).text) == []
    assert order(client_of("rep").get("/customers?x.scoring=Z9").text) != []


def test_while_it_is_off_the_list_has_no_such_column(plugin: Trial, client_of: Browsers) -> None:
    plugin.disable()
    text = client_of("rep").get("/customers?sort=scoring").text
    assert "<span>A3</span>" not in text
    assert order(text) == ["Abad", "Bueno", "Casas"]
