"""What comes back is refunded to the cent, and never more than was bought."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.customers import merge_customers
from salesforce_lite.kernel.errors import DomainError, PermissionDeniedError

from .conftest import NOON, Shop, Told
from .test_placing import total, years

HISTORIES = int(os.environ.get("SFL_TEST_SEQUENCES", "6"))


def test_case_2_a_partial_return_refunds_its_share_of_net_and_of_each_tax(shop: Shop) -> None:
    order = shop.order([shop.line("3", "3.35", taxes=[("IVA", "21"), ("Local", "1")])])
    [line] = shop.lines_of(order)
    made = shop.give_back(order, {line: "1"})
    assert (made.number, made.net_minor, made.tax_minor) == ("D-000001", 335, 70 + 3)
    assert years(shop)[0].net_minor == 1005 - 335
    assert shop.wrong_totals() == []


def test_what_comes_back_in_parts_comes_to_exactly_what_was_paid(shop: Shop) -> None:
    order = shop.order([shop.line("3", "3.34", taxes=[("IVA", "21")])])
    [line] = shop.lines_of(order)
    parts = [shop.give_back(order, {line: "1"}) for _ in range(3)]
    assert sum(one.net_minor for one in parts) == order.net_minor
    assert sum(one.tax_minor for one in parts) == order.tax_minor
    assert total(shop).order_count == 1
    assert shop.wrong_totals() == []


def test_no_more_comes_back_than_was_bought(shop: Shop) -> None:
    order = shop.order([shop.line("2")])
    [line] = shop.lines_of(order)
    shop.give_back(order, {line: "1.5"})
    with pytest.raises(shop.errors.TooManyReturnedError):
        shop.give_back(order, {line: "0.6"})
    with pytest.raises(shop.errors.NothingReturnedError):
        shop.give_back(order, {line: "0"})


def test_without_the_check_more_would_come_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.order([shop.line("2")])
    [line] = shop.lines_of(order)
    monkeypatch.setattr(shop.returns, "_quantities", lambda draft, _lines: draft.quantities)
    assert shop.give_back(order, {line: "5"}).net_minor > order.net_minor


def test_case_1_a_return_sent_twice_is_one_return(shop: Shop) -> None:
    order = shop.order([shop.line("2")])
    [line] = shop.lines_of(order)
    said: dict[str, Any] = {"source": "erp", "external_number": "r1"}
    assert (
        shop.give_back(order, {line: "1"}, **said).id
        == shop.give_back(order, {line: "1"}, **said).id
    )
    other = shop.order()
    with pytest.raises(shop.errors.OtherReturnError):
        shop.give_back(other, **said)


def test_ten_returns_of_the_same_piece_at_once_are_one(shop: Shop) -> None:
    order = shop.order([shop.line("1")])
    [line] = shop.lines_of(order)
    made: list[Any] = []
    refused: list[Any] = []

    def give_back() -> None:
        try:
            made.append(shop.give_back(order, {line: "1"}))
        except shop.errors.TooManyReturnedError as error:
            refused.append(error)

    threads = [Thread(target=give_back) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(made), len(refused)) == (1, 9)
    assert shop.wrong_totals() == []


def test_a_draft_gives_nothing_back(shop: Shop) -> None:
    with pytest.raises(shop.errors.OrderNotPlacedError):
        shop.give_back(shop.order(is_placed=False))


def test_a_cancelled_order_counts_as_if_it_had_never_been(shop: Shop, told: Told) -> None:
    shop.order(ordered_at=NOON)
    late = shop.order([shop.line("2")], ordered_at=datetime(2026, 3, 12, tzinfo=UTC))
    [line] = shop.lines_of(late)
    shop.give_back(late, {line: "1"})
    shop.cancel(late)
    assert total(shop).order_count == 1
    assert total(shop).last_at == NOON
    assert years(shop)[0].net_minor == 1000
    assert len(told(shop.events.OrderCancelled)) == 1
    assert len(told(shop.events.ReturnRecorded)) == 2
    # Twice is once.
    shop.cancel(late)
    assert len(told(shop.events.OrderCancelled)) == 1
    with pytest.raises(shop.errors.OrderCancelledError):
        shop.give_back(late)
    assert shop.wrong_totals() == []


def test_case_14_a_return_counts_in_its_own_year_a_cancellation_in_that_of_the_sale(
    shop: Shop,
) -> None:
    before = datetime(2025, 6, 1, tzinfo=UTC)
    returned, cancelled = (shop.order([shop.line("2")], ordered_at=before) for _ in range(2))
    [line] = shop.lines_of(returned)
    shop.give_back(returned, {line: "1"}, returned_at=NOON)
    shop.cancel(cancelled)
    assert [(one.year, one.net_minor) for one in years(shop)] == [(2025, 2000), (2026, -1000)]
    assert shop.wrong_totals() == []


def test_only_leaders_record_returns(shop: Shop) -> None:
    order = shop.order(by="rep")
    draft = shop.returns.ReturnDraft(order_id=order.id)
    with pytest.raises(PermissionDeniedError), shop.working("rep") as uow:
        shop.returns.record_return(uow, draft)


def test_case_10_after_a_merge_the_survivor_has_bought_what_both_did(shop: Shop) -> None:
    other = shop.records.customer(name="Panadería Sol", by="rep")
    shop.order(ordered_at=NOON)
    moved = shop.order(customer_id=other.id, ordered_at=datetime(2026, 3, 1, tzinfo=UTC))
    credit = shop.facts.CreditDraft(customer_id=other.id, is_blocked=True, as_of=NOON, source="erp")
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [credit])
    with shop.working("admin") as uow:
        merge_customers(uow, shop.customer.id, other.id)
    assert total(shop).order_count == 2
    assert total(shop).first_at == moved.ordered_at
    assert total(shop, other) is None
    with shop.operating() as uow:
        assert shop.facts.find_credit(uow, shop.customer.id).is_blocked
        assert shop.again(uow, moved).customer_id == shop.customer.id
    assert shop.wrong_totals() == []


def test_a_wrong_total_is_found_and_made_anew(shop: Shop) -> None:
    shop.order()
    with shop.operating() as uow:
        uow.session.get(shop.customer_model.CustomerTotal, shop.customer.id).order_count = 7
    [wrong] = shop.wrong_totals()
    assert wrong.customer_id == shop.customer.id
    with shop.operating() as uow:
        assert shop.verifying.renew_all_totals(uow) == 1
    assert shop.wrong_totals() == []


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_after_any_history_totals_are_what_orders_and_returns_make_of_them(
    shop: Shop, seed: int
) -> None:
    """Nobody gets more back than they paid, and kept totals are those made anew."""
    rng = Random(seed)
    customers = [shop.customer, shop.records.customer(name="Panadería Sol")]
    placed: list[Any] = []
    for _ in range(12):
        act = rng.choice(["order", "order", "return", "cancel", "again"])
        if act == "order" or not placed:
            lines = [
                shop.line(
                    str(rng.randint(1, 5)),
                    f"{rng.randint(0, 999) / 100}",
                    taxes=[("IVA", rng.choice(["21", "10.5"]))],
                    discount_percent=Decimal(rng.choice([0, 5, 33])),
                )
                for _ in range(rng.randint(1, 3))
            ]
            said: dict[str, Any] = {
                "customer_id": rng.choice(customers).id,
                "ordered_at": datetime(rng.choice([2024, 2025]), rng.randint(1, 12), 3, tzinfo=UTC),
                "source": "shop",
                "external_number": str(len(placed)),
            }
            placed.append((shop.order(lines, **said), lines, said))
            continue
        order, lines, said = rng.choice(placed)
        if act == "again":
            assert shop.order(lines, **said).id == order.id
        elif act == "cancel":
            shop.cancel(order)
        else:
            some = {one: str(rng.randint(0, 2)) for one in shop.lines_of(order)}
            refusals = (
                shop.errors.TooManyReturnedError,
                shop.errors.NothingReturnedError,
                shop.errors.OrderCancelledError,
            )
            try:
                shop.give_back(order, some, returned_at=datetime(2026, 1, 2, tzinfo=UTC))
            except refusals:
                continue
    assert shop.wrong_totals() == []
    with shop.operating() as uow:
        for order, _lines, _said in placed:
            now = shop.again(uow, order)
            assert 0 <= now.returned_net_minor <= now.net_minor
            assert 0 <= now.returned_tax_minor <= now.tax_minor
            if now.state == "cancelled":
                assert now.returned == now.total
    if seed == 0:
        with shop.working("admin") as uow:
            merge_customers(uow, customers[0].id, customers[1].id)
        assert shop.wrong_totals() == []


@pytest.mark.parametrize("typed", ["1e30", "1" + "0" * 30, "nan", "1.250", "-1", "0.1234567"])
def test_a_number_that_cannot_come_back_is_refused_in_a_sentence(
    shop: Shop, client_of: Callable[[str], FlaskClient], typed: str
) -> None:
    order = shop.order([shop.line("2")])
    [line] = shop.lines_of(order)
    page = f"/x/orders/{order.id}/return"
    assert client_of("manager").post(page, data={f"line-{line.id}": typed}).status_code == 422
    with pytest.raises(DomainError):
        shop.give_back(order, {line: typed.replace("1.250", "1e30")})
    assert shop.lines_of(order)[0].returned_quantity == 0


def test_what_the_page_says_is_left_may_be_typed(
    shop: Shop, client_of: Callable[[str], FlaskClient]
) -> None:
    order = shop.order([shop.line("1.125")])
    [line] = shop.lines_of(order)
    page, manager = f"/x/orders/{order.id}/return", client_of("manager")
    assert "At most 1.1250 can come back" in manager.get(page).text
    assert manager.post(page, data={f"line-{line.id}": "1.1250"}).status_code == 303
    assert shop.lines_of(order)[0].left_quantity == 0


def test_a_return_posted_twice_by_a_double_click_counts_once(
    shop: Shop, client_of: Callable[[str], FlaskClient]
) -> None:
    order = shop.order([shop.line("4")])
    [line] = shop.lines_of(order)
    page, manager = f"/x/orders/{order.id}/return", client_of("manager")
    found = re.search(r'name="new_id"[^>]*value="([^"]+)"', manager.get(page).text)
    assert found
    sent = {"new_id": found[1], f"line-{line.id}": "1"}
    clients = [client_of("manager") for _click in range(4)]
    replies: list[Any] = []
    threads = [
        Thread(target=lambda one=one: replies.append(one.post(page, data=sent))) for one in clients
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in replies] == [303] * 4
    assert shop.lines_of(order)[0].returned_quantity == 1
    again = {**sent, "new_id": str(shop.customer.id)}
    assert manager.post(page, data=again).status_code == 303
    assert shop.lines_of(order)[0].returned_quantity == 2
    assert shop.wrong_totals() == []


def test_a_return_sent_with_one_idempotency_key_counts_once(
    shop: Shop, client_of: Callable[[str], FlaskClient]
) -> None:
    order = shop.order([shop.line("4")])
    [line] = shop.lines_of(order)
    sent = {"lines": [{"line_id": str(line.id), "quantity": "1"}]}
    replies: list[Any] = []

    def send() -> None:
        place, key = f"/api/v1/x/orders/{order.id}/returns", {"Idempotency-Key": "r-1"}
        replies.append(client_of("manager").post(place, json=sent, headers=key))

    threads = [Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    # Whoever comes while the first is under way is asked to come again.
    assert {one.status_code for one in replies} <= {201, 409, 503}
    send()
    assert replies[-1].status_code == 201
    assert shop.lines_of(order)[0].returned_quantity == 1
    assert shop.wrong_totals() == []
