"""What happened in no time that can be is refused in a sentence, at every door."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import bring_in

from .conftest import NOON, Shop

API = "/api/v1/x/orders"
EARLY, LATE = "before 1990", "in the future"
WRONG = [("1989-12-31T23:59:59Z", EARLY), ("2026-03-11T12:00:01Z", LATE), ("2198-01-01", LATE)]


@pytest.fixture(autouse=True)
def _today(at: Callable[[datetime], None]) -> None:
    at(NOON)


def moment(text: str) -> str:
    return text if "T" in text else f"{text}T00:00:00Z"


@pytest.mark.parametrize(("at_moment", "sentence"), WRONG)
def test_programs_are_told(
    shop: Shop, client_of: Callable[[str], FlaskClient], at_moment: str, sentence: str
) -> None:
    shop.product("B1")
    admin, order, when = client_of("admin"), shop.order(), moment(at_moment)
    line = {"description": "Bread", "quantity": "1", "price": "1"}
    body = {"customer_id": str(shop.customer.id), "currency": "EUR", "lines": [line]}
    about = {"customer_id": str(shop.customer.id), "as_of": when, "source": "erp"}
    stock = {"product_code": "B1", "quantity": "1", "as_of": when, "source": "erp"}
    for path, sent, field in (
        ("", body | {"ordered_at": when}, "ordered_at"),
        (f"/{order.id}/returns", {"returned_at": when}, "returned_at"),
        ("/credit", {"items": [about]}, "items.0.as_of"),
        ("/stock", {"items": [stock]}, "items.0.as_of"),
    ):
        refused = admin.post(f"{API}{path}", json=sent)
        assert refused.status_code == 422, path
        assert sentence in refused.get_json()["errors"][field]
    [one] = admin.post(f"{API}/batch", json={"items": [body | {"ordered_at": when}]}).get_json()[
        "results"
    ]
    assert one["status"] == 422


@pytest.mark.parametrize("at_moment", [NOON + timedelta(days=1), datetime(1990, 1, 1, tzinfo=UTC)])
def test_a_day_more_or_less_is_the_clock_of_somebody_else(shop: Shop, at_moment: datetime) -> None:
    order = shop.order(ordered_at=at_moment)
    assert shop.give_back(order, returned_at=at_moment).returned_at == at_moment


def test_rows_of_files_are_rejected(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    for year in (1989, 2027):
        path.write_text(
            "Number,Customer,Date,Description,Quantity,Price\n"
            f"1,{shop.customer.name},{year}-12-31,Bread,1,5\n"
            f"2,{shop.customer.name},2026-03-01,Bread,1,5\n",
            encoding="utf-8",
        )
        counts = bring_in(shop.app, "orders", path, source=f"erp{year}").counts
        assert (counts.created, counts.rejected) == (1, 1)
        path.write_text(
            f"Customer,As of,Blocked\n{shop.customer.name},{year}-12-31,yes\n", encoding="utf-8"
        )
        assert bring_in(shop.app, "orders_credit", path, source="erp").counts.rejected == 1


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2127, 1, 1)])
def test_a_price_list_of_another_time_is_refused(shop: Shop, field: str, day: date) -> None:
    said: dict[str, Any] = {field: day}
    with pytest.raises(InvalidInputError) as refused:
        shop.price_list(prices={}, **said)
    assert field in refused.value.fields


def test_a_list_of_prices_may_begin_in_some_years(shop: Shop) -> None:
    made: Any = shop.price_list(prices={}, starts_on=date(2030, 1, 1), ends_on=date(2126, 1, 1))
    assert made.starts_on.year == 2030
