"""Orders are drafts until they are placed; what is placed counts once and is edited no more."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.purchases import PurchaseMade, PurchaseReturned

from .conftest import NOON, Counted, Shop, Told


def total(shop: Shop, customer: Any = None) -> Any:
    model = shop.customer_model
    with shop.operating() as uow:
        return uow.session.get(model.CustomerTotal, (customer or shop.customer).id)


def years(shop: Shop, customer: Any = None) -> Any:
    model = shop.customer_model
    with shop.operating() as uow:
        query = select(model.YearTotal).where(
            model.YearTotal.customer_id == (customer or shop.customer).id
        )
        return list(uow.session.scalars(query.order_by(model.YearTotal.year)))


def test_a_draft_has_no_number_and_counts_nowhere(shop: Shop) -> None:
    order = shop.order(is_placed=False, by="rep")
    assert (order.state, order.number) == ("draft", None)
    assert total(shop) is None


def test_a_placed_order_is_numbered_and_counted(shop: Shop, told: Told) -> None:
    draft = shop.order([shop.line("3", "2.50")], is_placed=False, by="rep")
    with shop.working("rep") as uow:
        order = shop.orders.place_order(uow, draft.id)
    assert (order.number, order.net_minor) == ("P-000001", 750)
    assert total(shop).order_count == 1
    assert [fact.number for fact in told(shop.events.OrderPlaced)] == ["P-000001"]
    assert shop.wrong_totals() == []


def test_lines_are_rounded_each_by_itself_half_up(shop: Shop) -> None:
    lines = [shop.line("3", "0.335", taxes=[("IVA", "21"), ("Local", "0.5")])] * 2
    order = shop.order(lines)
    kept = shop.lines_of(order)
    # 1.005 is half a cent more than a cent: up. 21 % of 1.01 are 0.2121, 0.5 % are 0.00505: up.
    assert [(one.net_minor, [tax["minor"] for tax in one.taxes]) for one in kept] == [
        (101, [21, 1]),
        (101, [21, 1]),
    ]
    assert (order.net_minor, order.tax_minor) == (202, 44)


def test_a_discount_is_a_percentage_or_an_amount(shop: Shop) -> None:
    money = shop.amounts.Money
    lines = [
        shop.line("2", "10", discount_percent=Decimal("12.5")),
        shop.line("1", "10", discount=money.of("3", "EUR")),
    ]
    assert [one.net_minor for one in shop.lines_of(shop.order(lines))] == [1750, 700]
    with pytest.raises(InvalidInputError) as refused:
        shop.order([shop.line("1", "10", discount=money.of("11", "EUR"))])
    assert "lines.0.discount" in refused.value.fields


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("0", "1"), ("-1", "1"), ("NaN", "1"), ("1e12", "1"), ("0.0000001", "1"), ("1", "-1")],
)
def test_what_is_no_quantity_or_price_is_refused(shop: Shop, quantity: str, price: str) -> None:
    with pytest.raises(InvalidInputError):
        shop.order([shop.line(quantity, price)])


def test_an_order_without_lines_is_refused(shop: Shop) -> None:
    with pytest.raises(InvalidInputError), shop.operating() as uow:
        shop.orders.save_order(uow, shop.drafts.OrderDraft(customer_id=shop.customer.id, lines=()))


def test_a_placed_order_is_not_edited(shop: Shop) -> None:
    order = shop.order()
    with pytest.raises(shop.errors.OrderNotADraftError):
        shop.order([shop.line("9")], id=order.id)


def test_a_draft_is_written_anew_with_its_version(shop: Shop) -> None:
    order = shop.order(is_placed=False)
    changed = shop.order([shop.line("5"), shop.line("6")], id=order.id, is_placed=False)
    assert [one.quantity for one in shop.lines_of(changed)] == [5, 6]
    with pytest.raises(StaleVersionError):
        shop.order(id=order.id, version=1, is_placed=False)


def test_case_1_the_same_order_posted_twice_is_one_order(shop: Shop, told: Told) -> None:
    said: dict[str, Any] = {"source": "shop", "external_number": "77", "ordered_at": NOON}
    first, second = shop.order(**said), shop.order(**said)
    assert first.id == second.id
    assert total(shop).order_count == 1
    assert len(told(shop.events.OrderPlaced)) == 1


def test_the_same_number_with_something_else_is_refused(shop: Shop) -> None:
    said: dict[str, Any] = {"source": "shop", "external_number": "77", "ordered_at": NOON}
    shop.order(**said)
    with pytest.raises(shop.errors.OtherOrderError):
        shop.order([shop.line("2")], **said)


def test_the_same_order_posted_ten_times_at_once_is_one_order(shop: Shop, told: Told) -> None:
    said: dict[str, Any] = {"source": "shop", "external_number": "88", "ordered_at": NOON}
    made, refused = at_once(shop, 10, lambda _: shop.draft(**said))
    assert (len(set(made)), refused) == (1, [])
    assert len(told(shop.events.OrderPlaced)) == 1
    assert shop.wrong_totals() == []


def test_numbers_have_no_gaps_and_come_once_whoever_places_at_once(shop: Shop) -> None:
    made, refused = at_once(shop, 8, lambda place: shop.draft(ordered_at=NOON, note=str(place)))
    assert (len(set(made)), refused) == (8, [])
    with shop.operating() as uow:
        numbers = uow.session.scalars(select(shop.order_model.Order.number))
        assert sorted(numbers) == [f"P-{one:06d}" for one in range(1, 9)]
    assert shop.wrong_totals() == []


def test_a_number_of_what_was_refused_is_given_to_the_next(shop: Shop) -> None:
    class ChangedTheirMindError(Exception):
        pass

    def change_ones_mind() -> None:
        with shop.operating() as uow:
            shop.orders.save_order(uow, shop.draft())
            raise ChangedTheirMindError

    with pytest.raises(ChangedTheirMindError):
        change_ones_mind()
    assert shop.order().number == "P-000001"


def at_once(
    shop: Shop, times: int, draft_of: Callable[[int], Any]
) -> tuple[list[Any], list[Exception]]:
    made: list[Any] = []
    refused: list[Exception] = []

    def post(place: int) -> None:
        try:
            with shop.operating() as uow:
                order = shop.orders.save_order(uow, draft_of(place))
            made.append(order.id)
        except Exception as error:
            refused.append(error)

    threads = [Thread(target=post, args=(place,)) for place in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return made, refused


def test_without_the_unique_key_and_the_turn_there_are_two_of_one_number(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What keeps an order single is the look-up after the turn: blind, the key refuses."""
    said: dict[str, Any] = {"source": "shop", "external_number": "99", "ordered_at": NOON}
    shop.order(**said)
    monkeypatch.setattr(shop.orders, "by_number", lambda _uow, _drafts: {})
    with pytest.raises(ConflictError):
        shop.order(**said)


