"""The win bell is heard by whoever may see the sale, for as long as an administrator chose."""

from collections.abc import Callable
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from salesforce_lite.mail import Mail
from salesforce_lite.opportunities import win_opportunity
from salesforce_lite.testing import Conformance, Records, Trial

Browsers = Callable[[str], FlaskClient]


class TestConformance(Conformance):
    """What `salesforce-lite plugins check` runs."""


def win(plugin: Trial, records: Records, *, days_ago: int = 0) -> date:
    sale = records.opportunity(by="rep", title="Line A")
    with plugin.working("rep") as uow:
        on = uow.today - timedelta(days=days_ago)
        win_opportunity(uow, sale.id, on=on)
    return on


def test_it_is_silent_until_something_is_won(client_of: Browsers, records: Records) -> None:
    records.opportunity(by="rep")
    assert "The bell rings" not in client_of("rep").get("/today").text


def test_whoever_may_see_the_sale_hears_it(
    client_of: Browsers, plugin: Trial, records: Records
) -> None:
    win(plugin, records)
    for name in ("rep", "manager"):
        assert "Won by Rep" in client_of(name).get("/today").text
    assert "The bell rings" not in client_of("other").get("/today").text


def test_it_is_heard_for_the_days_that_were_chosen(
    client_of: Browsers, plugin: Trial, records: Records
) -> None:
    win(plugin, records, days_ago=2)
    assert "The bell rings" not in client_of("rep").get("/today").text
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, plugin.id, {"days": 3})
    assert "The bell rings" in client_of("rep").get("/today").text


def letters(plugin: Trial) -> list[tuple[str, str]]:
    """Do what is left for later; to whom was written, and what."""
    plugin.work_off()
    with plugin.operating() as uow:
        return [(one.recipient, one.text) for one in uow.session.scalars(select(Mail))]


def test_the_team_is_written_to_and_the_customer_not_named(plugin: Trial, records: Records) -> None:
    win(plugin, records)
    [(recipient, text)] = letters(plugin)
    assert recipient == "manager@example.com"
    assert text.startswith("Rep has won a sale")
    assert "Line A" not in text


def test_nobody_is_written_to_about_what_was_won_long_ago(plugin: Trial, records: Records) -> None:
    win(plugin, records, days_ago=30)
    assert letters(plugin) == []


def test_nobody_is_written_to_where_it_was_switched_off(plugin: Trial, records: Records) -> None:
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, plugin.id, {"mails": False})
    win(plugin, records)
    assert letters(plugin) == []
