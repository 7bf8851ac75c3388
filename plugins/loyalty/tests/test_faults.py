"""What goes wrong from outside: jobs that are killed, clocks that jump, rates that are missing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.money import Money
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop

At = Callable[[datetime], None]
MONTHLY = {"expiry": "fixed", "expiry_months": 1}


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, **MONTHLY)


def test_switched_off_in_the_middle_of_a_job_it_goes_on_when_it_is_switched_on(
    shop: Shop, plugin: Trial, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = shop.customer()
    for _ in range(3):
        shop.buys(customer, 10)
    at(NOW + timedelta(days=60))
    monkeypatch.setattr(shop.of("due"), "_LOTS_AT_ONCE", 1)
    due = shop.of("due")
    with plugin.operating() as uow:
        # As a worker does a step, and asks for the next.
        goes_on = due.work_off_due(uow, {})
        enqueue_job(uow, due.DUE, goes_on.payload)
    account = shop.account_of(customer).id
    assert shop.account(account).expired == 10
    plugin.disable()
    plugin.work_off()
    assert shop.account(account).expired == 10
    plugin.enable()
    plugin.work_off()
    assert shop.account(account).expired == 30
    shop.agrees()


def test_a_job_that_is_killed_and_run_twice_expires_once(shop: Shop, plugin: Trial, at: At) -> None:
    customer = shop.customer()
    shop.buys(customer, 10)
    at(NOW + timedelta(days=60))
    work = shop.of("due").work_off_due

    def killed() -> None:
        with plugin.operating() as uow:
            work(uow, {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert shop.movements() == [("accrue", 10)]
    for _ in range(2):
        with plugin.operating() as uow:
            work(uow, {})
    shop.work_off()
    assert shop.movements() == [("accrue", 10), ("expire", -10)]
    shop.agrees()


def test_a_clock_that_jumps_a_year_ahead_takes_what_is_over_and_back_gives_nothing(
    shop: Shop, at: At
) -> None:
    tier = {"code": "gold", "name": "Gold", "achieve": 50, "retain": 50, "multiplier": "2"}
    shop.publish(tiers=[tier], pending_days=14, **MONTHLY)
    customer = shop.customer()
    shop.buys(customer, 80)
    account = shop.account_of(customer).id
    assert shop.account(account).tier == "gold"
    at(NOW + timedelta(days=366 * 2))
    shop.work_off()
    after = shop.account(account)
    assert (after.available, after.pending, after.expired, after.tier) == (0, 0, 80, "")
    at(NOW)
    shop.work_off()
    assert shop.standing(account).available == 0
    shop.buys(customer, 10)
    shop.agrees()


def test_birthdays_count_once_a_year_and_are_made_up_for(
    shop: Shop, plugin: Trial, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(rules=[BASE, {"key": "day", "kind": "birthday", "points": 25}])
    born = shop.member(birthday=524)
    leap = shop.member(shop.customer(name="Leap"), birthday=229)
    congratulate = shop.of("due").congratulate

    def on(day: datetime) -> tuple[int, int]:
        at(day)
        for _ in range(2):
            with plugin.operating() as uow:
                congratulate(uow, {})
        return shop.account(born).issued, shop.account(leap).issued

    assert on(datetime(2026, 5, 23, 12, tzinfo=UTC)) == (0, 0)
    # Nothing worked on the day itself.
    assert on(datetime(2026, 5, 28, 12, tzinfo=UTC)) == (25, 0)
    assert on(datetime(2027, 2, 28, 12, tzinfo=UTC)) == (25, 25)
    assert on(datetime(2027, 5, 24, 12, tzinfo=UTC)) == (50, 25)
    assert on(datetime(2028, 2, 28, 12, tzinfo=UTC)) == (50, 25)
    assert on(datetime(2028, 2, 29, 12, tzinfo=UTC)) == (50, 50)
    shop.agrees()


def test_points_that_expire_by_activity_live_on_together(shop: Shop, at: At) -> None:
    shop.publish(expiry="activity", expiry_months=2)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    at(NOW + timedelta(days=50))
    shop.redeems(account, 10)
    at(NOW + timedelta(days=100))
    assert shop.standing(account).available == 90
    shop.work_off()
    assert shop.account(account).expired == 0
    at(NOW + timedelta(days=120))
    assert shop.standing(account).available == 0
    # Who comes back earns anew; what was over is over, job or no job.
    shop.buys(customer, 5)
    assert (shop.account(account).available, shop.account(account).expired) == (5, 90)
    shop.agrees()


@pytest.mark.parametrize(
    ("cap", "most"),
    [
        ("order", [60, 60, 60, 60]),
        ("day", [60, 0, 60, 60]),
        ("month", [60, 0, 0, 60]),
        ("member", [60, 0, 0, 0]),
    ],
)
def test_a_limit_holds_for_its_period_and_is_free_again_after_a_return(
    shop: Shop, at: At, cap: str, most: list[int]
) -> None:
    shop.publish(rules=[BASE | {"caps": {cap: 60}}])
    customer = shop.customer()
    given, last = [], 0
    first = None
    for days in (0, 0, 1, 20):
        at(NOW + timedelta(days=days))
        first = shop.buys(customer, 100) if first is None else (shop.buys(customer, 100), first)[1]
        issued = shop.account_of(customer).issued
        given.append(issued - last)
        last = issued
    assert given == most
    if cap == "member" and first is not None:
        shop.returns(customer, first, 100)
        shop.buys(customer, 100)
        assert shop.account_of(customer).available == 60
    shop.agrees()


def test_a_purchase_without_a_rate_waits_and_is_counted_when_there_is_one(
    shop: Shop, plugin: Trial
) -> None:
    customer = shop.customer()
    order = shop.buys(customer, net=Money.of("10000", "JPY"))
    shop.buys(customer, net=Money.of("100", "CHF"))
    counting, uncounted = shop.of("counting"), shop.of("uncounted")
    with plugin.working("admin") as uow:
        assert len(uncounted.list_uncounted(uow, shop.program_id)) == 2
        assert counting.count_again(uow, shop.program_id) == 0
    page = plugin.browser("admin").get(f"/admin/x/loyalty/programs/{shop.program_id}")
    assert "no exchange rate" in page.text
    with plugin.working("rep") as uow:
        back = shop.of("sales").SaleReturn(
            source="orders",
            reference=str(uuid4()),
            sale_reference=str(order),
            returned_at=uow.now,
            net=Money.of("5000", "JPY"),
        )
        program = uow.session.get(shop.of("model").Program, shop.program_id)
        for _ in range(2):
            shop.of("returning").take_back(uow, program, [back])
    with plugin.working("admin") as uow:
        set_exchange_rate(uow, "JPY", Decimal("0.006"), valid_from=date(2026, 1, 1))
    with plugin.working("admin") as uow:
        assert counting.count_again(uow, shop.program_id) == 1
        assert counting.count_again(uow, shop.program_id) == 0
    assert shop.movements() == [("accrue", 60), ("reverse", -30)]
    assert len(shop.rows("uncounted_model", "Uncounted")) == 1
    shop.agrees()


def test_what_was_missed_is_caught_up_with_once(
    shop: Shop, plugin: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = shop.customer()
    shop.buys(customer, 7)
    with monkeypatch.context() as broken:
        broken.setattr(shop.of("purchases"), "accrue_sales", lambda *_: 1 / 0)
        failed = shop.buys(customer, 20)
    plugin.disable()
    shop.buys(customer, 30)
    shop.returns(customer, failed, 20)
    plugin.enable()
    assert shop.movements() == [("accrue", 7)]

    class Work:
        reading, writing = staticmethod(plugin.reading), staticmethod(plugin.operating)

    def run() -> Any:
        return CliRunner().invoke(shop.of("commands").catch_up, obj=Work())

    said = run()
    assert (said.exit_code, said.output) == (0, "purchases=3 returns=1 counted-again=0\n")
    assert shop.account_of(customer).available == 37
    run()
    assert sorted(shop.movements()) == [
        ("accrue", 7),
        ("accrue", 20),
        ("accrue", 30),
        ("reverse", -20),
    ]
    shop.agrees()


def test_what_was_bought_before_the_first_rules_is_no_miss(
    shop: Shop, plugin: Trial, at: At
) -> None:
    customer, program = shop.customer(), shop.program_id
    with plugin.working("admin") as uow:
        # It stands there without rules while the first purchase is recorded.
        fields = shop.of("programs").ProgramFields(name="Later", currency="EUR", zone="UTC")
        later = shop.of("programs").make_program(uow, "later", fields).id
    early = shop.buys(customer, 40)
    at(NOW + timedelta(days=1))
    shop.program_id = later
    shop.publish()
    # A purchase of today is missed by both.
    plugin.disable()
    shop.buys(customer, 9)
    shop.returns(customer, early, 40)
    plugin.enable()
    with plugin.operating() as uow:
        shop.of("counting").catch_up(uow)
    assert shop.account_of(customer).issued == 9
    shop.program_id = program
    assert (shop.account_of(customer).issued, shop.account_of(customer).available) == (49, 9)
    shop.agrees()
