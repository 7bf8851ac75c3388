"""The cases that good ledgers of points handle, by their numbers in the reference of the domain."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.customers import Customer, EmailAddress, merge_customers
from salesforce_lite.kernel.errors import DomainError, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop, line

At = Callable[[datetime], None]
YEARLY = {"expiry": "fixed", "expiry_months": 12}
GOLD = {
    "tiers": [
        {"code": "silver", "name": "Silver", "achieve": 100, "retain": 80},
        {"code": "gold", "name": "Gold", "achieve": 500, "retain": 400, "multiplier": "1.5"},
    ]
}


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()


def test_case_1_the_same_order_posted_twice(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    order = shop.buys(customer, 100)
    shop.buys(customer, 100, purchase_id=order)
    assert shop.account_of(customer).available == 100
    assert shop.movements() == [("accrue", 100)]
    shop.agrees()


def test_case_2_a_partial_refund_takes_back_its_share_of_that_accrual(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    order = shop.buys(customer, "99.99")
    shop.buys(customer, 50)
    shop.returns(customer, order, "33.33")
    # 66.66 of 99.99 stay: of 99 points 66.
    assert shop.account_of(customer).available == 66 + 50
    shop.returns(customer, order, "33.33")
    shop.returns(customer, order, "33.33")
    assert shop.account_of(customer).available == 50
    shop.agrees()


def test_case_2_a_return_of_one_line_takes_back_base_and_bonus_of_that_line(plugin: Trial) -> None:
    bonus = {"key": "wine", "kind": "category", "rate": "3", "categories": ["wine"]}
    campaign = {
        "key": "may",
        "begins": "2026-05-01",
        "ends": "2026-05-31",
        "multiplier": "2",
        "codes": ["B"],
    }
    shop = Shop(plugin, rules=[BASE, bonus], campaigns=[campaign])
    customer = shop.customer()
    wine, soap = line(40, "A", "wine"), line(10, "B")
    order = shop.buys(customer, 50, lines=(wine, soap))
    assert shop.account_of(customer).available == 50 + 120 + 10
    shop.returns(customer, order, 10, lines=(soap,))
    assert shop.account_of(customer).available == 40 + 120
    shop.returns(customer, order, 40, lines=(wine,))
    assert shop.account_of(customer).available == 0
    shop.agrees()


def test_case_3_refund_after_points_were_spent(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    order = shop.buys(customer, 100)
    account = shop.account_of(customer).id
    shop.redeems(account, 70)
    shop.returns(customer, order, 100)
    after = shop.account(account)
    assert (after.available, after.debt) == (0, 70)
    # The next points pay it first.
    shop.buys(customer, 50)
    shop.buys(customer, 50)
    after = shop.account(account)
    assert (after.available, after.debt) == (30, 0)
    shop.agrees()


def test_case_3_a_program_may_refuse_it(plugin: Trial) -> None:
    shop = Shop(plugin, negative_policy="refuse")
    customer = shop.customer()
    order = shop.buys(customer, 100)
    account = shop.account_of(customer).id
    redemption = shop.redeems(account, 70)
    with pytest.raises(DomainError) as refusal:
        shop.returns(customer, order, 100)
    assert refusal.value.code == "loyalty_points_spent"
    assert shop.account(account).available == 30
    shop.cancels(redemption)
    shop.returns(customer, order, 100)
    assert shop.account(account).available == 0
    shop.agrees()


def test_case_4_a_cancelled_redemption_gives_lots_back_as_they_were(plugin: Trial, at: At) -> None:
    shop = Shop(plugin, **YEARLY)
    customer = shop.customer()
    shop.buys(customer, 100)
    before = [(one.remaining, one.expires_at) for one in shop.rows("journal_model", "Lot")]
    redemption = shop.redeems(shop.account_of(customer).id, 60)
    at(NOW + timedelta(days=30))
    shop.cancels(redemption)
    shop.cancels(redemption)
    lots = [(one.remaining, one.expires_at) for one in shop.rows("journal_model", "Lot")]
    assert lots == before
    assert shop.account_of(customer).redeemed == 0
    shop.agrees()


@pytest.mark.parametrize(("days", "left"), [(0, 0), (10, 60)])
def test_case_4_what_expired_meanwhile_stays_so_or_is_extended(
    plugin: Trial, at: At, days: int, left: int
) -> None:
    shop = Shop(plugin, restore_days=days, **YEARLY)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    redemption = shop.redeems(account, 60)
    at(NOW + timedelta(days=400))
    shop.work_off()
    assert shop.account(account).expired == 40
    shop.cancels(redemption)
    assert shop.standing(account).available == left
    assert shop.account(account).available == left
    at(NOW + timedelta(days=420))
    shop.work_off()
    assert shop.account(account).expired == 100
    shop.agrees()


def test_case_5_expired_points_count_for_nobody_whatever_the_job_did(plugin: Trial, at: At) -> None:
    shop = Shop(plugin, **YEARLY)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    at(NOW + timedelta(days=370))
    assert shop.standing(account).available == 0
    with pytest.raises(DomainError) as refusal:
        shop.redeems(account, 1)
    assert refusal.value.code == "loyalty_not_enough_points"
    shop.work_off()
    shop.work_off()
    assert shop.movements() == [("accrue", 100), ("expire", -100)]
    keys = {one.reference for one in shop.rows("journal_model", "Transaction")}
    [lot] = shop.rows("journal_model", "Lot")
    assert f"expire:{lot.id}" in keys
    shop.agrees()


def test_case_5_what_is_told_after_the_member_was_inactive_too_long_lapses_at_once(
    plugin: Trial, at: At
) -> None:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin, expiry="activity", expiry_months=1)
    customer_id = shop.customer()
    account_id = shop.member(customer_id)
    at(NOW + timedelta(days=70))
    shop.buys(customer_id, 100, at=NOW + timedelta(days=20))
    account = shop.account(account_id)
    assert (account.available, account.issued, account.expired) == (0, 100, 100)
    shop.work_off()
    assert shop.account(account_id).expired == 100


@pytest.mark.parametrize(
    ("over", "points", "next_day"),
    [(None, 100, 30), (29, 300, 29), (30, 300, 30), (31, 100, 30), (0, 0, None)],
)
def test_case_5_what_ends_first_is_the_first_lot_or_the_whole_account(
    plugin: Trial, at: At, over: int | None, points: int, next_day: int | None
) -> None:
    """Of 300 points 100 expire in 30 days, 100 later, 100 never; the account after `over` days."""
    at(NOW)
    plugin.enable()
    shop = Shop(plugin)
    account_id = shop.member()
    customer_id = shop.rows("model", "Account")[0].customer_id
    for _ in range(3):
        shop.buys(customer_id)
    account, lot = shop.of("model").Account, shop.of("journal_model").Lot
    days = [NOW + timedelta(days=30), NOW + timedelta(days=60), None]
    with plugin.operating() as uow:
        for one, ends in zip(uow.session.scalars(select(lot).order_by(lot.id)), days, strict=True):
            one.expires_at = ends
        held = uow.session.get_one(account, account_id)
        held.expires_at = None if over is None else NOW + timedelta(days=over)
    standing = shop.standing(account_id)
    assert standing.available == (0 if over == 0 else 300)
    assert standing.next_points == points
    expected = None if next_day is None else NOW + timedelta(days=next_day)
    assert standing.next_expiry == expected


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        # Summer time ends there on 2027-04-04 and begins on 2027-03-14.
        ("Australia/Sydney", datetime(2027, 4, 4, 14, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 4, 5, 4, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2027, 4, 4, 22, 0, tzinfo=UTC)),
    ],
)
def test_case_6_points_lapse_at_the_end_of_the_day_where_the_program_is(
    plugin: Trial, at: At, zone: str, last: datetime
) -> None:
    at(datetime(2026, 4, 4, 12, 0, tzinfo=UTC))
    shop = Shop(plugin, zone=zone, **YEARLY)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    at(last - timedelta(seconds=1))
    assert shop.standing(account).available == 100
    at(last)
    assert shop.standing(account).available == 0


def test_case_7_a_redemption_releases_and_expires_what_is_due_before_it_looks(
    plugin: Trial, at: At
) -> None:
    shop = Shop(plugin, pending_days=14, expiry="fixed", expiry_months=1)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    with pytest.raises(DomainError):
        shop.redeems(account, 1)
    at(NOW + timedelta(days=15))
    shop.redeems(account, 60)
    assert shop.movements()[-2:] == [("release", 0), ("redeem", -60)]
    at(NOW + timedelta(days=40))
    with pytest.raises(DomainError):
        shop.redeems(account, 40)
    shop.agrees()


def test_case_8_a_refund_after_an_upgrade_keeps_the_tier_until_it_is_reviewed(
    plugin: Trial, at: At
) -> None:
    shop = Shop(plugin, **GOLD)
    customer = shop.customer()
    order = shop.buys(customer, 600)
    account = shop.account_of(customer).id
    assert shop.account(account).tier == "gold"
    shop.returns(customer, order, 600)
    assert shop.account(account).tier == "gold"
    [period] = shop.rows("keeping_model", "TierPeriod")
    assert period.doubted_at == NOW
    at(datetime(2028, 1, 2, tzinfo=UTC))
    shop.work_off()
    # One tier at most at a time.
    assert shop.account(account).tier == "silver"
    at(datetime(2030, 1, 2, tzinfo=UTC))
    shop.work_off()
    assert shop.account(account).tier == ""
    shop.agrees()


def test_case_9_rules_that_change_leave_old_accruals_alone(plugin: Trial, at: At) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    first = shop.buys(customer, 100)
    at(NOW + timedelta(days=1))
    shop.publish(rules=[{**BASE, "rate": "5"}])
    shop.buys(customer, 100)
    rows = sorted(shop.rows("journal_model", "Transaction"), key=lambda one: one.id)
    assert [(one.points, one.rules) for one in rows] == [(100, 1), (500, 2)]
    # A sale of before that is told now has the rules of its day.
    shop.buys(customer, 100, at=NOW + timedelta(hours=1))
    shop.returns(customer, first, 50)
    rows = sorted(shop.rows("journal_model", "Transaction"), key=lambda one: one.id)
    assert [(one.points, one.rules) for one in rows[2:]] == [(100, 1), (-50, 1)]
    shop.agrees()


def test_case_10_merged_customers_have_the_points_of_both_and_one_welcome(
    plugin: Trial, at: At
) -> None:
    welcome = {"key": "hello", "kind": "welcome", "points": 25}
    shop = Shop(plugin, rules=[BASE, welcome], **YEARLY)
    keep, goes = shop.customer(name="Alfa"), shop.customer(name="Beta")
    staying, going = shop.member(keep), shop.member(goes)
    order = shop.buys(goes, 100)
    lapse = [one.expires_at for one in shop.rows("journal_model", "Lot") if one.points == 100]
    at(NOW + timedelta(days=3))
    with plugin.working("admin") as uow:
        merge_customers(uow, keep, goes)
    assert shop.account(staying).available == 125
    assert shop.account(going).state == "merged"
    moved = [one for one in shop.rows("journal_model", "Lot") if one.origin_id]
    assert [one.expires_at for one in moved] == lapse
    shop.agrees()
    # What was bought before still comes back from who has it now.
    shop.returns(keep, order, 100)
    assert shop.account(staying).available == 25
    shop.agrees()


def test_case_10_the_only_account_follows_to_the_survivor(plugin: Trial) -> None:
    shop = Shop(plugin)
    keep, goes = shop.customer(name="Alfa"), shop.customer(name="Beta")
    shop.buys(goes, 100)
    with plugin.working("admin") as uow:
        merge_customers(uow, keep, goes)
    assert shop.account_of(keep).available == 100
    shop.agrees()


def test_case_11_erasing_a_customer_keeps_the_totals_without_the_name(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    with plugin.operating() as uow:
        uow.session.execute(delete(Customer).where(Customer.id == customer))
    after = shop.account(account)
    assert (after.customer_id, after.available, after.issued) == (None, 100, 100)
    shop.agrees()


def test_case_12_nobody_brings_themselves_or_those_who_brought_them(plugin: Trial) -> None:
    rules = [BASE, {"key": "friend", "kind": "referral", "points": 30}]
    shop = Shop(plugin, rules=[*rules, {"key": "new", "kind": "referred", "points": 10}])
    one, two, three = (shop.member() for _ in range(3))
    refer = shop.of("joining").refer

    def refuse(referrer: object, referred: object) -> None:
        with pytest.raises(DomainError) as refusal, plugin.working("rep") as uow:
            refer(uow, referrer, referred)
        assert refusal.value.code == "loyalty_referral"

    refuse(one, one)
    with plugin.working("rep") as uow:
        refer(uow, one, two)
        refer(uow, two, three)
    refuse(three, one)
    refuse(one, three)
    buyer = shop.account(two).customer_id
    shop.buys(buyer, 100)
    plugin.work_off()
    shop.buys(buyer, 100)
    plugin.work_off()
    assert shop.account(one).available == 30
    assert shop.account(two).available == 210
    shop.agrees()


def test_case_12_people_who_work_here_earn_nothing(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer(emails=(EmailAddress("rep@example.com"),))
    shop.buys(customer, 100)
    account = shop.account_of(customer)
    assert account.is_staff
    assert account.available == 0


def test_case_13_adjustments_need_a_reason_and_above_a_limit_a_second_person(
    plugin: Trial,
) -> None:
    shop = Shop(plugin, approve_above=100)
    account = shop.member()
    adjusting = shop.of("adjusting")
    with pytest.raises(InvalidInputError) as refusal, plugin.working("admin") as uow:
        adjusting.adjust(uow, account, 50, "  ")
    assert "reason" in refusal.value.fields
    shop.adjusts(account, 100)
    assert shop.account(account).available == 100
    request = shop.adjusts(account, 101)
    assert shop.account(account).available == 100
    with pytest.raises(DomainError) as own, plugin.working("admin") as uow:
        adjusting.decide(uow, request, approve=True)
    assert own.value.code == "loyalty_second_person"
    with plugin.working("manager") as uow:
        adjusting.decide(uow, request, approve=True)
    with pytest.raises(DomainError) as again, plugin.working("manager") as uow:
        adjusting.decide(uow, request, approve=True)
    assert again.value.code == "loyalty_decided"
    assert shop.account(account).available == 201
    shop.adjusts(account, -50)
    assert shop.account(account).adjusted == 151
    shop.agrees()


def test_case_14_a_sale_told_after_its_window_closed_changes_no_tier(plugin: Trial, at: At) -> None:
    shop = Shop(plugin, **GOLD, **YEARLY)
    customer = shop.customer()
    shop.member(customer)
    at(datetime(2027, 9, 1, tzinfo=UTC))
    shop.buys(customer, 600, at=datetime(2026, 8, 1, tzinfo=UTC))
    account = shop.account_of(customer)
    assert account.tier == ""
    # What it earned has lapsed already, and both movements stand.
    assert shop.movements() == [("accrue", 600), ("expire", -600)]
    assert account.available == 0
    shop.agrees()


def test_case_15_another_currency_counts_at_the_rate_of_the_day_of_the_sale(
    plugin: Trial,
) -> None:
    shop = Shop(plugin)
    with plugin.working("admin") as uow:
        set_exchange_rate(uow, "USD", Decimal("0.80"), valid_from=date(2026, 1, 1))
        set_exchange_rate(uow, "USD", Decimal("0.90"), valid_from=date(2026, 5, 1))
    customer = shop.customer()
    dollars = Money.of("100", "USD")
    shop.buys(customer, net=dollars)
    shop.buys(customer, net=dollars, at=datetime(2026, 4, 30, 12, 0, tzinfo=UTC))
    assert [points for _, points in shop.movements()] == [90, 80]
    shop.buys(customer, net=Money.of("100", "JPY"))
    assert shop.account_of(customer).available == 170


def test_case_16_phones_queue_no_redemption(plugin: Trial) -> None:
    commands = plugin.app.plugins.fresh().contributions.sync_commands
    assert not [one for one in commands if one.plugin == "loyalty"]


def test_a_purchase_of_nobody_known_is_left_alone(plugin: Trial) -> None:
    shop = Shop(plugin, enrols_buyers=False)
    customer = shop.customer()
    shop.returns(customer, uuid4(), 10)
    shop.buys(customer, 100)
    assert shop.account_of(customer) is None
