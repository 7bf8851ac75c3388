"""Edge cases that good systems handle, by their numbers in the reference of the domain; further
ones stand beside what they are about: 1 and 15 with placing, 2, 10 and 14 with returning."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from salesforce_lite.company import get_company, save_company
from salesforce_lite.customers import Customer

from .conftest import NOON, Shop
from .test_placing import total, years
from .test_quotes import a_quote, accept, sent

At = Callable[[datetime], Any]
MINUTE = timedelta(minutes=1)


def live_in(shop: Shop, zone: str) -> None:
    with shop.operating() as uow:
        save_company(uow, {"zone": zone}, version=get_company(uow).version)


@pytest.mark.parametrize(
    ("day", "ends_at"),
    [
        # Clocks go forward in the night before the second of them.
        (date(2026, 3, 7), datetime(2026, 3, 8, 5, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 9, 4, tzinfo=UTC)),
    ],
)
def test_case_6_a_quote_is_valid_to_the_end_of_the_day_where_the_company_is(
    shop: Shop, at: At, day: date, ends_at: datetime
) -> None:
    live_in(shop, "America/New_York")
    at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    early, late = (a_quote(shop, valid_until=day) for _one in range(2))
    for one in (early, late):
        sent(shop, one)
    at(ends_at - MINUTE)
    assert accept(shop, early).state == "accepted"
    at(ends_at)
    with pytest.raises(shop.errors.QuoteExpiredError):
        accept(shop, late)


def test_case_6_a_year_ends_where_the_company_is(shop: Shop) -> None:
    live_in(shop, "America/New_York")
    midnight = datetime(2026, 1, 1, 5, tzinfo=UTC)
    shop.order(ordered_at=midnight - MINUTE)
    shop.order([shop.line("2")], ordered_at=midnight)
    assert [(one.year, one.net_minor) for one in years(shop)] == [(2025, 1000), (2026, 2000)]
    assert shop.wrong_totals() == []


def test_case_9_prices_costs_and_taxes_that_change_leave_old_orders_alone(shop: Shop) -> None:
    def known(cost: str, rate: str) -> Any:
        taxes = (shop.amounts.TaxRate("IVA", Decimal(rate)),)
        return shop.product("B1", cost=Decimal(cost), taxes=taxes)

    product = known("4", "21")
    usual = shop.price_list(prices={product: "10"})
    with shop.operating() as uow:
        save_company(uow, {"currency": "EUR"}, version=get_company(uow).version)
    line = shop.drafts.LineDraft(quantity=Decimal(2), product_id=product.id)
    old = shop.order([line], ordered_at=NOON)
    known("5", "10")
    with shop.operating() as uow:
        shop.price_lists.set_prices(uow, usual.id, {product.id: Decimal(12)})
    new = shop.order([line], ordered_at=NOON)
    [[kept], [made]] = shop.lines_of(old), shop.lines_of(new)
    sums = [(one.net_minor, one.tax_minor, one.cost_minor) for one in (kept, made)]
    assert sums == [(2000, 420, 800), (2400, 240, 1000)]
    # What comes back is refunded as it was bought.
    back = shop.give_back(old)
    assert (back.net_minor, back.tax_minor) == (2000, 420)


def test_case_11_erasing_a_customer_keeps_the_orders_without_the_name(shop: Shop) -> None:
    order = shop.order(source="shop", external_number="1", ordered_at=NOON)
    draft = shop.draft(source="shop", external_number="1", ordered_at=NOON)
    quote = a_quote(shop)
    own = {"audience": "customer", "audience_value": str(shop.customer.id)}
    shop.price_list(prices={}, **own)
    with shop.operating() as uow:
        known = shop.facts.CreditDraft(customer_id=shop.customer.id, as_of=NOON, source="erp")
        shop.facts.save_credit(uow, [known])
    with shop.operating() as uow:
        uow.session.execute(delete(Customer).where(Customer.id == shop.customer.id))
    with shop.operating() as uow:
        kept = uow.session.get(shop.order_model.Order, order.id)
        assert (kept.customer_id, kept.number, kept.net_minor) == (None, order.number, 1000)
        assert uow.session.get(shop.quote_model.Quote, quote.id).customer_id is None
        tables = shop.customer_model
        gone = (tables.CustomerTotal, tables.YearTotal, tables.CreditFacts)
        for table in (*gone, shop.catalogue_model.PriceList):
            assert uow.session.scalar(select(func.count()).select_from(table)) == 0
    assert total(shop) is None
    assert shop.wrong_totals() == []
    # Sent again for somebody else it is not made anew.
    shop.customer = shop.records.customer(name="Other")
    again = shop.drafts.replace(draft, customer_id=shop.customer.id)
    with pytest.raises(shop.errors.OtherOrderError), shop.operating() as uow:
        shop.orders.save_order(uow, again)
