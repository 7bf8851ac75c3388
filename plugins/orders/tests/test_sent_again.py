"""An order sent again is the one that was made, and something else under its number is told."""

from pathlib import Path
from typing import Any

import pytest

from salesforce_lite.customers import merge_customers
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.testing import bring_in

from .conftest import NOON, Shop
from .test_placing import total


@pytest.fixture
def said(shop: Shop) -> dict[str, Any]:
    return {"source": "shop", "external_number": "77", "ordered_at": NOON}


@pytest.fixture
def other(shop: Shop) -> Any:
    return shop.records.customer(name="Panadería Sol", by="rep")


@pytest.mark.parametrize("was", ["kept", "merged"])
@pytest.mark.parametrize("names", ["kept", "merged"])
def test_case_10_an_order_sent_again_after_a_merge_is_the_same_whomever_it_names(
    shop: Shop, other: Any, said: dict[str, Any], was: str, names: str
) -> None:
    of = {"kept": shop.customer.id, "merged": other.id}
    order = shop.order(customer_id=of[was], **said)
    with shop.working("admin") as uow:
        merge_customers(uow, shop.customer.id, other.id)
    assert shop.order(customer_id=of[names], **said).id == order.id
    assert total(shop).order_count == 1
    with pytest.raises(shop.errors.OtherOrderError):
        shop.order([shop.line("2")], customer_id=of[names], **said)
    with pytest.raises(NotFoundError):
        shop.order(customer_id=other.id, **(said | {"external_number": "78"}))


def test_case_10_an_order_is_the_same_after_two_merges(
    shop: Shop, other: Any, said: dict[str, Any]
) -> None:
    third = shop.records.customer(name="Third", by="rep")
    order = shop.order(customer_id=other.id, **said)
    with shop.working("admin") as uow:
        merge_customers(uow, third.id, other.id)
    with shop.working("admin") as uow:
        merge_customers(uow, shop.customer.id, third.id)
    for one in (other, third, shop.customer):
        assert shop.order(customer_id=one.id, **said).id == order.id


def test_whose_an_order_is_not_is_no_merge(shop: Shop, other: Any, said: dict[str, Any]) -> None:
    shop.order(**said)
    with pytest.raises(shop.errors.OtherOrderError):
        shop.order(customer_id=other.id, **said)


def test_case_10_a_whole_file_comes_again_after_a_merge(
    shop: Shop, other: Any, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    rows = "".join(
        f"{number},{one.name},2026-03-01,Bread,1,5\n"
        for number, one in enumerate((shop.customer, other), 1)
    )
    path.write_text(f"Number,Customer,Date,Description,Quantity,Price\n{rows}", encoding="utf-8")
    assert bring_in(shop.app, "orders", path, source="erp").counts.created == 2
    with shop.working("admin") as uow:
        merge_customers(uow, shop.customer.id, other.id)
    counts = bring_in(shop.app, "orders", path, source="erp").counts
    assert (counts.skipped, counts.rejected) == (2, 0)
    path.write_text(path.read_text(encoding="utf-8").replace(",1,5", ",1,6"), encoding="utf-8")
    assert bring_in(shop.app, "orders", path, source="erp").counts.rejected == 2


def test_another_note_state_or_amount_under_the_same_number_is_told(
    shop: Shop, said: dict[str, Any]
) -> None:
    order = shop.order(note="At the door", **said)
    assert shop.order(note="At the door ", **said).id == order.id
    for fields in ({"note": "Upstairs"}, {"note": "At the door", "is_placed": False}):
        with pytest.raises(shop.errors.OtherOrderError):
            shop.order(**(said | fields))
    with pytest.raises(shop.errors.OtherOrderError):
        shop.order([shop.line(price="11")], note="At the door", **said)


def test_what_came_while_notes_were_no_part_of_it_is_recognised(
    shop: Shop, said: dict[str, Any]
) -> None:
    order = shop.order(note="At the door", **said)
    draft = shop.draft(note="At the door", **said).cleaned()
    with shop.operating() as uow:
        shop.again(uow, order).digest = draft.old_digest_for(shop.customer.id)
    assert shop.order(note="At the door", **said).id == order.id
    with pytest.raises(shop.errors.OtherOrderError):
        shop.order(note="Upstairs", **said)
