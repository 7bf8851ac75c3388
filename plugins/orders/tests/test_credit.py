"""What other systems say of a customer's credit: each fact by itself, and the newest word on it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask.testing import FlaskClient

from salesforce_lite.customers import merge_customers
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import bring_in

from .conftest import NOON, Shop

DAY = timedelta(days=1)
HEAD = "Customer,As of,Currency,Overdue,Credit limit,Blocked\n"


def say(shop: Shop, days: int, customer: Any = None, source: str = "erp", **facts: Any) -> None:
    money = shop.amounts.Money
    amounts = {name: money.of(one, "EUR") for name, one in facts.items() if isinstance(one, str)}
    draft = shop.facts.CreditDraft(
        customer_id=(customer or shop.customer).id,
        as_of=NOON + days * DAY,
        source=source,
        **(facts | amounts),
    )
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [draft])


def known(shop: Shop) -> Any:
    with shop.operating() as uow:
        kept = shop.facts.find_credit(uow, shop.customer.id)
        return kept.overdue_minor, kept.credit_limit_minor, kept.is_blocked


def test_what_is_not_said_stays_and_what_is_none_goes(shop: Shop) -> None:
    say(shop, 0, overdue="5", credit_limit="100", is_blocked=True)
    say(shop, 1, overdue="7")
    assert known(shop) == (700, 10000, True)
    say(shop, 2, credit_limit=None)
    assert known(shop) == (700, None, True)
    say(shop, 3, is_blocked=None, overdue=None)
    assert known(shop) == (None, None, False)


def test_each_fact_has_its_own_moment_and_source(shop: Shop, client_of: Any) -> None:
    say(shop, 0, overdue="5", credit_limit="100")
    say(shop, 2, source="bank", is_blocked=True)
    # Older than the last word on the block, newer than that on the balance.
    say(shop, 1, overdue="7", is_blocked=False)
    assert known(shop) == (700, 10000, True)
    seen = client_of("rep").get(f"/api/v1/x/orders/credit/{shop.customer.id}").get_json()
    told = {name: seen[f"{name}_told"] for name in ("overdue", "credit_limit", "is_blocked")}
    assert [(one["as_of"][:10], one["source"]) for one in told.values()] == [
        ("2026-03-11", "erp"),
        ("2026-03-10", "erp"),
        ("2026-03-12", "bank"),
    ]
    assert (seen["as_of"][:10], seen["source"]) == ("2026-03-12", "bank")
    page = client_of("rep").get(f"/customers/{shop.customer.id}").text
    assert "Blocked, says bank" in page
    assert "Overdue: As of" in page


def test_a_block_is_told_by_whoever_blocks(shop: Shop) -> None:
    say(shop, 0, source="bank", is_blocked=True)
    say(shop, 1, overdue="5")
    order = shop.order(is_placed=False)
    with pytest.raises(shop.errors.BlockedError) as refused, shop.operating() as uow:
        shop.orders.place_order(uow, order.id)
    assert refused.value.params["source"] == "bank"


def test_an_amount_in_another_currency_than_one_that_stays_is_refused(shop: Shop) -> None:
    say(shop, 0, overdue="5", credit_limit="100")
    dollars = shop.amounts.Money.of("1", "USD")
    with pytest.raises(InvalidInputError) as refused:
        say(shop, 1, overdue=dollars)
    assert list(refused.value.fields) == ["overdue"]
    say(shop, 1, overdue=dollars, credit_limit=None)
    assert known(shop) == (100, None, False)


def test_programs_leave_out_what_they_do_not_know(
    shop: Shop, client_of: Callable[[str], FlaskClient]
) -> None:
    said: dict[str, Any] = {"customer_id": str(shop.customer.id), "source": "erp"}
    amount = {"amount": "5", "currency": "EUR"}
    for body, expected in (
        ({"as_of": "2026-03-01T10:00:00Z", "overdue": amount, "is_blocked": True}, (500, True)),
        ({"as_of": "2026-03-02T10:00:00Z", "is_blocked": False}, (500, False)),
        ({"as_of": "2026-03-03T10:00:00Z", "overdue": None}, (None, False)),
    ):
        sent = {"items": [said | body]}
        assert client_of("admin").post("/api/v1/x/orders/credit", json=sent).status_code == 200
        overdue, _limit, is_blocked = known(shop)
        assert (overdue, is_blocked) == expected


def test_an_empty_cell_says_nothing_unless_empty_means_empty(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "credit.csv"
    name = shop.customer.name

    def bring(row: str, **more: Any) -> None:
        path.write_text(f"{HEAD}{name},{row}\n", encoding="utf-8")
        assert bring_in(shop.app, "orders_credit", path, source="erp", **more).counts.rejected == 0

    bring("2026-03-01,EUR,5,100,yes")
    bring("2026-03-02,EUR,7,,")
    assert known(shop) == (700, 10000, True)
    path.write_text(f"Customer,As of,Overdue\n{name},2026-03-03,8\n", encoding="utf-8")
    bring_in(shop.app, "orders_credit", path, source="erp")
    assert known(shop)[1:] == (10000, True)


def test_after_a_merge_the_newer_word_on_each_fact_counts(shop: Shop) -> None:
    other = shop.records.customer(name="Panadería Sol", by="rep")
    say(shop, 0, overdue="5", credit_limit="100")
    say(shop, 1, other, overdue="7")
    say(shop, -1, other, credit_limit="50")
    say(shop, -2, other, source="bank", is_blocked=True)
    with shop.working("admin") as uow:
        merge_customers(uow, shop.customer.id, other.id)
    assert known(shop) == (700, 10000, True)
    with shop.operating() as uow:
        assert shop.facts.find_credit(uow, shop.customer.id).word_on("is_blocked")[1] == "bank"


def test_what_was_told_before_each_fact_had_its_word_is_kept(shop: Shop) -> None:
    say(shop, 0, overdue="5", credit_limit="100", is_blocked=True)
    folder = Path(shop.facts.__file__).parent / "migrations/versions"
    steps = run_path(str(folder / "0003_told_facts.py"))
    with (
        shop.operating() as uow,
        Operations.context(MigrationContext.configure(uow.session.connection())),
    ):
        steps["downgrade"]()
        steps["upgrade"]()
    say(shop, -1, overdue="9")
    say(shop, 1, is_blocked=False)
    assert known(shop) == (500, 10000, False)


def test_who_names_a_source_without_bringing_facts_in_is_checked(
    shop: Shop, client_of: Callable[[str], FlaskClient]
) -> None:
    say(shop, 0, is_blocked=True)
    said: dict[str, Any] = {"source": "erp", "ordered_at": NOON}
    held = shop.order(by="rep", external_number="1", **said)
    assert held.state == "draft"
    for who in ("rep", "manager"):
        with pytest.raises(shop.errors.BlockedError), shop.working(who) as uow:
            shop.orders.place_order(uow, held.id)
    line = {"description": "Bread", "quantity": "1", "price": "1"}
    body = {"customer_id": str(shop.customer.id), "currency": "EUR", "lines": [line]}
    body |= {"source": "erp", "external_number": "2"}
    assert client_of("rep").post("/api/v1/x/orders", json=body).get_json()["state"] == "draft"
    # What the other system has sold already is a fact, for whoever brings its facts in.
    assert shop.order(by="admin", external_number="3", **said).state == "placed"