def test_case_14_an_order_of_another_year_counts_in_its_year(shop: Shop) -> None:
    shop.order(ordered_at=datetime(2025, 12, 31, 22, tzinfo=UTC), source="shop")
    shop.order(ordered_at=NOON)
    assert [one.year for one in years(shop)][-1] == 2026
    assert total(shop).first_at < total(shop).last_at
    assert shop.wrong_totals() == []


def test_case_15_another_currency_counts_at_the_rate_of_the_day_of_the_sale(shop: Shop) -> None:
    with shop.operating() as uow:
        set_exchange_rate(uow, "USD", Decimal("0.5"), valid_from=date(2026, 3, 1))
        set_exchange_rate(uow, "USD", Decimal("0.9"), valid_from=date(2026, 4, 1))
    shop.order(currency="USD", ordered_at=NOON)
    shop.order(currency="USD", ordered_at=datetime(2026, 1, 10, tzinfo=UTC))
    [year] = years(shop)
    assert (year.net_minor, year.company_net_minor, year.unconverted_minor) == (2000, 500, 1000)
    assert shop.wrong_totals() == []


def test_who_does_not_see_the_customer_sees_and_makes_no_order(shop: Shop) -> None:
    order = shop.order(by="rep")
    with pytest.raises(NotFoundError), shop.working("other") as uow:
        shop.orders.get_order(uow, order.id)
    with pytest.raises(NotFoundError):
        shop.order(by="other")


def test_who_may_only_look_places_nothing(shop: Shop) -> None:
    with pytest.raises(PermissionDeniedError):
        shop.order(by="viewer")


def test_a_blocked_customer_gets_drafts_alone(shop: Shop) -> None:
    facts = shop.facts
    said = facts.CreditDraft(
        customer_id=shop.customer.id, is_blocked=True, as_of=NOON, source="erp"
    )
    with shop.operating() as uow:
        facts.save_credit(uow, [said])
    order = shop.order(by="rep")
    assert (order.state, order.number, total(shop)) == ("draft", None, None)
    with shop.working("rep") as uow, pytest.raises(shop.errors.BlockedError):
        shop.orders.place_order(uow, order.id)
    shop.order([shop.line("7")], by="rep", id=order.id)
    assert [line.quantity for line in shop.lines_of(order)] == [7]
    other = shop.records.customer(name="Free")
    with shop.working("rep") as uow:
        both = [shop.draft(), shop.draft(customer_id=other.id)]
        assert [one.state for one in shop.orders.save_orders(uow, both)] == ["draft", "placed"]
    # What another system has sold already is a fact.
    assert shop.order(source="erp", external_number="1").state == "placed"


def test_a_batch_takes_as_many_queries_as_one(shop: Shop, counted: Counted) -> None:
    product = shop.product(cost=Decimal(1))
    shop.price_list(prices={product: "2"})
    customers = [shop.records.customer(name=f"Customer {one}") for one in range(4)]

    def post(count: int) -> int:
        drafts = [
            shop.draft(
                [shop.line(price=None, product_id=product.id)],
                customer_id=customers[one % 4].id,
                source="shop",
                external_number=f"{count}-{one}",
                ordered_at=NOON,
            )
            for one in range(count)
        ]
        with counted() as statements, shop.operating() as uow:
            shop.orders.save_orders(uow, drafts)
        return len(statements)

    post(1)
    # One INSERT each of what must stand before its lines.
    assert post(40) <= post(4) + 4


def test_purchases_are_told_to_whoever_follows_them(shop: Shop, told: Told) -> None:
    order = shop.order([shop.line("2", category="Bread", taxes=[("IVA", "10")])])
    own = shop.order(source="erp", external_number="9")
    shop.give_back(order)
    first, second = told(PurchaseMade)
    assert (first.source, first.number, second.source, second.number) == (
        *("orders", order.number),
        *("erp", "9"),
    )
    assert (first.net.minor, first.tax.minor, first.lines[0].category) == (2000, 200, "Bread")
    [back] = told(PurchaseReturned)
    assert (back.purchase_id, back.net.minor, back.lines[0].quantity) == (order.id, 2000, 2)
    assert own.source == "erp"
