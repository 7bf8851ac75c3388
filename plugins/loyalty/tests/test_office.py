"""An administrator builds a program, and a member earns, climbs, redeems and cancels."""

import re
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import pytest
from click.testing import CliRunner
from flask_babel import force_locale

from salesforce_lite.access import change_role, list_roles
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop

At = Callable[[datetime], None]
HOME = "/admin/x/loyalty"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()


def test_a_program_is_built_and_its_rules_are_published(plugin: Trial) -> None:
    admin = plugin.browser("admin")
    said = {
        "name": "Club",
        "code": "club",
        "currency": "EUR",
        "zone": "Europe/Madrid",
        "negative_policy": "debt",
        "point_value": "0.01",
        "approve_above": "1000",
        "restore_days": "0",
        "enrols_buyers": "y",
        "is_open": "y",
    }
    assert "No program yet" in admin.get(f"{HOME}/").text
    made = admin.post(f"{HOME}/programs/new", data=said)
    assert made.status_code == 303, made.text
    rules_page = made.headers["Location"]
    assert "A purchase of" in admin.get(rules_page).text
    rules = {
        "rate": "1",
        "per": "order",
        "expiry": "fixed",
        "expiry_months": "12",
        "window": "year",
        "window_months": "12",
        "pending_days": "0",
        "version": "1",
        "tiers-0-name": "Gold",
        "tiers-0-achieve": "100",
        "tiers-0-retain": "50",
        "tiers-0-multiplier": "1.5",
        "specials-0-kind": "product",
        "specials-1-kind": "product",
    }
    wrong = admin.post(rules_page, data={**rules, "tiers-0-achieve": "0"})
    assert wrong.status_code == 422
    look = admin.post(rules_page, data={**rules, "rate": "2", "step": "look"})
    assert "earns a Gold member 300 points" in look.text
    assert "<form" not in look.text
    unfit = admin.post(rules_page, data={**rules, "tiers-0-achieve": "0", "step": "look"})
    assert (unfit.status_code, "an example stands here" in unfit.text) == (200, True)
    published = admin.post(rules_page, data=rules)
    errors = re.findall(r"sl-error[^>]*>(.{0,200})", published.text)
    assert published.status_code == 303, errors
    shown = admin.get(published.headers["Location"]).text
    assert "earns a Gold member 150 points" in shown
    home = published.headers["Location"]
    reward = {"name": "A cup", "cost": "50", "stock": "1", "is_offered": "y"}
    assert admin.post(f"{home}/rewards/new", data=reward).status_code == 303
    assert "A cup" in admin.get(home).text
    assert "Liability" in admin.get(f"{home}/worth").text
    words = plugin.module("point_words").share_words
    with plugin.app.test_request_context(), force_locale("es"):
        assert [words(part) for part in (None, Fraction(1, 9))] == ["–", "11,1 %"]
    assert plugin.browser("rep").get(f"{HOME}/").status_code == 403
    assert plugin.failures() == []


def test_rows_of_the_rules_stay_what_they_are_when_others_go(plugin: Trial) -> None:
    silver = {"code": "tier-1", "name": "Silver", "achieve": 100, "retain": 50, "multiplier": "1"}
    gold = {**silver, "code": "tier-2", "name": "Gold", "achieve": 200}
    pieces = {"kind": "product", "codes": ["A"], "rate": "3", "by": "quantity"}
    special = {"key": "special-7", "name": "Pieces of A", **pieces}
    shop = Shop(plugin, rules=[BASE, special], tiers=[silver, gold])
    admin = plugin.browser("admin")
    page = f"{HOME}/programs/{shop.program_id}/rules"
    typed = _typed(admin.get(page).text)
    # Two that stand there, and one more that can be typed.
    assert [typed[f"tiers-{place}-key"] for place in range(3)] == ["tier-1", "tier-2", ""]
    first = {"tiers-0-name": ""}
    third = {"tiers-2-name": "Platinum", "tiers-2-achieve": "300", "tiers-2-retain": "300"}
    assert admin.post(page, data={**typed, **first}).status_code == 303
    typed = _typed(admin.get(page).text)
    assert admin.post(page, data={**typed, **_below(third, 1)}).status_code == 303
    with plugin.working("admin") as uow:
        said = shop.of("versions").versions_of(uow, shop.program_id)[0].definition
    assert [(one.code, one.name) for one in said.tiers] == [
        ("tier-2", "Gold"),
        ("tier-3", "Platinum"),
    ]
    (kept,) = [one for one in said.rules if one.key == "special-7"]
    assert (kept.name, kept.by, kept.codes) == ("Pieces of A", "quantity", ("A",))


