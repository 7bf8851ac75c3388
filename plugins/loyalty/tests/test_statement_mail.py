"""Statements go by mail to who agreed, once in a month, in the language of whoever reads them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from salesforce_lite.customers import EmailAddress, delete_customer, merge_customers
from salesforce_lite.mail import Mail
from salesforce_lite.testing import Trial

from .points import NOW, Shop


@pytest.fixture
def shop(plugin: Trial, at: Callable[[datetime], None]) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin)


def member(shop: Shop, name: str, *, agrees: bool = True) -> UUID:
    customer_id = shop.customer(name=name, emails=(EmailAddress(f"{name.lower()}@example.com"),))
    shop.buys(customer_id, 100)
    account_id: UUID = shop.account_of(customer_id).id
    if agrees:
        with shop.plugin.working("rep") as uow:
            shop.of("mail_words").agree_to_mail(uow, account_id, agrees=True)
    return account_id


def mails(shop: Shop) -> list[Any]:
    with shop.plugin.reading() as uow:
        found = list(uow.session.scalars(select(Mail).order_by(Mail.recipient)))
        uow.session.expunge_all()
        return found


def run_job(shop: Shop, *, steps: int = 100) -> None:
    payload: Any = {}
    for _ in range(steps):
        with shop.plugin.app.app_context(), shop.plugin.operating() as uow:
            goes_on = shop.of("mail_words").mail_statements(uow, payload)
        if goes_on is None:
            return
        payload = goes_on.payload


def test_only_who_agreed_and_has_an_address_is_sent_a_statement(shop: Shop) -> None:
    member(shop, "Ana")
    member(shop, "Bea", agrees=False)
    run_job(shop)
    [mail] = mails(shop)
    assert mail.recipient == "ana@example.com"
    assert "100 puntos" in mail.subject
    assert shop.account(member(shop, "Eva")).mailed == 0


def test_a_job_that_is_killed_and_runs_twice_sends_each_mail_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, at: Callable[[datetime], None]
) -> None:
    of = shop.of("mail_words")
    monkeypatch.setattr(of, "_AT_ONCE", 2)
    for name in ("Ana", "Bea", "Eva"):
        member(shop, name)
    sent = of.send_mail

    def dies(uow: Any, **said: Any) -> Any:
        if said["to"].startswith("eva"):
            raise RuntimeError("killed")
        return sent(uow, **said)

    monkeypatch.setattr(of, "send_mail", dies)
    with pytest.raises(RuntimeError, match="killed"):
        run_job(shop)
    monkeypatch.setattr(of, "send_mail", sent)
    run_job(shop)
    run_job(shop)
    assert [one.recipient[:3] for one in mails(shop)] == ["ana", "bea", "eva"]
    at(datetime(2026, 6, 1, 7, tzinfo=UTC))
    run_job(shop)
    assert len(mails(shop)) == 6


def test_a_statement_on_demand_is_sent_once_a_month_and_previewed_before(
    shop: Shop, plugin: Trial
) -> None:
    account_id = member(shop, "Ana", agrees=False)
    home, browser = f"/x/loyalty/members/{account_id}/mail", plugin.browser("rep")
    assert "only to members who agreed" in browser.get(home).text
    assert browser.post(home).status_code == 422
    assert browser.post(f"{home}/consent", data={"agrees": "1"}).status_code == 303
    page = browser.get(home).text
    assert "Disponible para canjear ahora: 100 puntos." in page
    assert mails(shop) == []
    assert browser.post(home).status_code == 303
    assert browser.post(home).status_code == 422
    [mail] = mails(shop)
    assert "/p/" in mail.text
    browser.post(f"{home}/consent", data={"agrees": "0"})
    assert shop.account(account_id).mail_agreed_at is None
    assert plugin.failures() == []


def test_a_statement_speaks_the_language_of_the_contact_else_that_of_the_company(
    shop: Shop, plugin: Trial
) -> None:
    account_id = member(shop, "Ana")
    member(shop, "Bea")
    customer_id = shop.account(account_id).customer_id
    plugin.records.contact(customer_id, by="admin", language="en")
    run_job(shop)
    english, spanish = mails(shop)
    assert "Member number" in english.text
    assert "100 points" in english.subject
    assert "Número de socio" in spanish.text


def close_program(shop: Shop) -> None:
    of = shop.of("programs")
    with shop.plugin.working("admin") as uow:
        program = of.get_program(uow, shop.program_id)
        fields = of.ProgramFields(name="Club", currency="EUR", zone="Europe/Madrid", is_open=False)
        of.change_program(uow, program.id, fields, version=program.version)


def test_one_member_who_cannot_be_reached_keeps_nobody_from_their_statement(
    shop: Shop, plugin: Trial
) -> None:
    # Takes the shape of an address, but no server takes mail for it.
    odd = shop.customer(name="Ana", emails=(EmailAddress("a..b@example.com"),))
    gone = shop.account(member(shop, "Bea")).customer_id
    going, stays = (shop.account(member(shop, name)).customer_id for name in ("Cleo", "Dina"))
    shop.buys(odd, 100)
    with plugin.working("rep") as uow:
        shop.of("mail_words").agree_to_mail(uow, shop.account_of(odd).id, agrees=True)
    plugin.disable()
    with plugin.working("admin") as uow:
        delete_customer(uow, gone)
        merge_customers(uow, stays, going)
    plugin.enable()
    member(shop, "Eva")
    plugin.work_off()
    run_job(shop)
    assert [one.recipient[:4] for one in mails(shop)] == ["dina", "eva@"]
    assert shop.account_of(odd).mailed == 0
    home = f"/x/loyalty/members/{shop.account_of(odd).id}/mail"
    refused = plugin.browser("rep").post(home)
    assert (refused.status_code, "is no e-mail address" in refused.text) == (422, True)
    assert plugin.failures() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("español", "Número de socio"),
        ("EN_gb", "Member number"),
        ("de", "Número de socio"),
        ("es-ar", "Número de socio"),
    ],
)
def test_what_somebody_typed_as_a_language_stops_no_statement(
    shop: Shop, plugin: Trial, language: str, words: str
) -> None:
    account_id = member(shop, "Ana")
    plugin.records.contact(shop.account(account_id).customer_id, by="admin", language=language)
    page = plugin.browser("rep").get(f"/x/loyalty/members/{account_id}/mail")
    assert (page.status_code, words in page.text) == (200, True)
    run_job(shop)
    [mail] = mails(shop)
    assert words in mail.text


def test_a_closed_program_sends_no_statements_and_offers_nothing(shop: Shop, plugin: Trial) -> None:
    account_id, rewards = member(shop, "Ana"), shop.of("rewards")
    with plugin.working("admin") as uow:
        rewards.save_reward(uow, shop.program_id, rewards.RewardFields(name="Mug", cost=50))
    home, browser = f"/x/loyalty/members/{account_id}", plugin.browser("rep")
    browser.post(f"{home}/statement")
    link = re.search(r"/p/[\w.-]+", browser.get(home).text)
    assert link
    assert "Mug" in browser.get(link.group()).text
    close_program(shop)
    assert "Mug" not in browser.get(link.group()).text
    run_job(shop)
    assert mails(shop) == []
    page = browser.get(f"{home}/mail").text
    assert "The program is closed. No statements are sent." in page
    assert "canjear" not in page
    refused = browser.post(f"{home}/mail")
    assert (refused.status_code, "is closed" in refused.text) == (422, True)
    assert mails(shop) == []


def test_customers_who_were_one_have_one_statement_in_a_month(shop: Shop, plugin: Trial) -> None:
    going = member(shop, "Ana")
    run_job(shop)
    stays = member(shop, "Bea")
    with plugin.working("admin") as uow:
        keep, goes = (shop.account(one).customer_id for one in (stays, going))
        merge_customers(uow, keep, goes)
    assert shop.account(going).state == "merged"
    run_job(shop)
    assert [one.recipient for one in mails(shop)] == ["ana@example.com"]
    assert plugin.browser("rep").post(f"/x/loyalty/members/{stays}/mail").status_code == 422
