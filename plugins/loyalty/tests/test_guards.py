"""Each guard of the ledger is seen to hold: without it the property that it keeps is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.testing import Trial

from .points import NOW, Shop

At = Callable[[datetime], None]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin)


def posting(shop: Shop, account: Any, entries: list[Any], **said: Any) -> Any:
    return shop.of("postings").Posting(
        program_id=shop.program_id,
        account_id=account,
        kind="adjust",
        source="test",
        reference=said.pop("reference", "1"),
        occurred_at=NOW,
        entries=[(account, *one) for one in entries],
        **said,
    )


def post(shop: Shop, one: Any) -> None:
    with shop.plugin.operating() as uow:
        shop.of("ledger").post(uow, [one])


def test_entries_that_add_up_to_something_are_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = shop.member()
    minted = posting(shop, account, [("available", 100)])
    with pytest.raises(RuntimeError):
        post(shop, minted)
    shop.agrees()
    monkeypatch.setattr(shop.of("ledger"), "check_sums", lambda _: None)
    post(shop, minted)
    assert any("add up to 100" in one for one in shop.faults())


def test_a_balance_below_nothing_is_refused_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = shop.member()
    taken = posting(shop, account, [("available", -5), ("adjust", 5)])
    with pytest.raises(DomainError) as refusal:
        post(shop, taken)
    assert refusal.value.code == "loyalty_balance_changed"
    # Without the condition of the update the table itself refuses.
    monkeypatch.setattr(shop.of("ledger"), "balance_guards", lambda _: [])
    with pytest.raises(IntegrityError):
        post(shop, taken)
    shop.agrees()


def test_more_than_a_lot_holds_is_refused_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = [shop.customer(name=name) for name in ("Alfa", "Beta")]
    for one in customers:
        shop.buys(one, 10)
    account = shop.account_of(customers[0]).id
    [lot] = [x for x in shop.rows("journal_model", "Lot") if x.account_id == account]
    shop.buys(customers[0], 10)
    taken = posting(shop, account, [("available", -15), ("adjust", 15)], uses=[(lot.id, 15)])
    with pytest.raises(DomainError):
        post(shop, taken)
    monkeypatch.setattr(shop.of("ledger"), "lot_guards", lambda _: [])
    with pytest.raises(IntegrityError):
        post(shop, taken)
    shop.agrees()


def test_the_same_key_is_refused_by_the_table_where_nobody_looks_first(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = shop.customer()
    order = shop.buys(customer)
    monkeypatch.setattr(shop.of("accruing"), "_not_posted", lambda _uow, _program, these: these)
    shop.buys(customer, purchase_id=order)
    # The reaction failed and left nothing; the purchase itself was saved.
    assert shop.movements() == [("accrue", 100)]
    assert any("IntegrityError" in one for one in shop.plugin.failures())
    shop.agrees()


def test_without_its_key_an_expiry_would_count_twice(
    shop: Shop, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(expiry="fixed", expiry_months=1)
    customer = shop.customer()
    shop.buys(customer)
    at(NOW + timedelta(days=60))
    lapsing = shop.of("lapsing")
    account = shop.account_of(customer).id

    def expire(times: int) -> None:
        with shop.plugin.operating() as uow:
            accounts = shop.of("ledger").lock_accounts(uow, [account])
            lots = lapsing.open_lots(uow, [account])
            for _ in range(times):
                lapsing.settle_lots(uow, accounts, lots)

    expire(2)
    assert shop.account(account).expired == 100
    shop.agrees()
    shop.buys(customer)
    at(NOW + timedelta(days=120))
    monkeypatch.setattr(lapsing, "posted_keys", lambda *_: {})
    with pytest.raises(IntegrityError):
        expire(2)


def test_verify_finds_a_balance_that_was_changed_by_hand(shop: Shop) -> None:
    customer = shop.customer()
    shop.buys(customer)
    with shop.plugin.operating() as uow:
        uow.session.execute(text("UPDATE loyalty_account SET available = available + 1"))
        uow.session.execute(text("UPDATE loyalty_lot SET remaining = remaining - 1"))
    told = shop.faults()
    assert any("available is 101" in one for one in told)
    assert any("99 remain" in one for one in told)
