"""The nearest list that holds on the day gives the price, and the line says which."""

from datetime import date
from typing import Any

import pytest

from .conftest import NOON, Shop

TODAY, SPRING, SUMMER = NOON.date(), date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def bread(shop: Shop) -> Any:
    shop.customer = shop.records.customer(name="Kiosk", tags=("vip",), roles=("distributor",))
    return shop.product("B1")


def audience(shop: Shop, called: str) -> dict[str, Any]:
    """The fields of a list for that audience, to which the customer belongs."""
    match called:
        case "customer":
            return {"audience": "customer", "audience_value": str(shop.customer.id)}
        case "tag":
            return {"audience": "tag", "audience_value": "vip"}
        case "role":
            return {"audience": "role", "audience_value": "distributor"}
        case "elsewhere":
            return {"audience": "tag", "audience_value": "other"}
    return {"audience": "everybody"}


def price(shop: Shop, bread: Any, on: date = TODAY, currency: str = "EUR") -> Any:
    with shop.operating() as uow:
        found = shop.prices.find_prices(uow, shop.customer.id, [bread.id], currency, on)
        return (found[bread.id].list_name, str(found[bread.id].price)) if found else None


@pytest.mark.parametrize(
    ("lists", "wins"),
    [
        (["everybody", "tag", "customer"], "customer"),
        (["everybody", "role"], "role"),
        (["everybody", "tag"], "tag"),
        (["elsewhere", "everybody"], "everybody"),
        (["elsewhere"], None),
        # Equally near and equally old: by name.
        (["tag", "role"], "role"),
    ],
)
def test_the_nearest_list_goes_first(
    shop: Shop, bread: Any, lists: list[str], wins: str | None
) -> None:
    for place, name in enumerate(lists):
        shop.price_list(name, prices={bread: str(place + 1)}, **audience(shop, name))
    found = price(shop, bread)
    assert (found[0] if found else None) == wins


def test_among_equally_near_ones_that_which_began_last_goes_first(shop: Shop, bread: Any) -> None:
    shop.price_list("A", prices={bread: "1"}, **audience(shop, "tag"))
    shop.price_list("B", prices={bread: "2"}, starts_on=SPRING, **audience(shop, "role"))
    assert price(shop, bread)[0] == "B"
    assert price(shop, bread, date(2026, 2, 28))[0] == "A"


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 2, 28), "Usual"),
        (SPRING, "Spring"),
        (date(2026, 5, 31), "Spring"),
        (SUMMER, "Usual"),
    ],
)
def test_a_list_holds_from_its_first_day_to_its_last(
    shop: Shop, bread: Any, on: date, name: str
) -> None:
    shop.price_list("Usual", prices={bread: "1"})
    shop.price_list("Spring", prices={bread: "2"}, starts_on=SPRING, ends_on=date(2026, 5, 31))
    assert price(shop, bread, on)[0] == name


def test_a_nearer_list_without_the_product_or_in_another_currency_leaves_it_to_the_next(
    shop: Shop, bread: Any
) -> None:
    other = shop.product("M1")
    shop.price_list("Usual", prices={bread: "1"})
    shop.price_list("Theirs", prices={other: "9"}, **audience(shop, "customer"))
    shop.price_list("Dollars", prices={bread: "5"}, currency="USD", **audience(shop, "customer"))
    shop.price_list("Off", prices={bread: "7"}, is_active=False, **audience(shop, "customer"))
    assert price(shop, bread)[0] == "Usual"
    assert price(shop, bread, currency="USD")[0] == "Dollars"
    order = shop.order([shop.line("2", None, product_id=bread.id)], ordered_at=NOON)
    assert [(one.net_minor, one.price_source) for one in shop.lines_of(order)] == [(200, "Usual")]
