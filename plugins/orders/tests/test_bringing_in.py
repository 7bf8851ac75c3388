"""Logs of purchases and what phones send become orders, once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer

from .conftest import NOON, Shop

LOG = Path("/work/shared/data/clv/lifetimes/CDNOW_sample.txt")
COLUMNS = ["-", "customer", "date", "quantity", "amount"]


def save(shop: Shop, purchases: Iterator[Any]) -> int:
    """Some at a time, as the command does."""
    made = 0
    for part in shop.commands._parts(purchases):
        with shop.operating() as uow:
            made += shop.purchase_log.save_log(uow, part, source="cdnow", currency="USD")
    return made


def test_a_log_is_brought_in_once(shop: Shop, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text(" 0004 01 19970101  2   29.33\n 0004 01 19970118  2   29.73\n\n")
    assert save(shop, shop.purchase_log.read_log(log, COLUMNS)) == 2
    assert save(shop, shop.purchase_log.read_log(log, COLUMNS)) == 0
    with shop.operating() as uow:
        [total] = uow.session.query(shop.customer_model.CustomerTotal)
        assert total.order_count == 2
    assert shop.wrong_totals() == []


@pytest.mark.parametrize("line", ["0004 01 19971301 2 29.33", "0004 01", "a b c d e"])
def test_a_line_that_is_not_as_the_columns_say_is_named(
    shop: Shop, tmp_path: Path, line: str
) -> None:
    log = tmp_path / "log.txt"
    log.write_text(line)
    with pytest.raises(shop.purchase_log.LogError):
        list(shop.purchase_log.read_log(log, COLUMNS))


@pytest.mark.skipif(not LOG.exists(), reason="the sample is not here")
def test_the_sample_of_purchases_comes_in_whole(shop: Shop) -> None:
    assert save(shop, shop.purchase_log.read_log(LOG, COLUMNS)) == 6919
    with shop.operating() as uow:
        model = shop.customer_model
        totals = uow.session.execute(
            select(func.count(), func.sum(model.CustomerTotal.order_count))
        ).one()
        assert tuple(totals) == (2357, 6919)
        assert uow.session.scalar(select(func.count()).select_from(Customer)) == 2358
        order = uow.session.scalar(
            select(shop.order_model.Order).where(shop.order_model.Order.external_number == "1")
        )
        assert (order.net_minor, order.year) == (2933, 1997)
    assert shop.wrong_totals() == []


def test_an_order_from_the_field_is_kept_as_a_draft_where_it_cannot_be_placed(shop: Shop) -> None:
    shapes, field = shop.api_shapes, shop.field
    line = shapes.LineWrite(quantity="1", description="Bread", price="2")
    body = shapes.OrderWrite(
        customer_id=shop.customer.id,
        lines=[line],
        currency="EUR",
        ordered_at=NOON,
        id=shop.customer.id,
    )
    credit = shop.facts.CreditDraft(
        customer_id=shop.customer.id, is_blocked=True, as_of=NOON, source="erp"
    )
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [credit])
    with shop.working("rep") as uow:
        assert field._apply(uow, body, None).state == "draft"
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [replace(credit, is_blocked=False)])
    with shop.working("rep") as uow:
        assert field._apply(uow, body, None).state == "placed"
        card = field.load_cards(uow, [shop.customer.id])[shop.customer.id][0]
        assert (card.order_count, card.is_blocked, card.source) == (1, False, "erp")
