"""Whatever members and clerks do, in whatever order, however often: the ledger agrees with itself.

SFL_TEST_SEQUENCES says how many random histories, and SFL_TEST_SEED with which seed they begin.
"""

import os
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from salesforce_lite.testing import Trial

from .histories import BALANCES, History
from .points import NOW, Shop

At = Callable[[datetime], None]
HISTORIES = int(os.environ.get("SFL_TEST_SEQUENCES", "10"))
SEED = int(os.environ.get("SFL_TEST_SEED", "1"))
DEEDS = 14
TOGETHER = 50


@pytest.fixture
def customers(plugin: Trial, at: At) -> list[UUID]:
    at(NOW)
    plugin.enable()
    return [plugin.records.customer(name=name).id for name in ("Alfa", "Beta", "Gamma")]


def faults(plugin: Trial) -> list[str]:
    with plugin.reading() as uow:
        found: list[str] = plugin.module("verifying").faults_of_ledger(uow)
        return found


def follow(history: History) -> None:
    """Each deed leaves every balance sound, and told again it changes nothing."""
    history.begin()
    for _ in range(DEEDS):
        deed = history.step()
        done = history.do(deed)
        after = history.balances()
        for balance in after.values():
            sound(dict(zip(BALANCES, balance, strict=True)))
        whole(after)
        if done and history.rng.random() < 0.5:
            posted = history.journal()
            history.do(deed)
            assert history.balances() == after
            assert history.journal() == posted


def sound(balance: dict[str, int]) -> None:
    assert balance["available"] >= 0
    assert balance["pending"] >= 0
    assert balance["debt"] >= 0
    assert balance["reversed"] >= 0
    assert balance["expired"] >= 0


def whole(balances: dict[UUID, Any]) -> None:
    """issued + adjusted = redeemed + expired + reversed + what members have, less what they owe."""
    sums = {name: sum(each[i] for each in balances.values()) for i, name in enumerate(BALANCES)}
    had = sums["available"] + sums["pending"] - sums["debt"]
    gone = sums["redeemed"] + sums["expired"] + sums["reversed"]
    assert sums["issued"] + sums["adjusted"] == gone + had


def test_random_histories_leave_a_sound_ledger(
    plugin: Trial, customers: list[UUID], at: At
) -> None:
    for number in range(HISTORIES):
        seed = SEED + number
        try:
            follow(History(plugin, Random(seed), customers, at))
            if number % TOGETHER == TOGETHER - 1 or number == HISTORIES - 1:
                assert faults(plugin) == []
        except AssertionError as error:
            error.add_note(f"SFL_TEST_SEQUENCES=1 SFL_TEST_SEED={seed}")
            raise


def test_deeds_of_different_members_come_to_the_same_in_any_order(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin, rules=[{"key": "base", "kind": "amount", "rate": "1.3"}])
    found = []
    for shuffle in range(3):
        people = [plugin.records.customer(name=f"Shop {shuffle} {n}").id for n in range(3)]
        accounts = [shop.member(one) for one in people]
        orders: dict[UUID, UUID] = {}

        def act(
            place: int,
            step: int,
            people: list[UUID] = people,
            accounts: list[UUID] = accounts,
            orders: dict[UUID, UUID] = orders,
        ) -> None:
            if step == 0:
                orders[people[place]] = shop.buys(people[place], 100 + place)
            elif step == 1:
                shop.redeems(accounts[place], 50 + place)
            else:
                shop.returns(people[place], orders[people[place]], 70)

        deeds = [(place, step) for place in range(3) for step in range(3)]
        rng = Random(shuffle)
        while any(step < 3 for _, step in deeds) and deeds:
            open_steps = {place: min(s for p, s in deeds if p == place) for place, _ in deeds}
            place = rng.choice(sorted(open_steps))
            act(place, open_steps[place])
            deeds.remove((place, open_steps[place]))
        found.append([tuple(getattr(shop.account(one), n) for n in BALANCES) for one in accounts])
    assert found[0] == found[1] == found[2]
    shop.agrees()


@pytest.mark.parametrize("table", ["tx", "entry", "allocation", "rules"])
@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_the_journal_is_never_changed(plugin: Trial, at: At, table: str, change: str) -> None:
    shop = journal(plugin, at)
    column = {"rules": "number", "tx": "points"}.get(table, "points")
    said = {
        "UPDATE": f"UPDATE loyalty_{table} SET {column} = {column}",
        "DELETE": f"DELETE FROM loyalty_{table}",
    }
    refused(shop, said[change])


@pytest.mark.parametrize("said", ["DELETE FROM loyalty_lot", "UPDATE loyalty_lot SET points = 9"])
def test_a_lot_is_never_removed_nor_made_larger(plugin: Trial, at: At, said: str) -> None:
    refused(journal(plugin, at), said)


def journal(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin)
    customer = shop.customer()
    shop.buys(customer)
    shop.redeems(shop.account_of(customer).id, 10)
    return shop


def refused(shop: Shop, said: str) -> None:
    with pytest.raises(DBAPIError) as refusal, shop.plugin.operating() as uow:
        uow.session.execute(text(said))
    assert "append-only" in str(refusal.value)
    shop.agrees()