def _typed(page: str) -> dict[str, str]:
    """What the inputs of the form hold."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token":
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option[^>]*selected[^>]*value="([^"]*)"', options)
        chosen = chosen or re.search(r'<option[^>]*value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def _below(said: dict[str, str], rows: int) -> dict[str, str]:
    """The same in a row so many above."""
    return {name.replace("-2-", f"-{2 - rows}-"): value for name, value in said.items()}


def test_large_adjustments_wait_in_the_back_office(plugin: Trial) -> None:
    shop = Shop(plugin, approve_above=10)
    account = shop.member()
    request = shop.adjusts(account, 50)
    manager = plugin.browser("manager")
    assert "+50" in manager.get(f"{HOME}/adjustments/").text
    assert manager.post(f"{HOME}/adjustments/{request}/approval").status_code == 303
    assert shop.account(account).available == 50
    assert "Nothing waits" in manager.get(f"{HOME}/adjustments/").text


def test_the_last_reward_is_redeemed_once_and_comes_back(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    shop.buys(customer, 200)
    account = shop.account_of(customer).id
    rewards = shop.of("rewards")
    with plugin.working("admin") as uow:
        fields = rewards.RewardFields(name="A cup", cost=50, stock=1)
        cup = rewards.save_reward(uow, shop.program_id, fields).id
    redemption = shop.redeems(account, reward_id=cup)
    with pytest.raises(Exception, match="cannot be redeemed"):
        shop.redeems(account, reward_id=cup)
    shop.cancels(redemption)
    shop.redeems(account, reward_id=cup)
    assert shop.account(account).available == 150
    shop.agrees()


def test_the_report_says_what_points_are_worth(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    shop.buys(customer, 200)
    shop.redeems(shop.account_of(customer).id, 50)
    with plugin.working("admin") as uow:
        report = shop.of("reporting").point_report(uow, shop.program_id)
    assert str(report.liability) == "1.50 EUR"
    assert report.total.redemption_rate == 0.25
    assert [one.cohort for one in report.cohorts] == [202605]


def test_each_figure_of_the_report_leads_to_what_it_counts(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    bought = shop.buys(customer, 200)
    account = shop.account_of(customer).id
    shop.cancels(shop.redeems(account, 50))
    shop.redeems(account, 30)
    shop.returns(customer, bought, 20)
    shop.adjusts(account, 15)
    with plugin.working("admin") as uow:
        total = shop.of("reporting").point_report(uow, shop.program_id).total
        behind = shop.of("behind_figures")
        for figure in behind.FIGURES:
            for cohort in (0, 202605):
                entries, _ = behind.entries_behind(uow, shop.program_id, figure, cohort=cohort)
                assert sum(one.points for one in entries) == getattr(total, figure), figure
    admin, home = plugin.browser("admin"), f"{HOME}/programs/{shop.program_id}/worth"
    assert f"{home}/redeemed?cohort=202605" in admin.get(home).text
    assert f"/members/{account}" in admin.get(f"{home}/redeemed").text
    assert admin.get(f"{home}/nothing").status_code == 404
    for month in ("99999999999999999999", "202613", "-1"):
        assert admin.get(f"{home}/redeemed?cohort={month}").status_code == 422
    assert plugin.browser("rep").get(f"{home}/redeemed").status_code == 403


def test_who_sees_reports_and_no_members_sees_what_figures_are_made_of(plugin: Trial) -> None:
    shop = Shop(plugin)
    customer = shop.customer()
    shop.buys(customer, 200)
    account, known = shop.account_of(customer), plugin.app.contributions.permissions
    with plugin.working("admin") as uow:
        role = next(one for one in list_roles(uow) if one.name == "manager")
        may = {*role.permissions} - {"loyalty.view"}
        change_role(uow, role.name, permissions=may, known=known, record_access=role.record_access)
    manager, home = plugin.browser("manager"), f"{HOME}/programs/{shop.program_id}/worth"
    page = manager.get(home)
    assert (page.status_code, f"{home}/given" in page.text) == (200, True)
    assert f'"{HOME}/programs/{shop.program_id}"' not in page.text
    behind = manager.get(f"{home}/given")
    assert (behind.status_code, account.number in behind.text) == (200, True)
    assert f"/members/{account.id}" not in behind.text
    assert manager.get(f"{HOME}/programs/{shop.program_id}").status_code == 403


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1E-999999"])
def test_what_is_no_number_is_refused_while_it_is_typed(plugin: Trial, number: str) -> None:
    shop, admin = Shop(plugin), plugin.browser("admin")
    home = f"{HOME}/programs/{shop.program_id}"
    typed = _typed(admin.get(f"{home}/rules").text)
    days = {"campaigns-0-begins": "2026-05-01", "campaigns-0-ends": "2026-05-31"}
    tier = {"tiers-0-name": "Gold", "tiers-0-achieve": "9", "tiers-0-retain": "9"}
    product = {"specials-0-kind": "product", "specials-0-codes": "A"}
    for said in (
        {"rate": number},
        {"least": number},
        {**product, "specials-0-rate": number},
        {**tier, "tiers-0-multiplier": number},
        {**days, "campaigns-0-multiplier": number},
    ):
        look = admin.post(f"{home}/rules", data={**typed, **said, "step": "look"})
        assert (look.status_code, "an example stands here" in look.text) == (200, True), said
        assert admin.post(f"{home}/rules", data={**typed, **said}).status_code == 422
    typed = _typed(admin.get(f"{home}/edit").text)
    for name in ("point_value", "breakage"):
        assert admin.post(f"{home}/edit", data={**typed, name: number}).status_code == 422
    assert plugin.failures() == []


def test_the_operator_verifies_the_ledger(plugin: Trial) -> None:
    shop = Shop(plugin)
    shop.buys(shop.customer(), 200)

    class Work:
        reading = staticmethod(plugin.reading)

    said = CliRunner().invoke(shop.of("commands").verify, obj=Work())
    assert (said.exit_code, said.output) == (0, "Everything agrees with the journal.\n")
