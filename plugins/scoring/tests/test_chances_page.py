"""The page about chances tells plainly how good they are, and lets an administrator choose."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.custom_fields import FieldOption, Kind, add_field
from salesforce_lite.testing import Records, Trial

from .chance_history import Past, learn, pasts, put_in

Browsers = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")
PAGE = "/admin/x/scoring/chances/"


def telling(count: int, **known: Any) -> list[Past]:
    """Won by nine of ten from the website, by one of ten from fairs."""
    found = []
    for number in range(count):
        is_web = number % 2 == 0
        is_won = is_web != (number // 2 % 10 == 0)
        fields = {"source": "website" if is_web else "trade_fair", **known}
        found.append(Past(is_won=is_won, ended=number, fields=fields))
    return found


def a_choice(plugin: Trial, **settings: Any) -> None:
    """A custom field of sales with two values."""
    options = (FieldOption("big", "Big", "Grande"), FieldOption("small", "Small", "Pequeño"))
    words: Any = {"label_en": "Size", "label_es": "Tamaño", "options": options, **settings}
    with plugin.operating() as uow:
        add_field(uow, "opportunity", Kind.CHOICE, words, code="size")


def test_before_the_first_night_it_says_what_will_be(client_of: Browsers) -> None:
    assert "Your history has not been read yet" in client_of("manager").get(PAGE).text


def test_with_too_few_sales_it_says_what_is_missing(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, pasts(12, 41))
    learn(plugin)
    page = client_of("manager").get(PAGE).text
    assert "12 of 30 won, 41 of 30 lost so far." in page
    assert "Until then no chance is shown on any sale." in page


def test_it_says_in_plain_sentences_how_good_it_is(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, telling(160))
    learn(plugin)
    page = client_of("manager").get(PAGE).text
    assert "It tells winners from losers better than the percentages of your stages." in page
    assert "On these newest 40 sales it told winners from losers in" in page
    assert "Guessing would be 50, the percentages of the stages 50." in page
    assert "Source “Website”: wins more often" in page
    assert "Source “Trade fair”: wins less often" in page
    assert "It decides nothing" in page


def test_it_is_honest_where_it_is_no_better_than_guessing(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    put_in(plugin, [Past(is_won=number % 2 == 0, ended=number // 2) for number in range(160)])
    learn(plugin)
    assert "It is no better than guessing. Do not go by it." in client_of("manager").get(PAGE).text
    sale = client_of("rep").get(f"/opportunities/{records.opportunity().id}").text
    assert "did no better than guessing" in sale


def test_who_may_not_read_it_is_kept_out(client_of: Browsers) -> None:
    for name in ("rep", "viewer", "inside"):
        assert client_of(name).get(PAGE).status_code == 403
    for path in ("training", "fields"):
        assert client_of("manager").post(PAGE + path).status_code == 403


def test_an_administrator_has_the_history_read_again(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, pasts(31, 31))
    browser = client_of("admin")
    assert browser.post(PAGE + "training").status_code == 303
    plugin.work_off()
    with plugin.reading() as uow:
        assert plugin.module("chance.service").trained(uow).is_enough


def test_what_an_administrator_leaves_out_is_not_looked_at(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    put_in(plugin, telling(160))
    learn(plugin)
    sale = records.opportunity(source="website")
    service = plugin.module("chance.service")
    with plugin.reading() as uow:
        before = service.chance_of(uow, sale.id)
    looked_at = ["kind", "country", "bought", "pipeline", "team", "amount"]
    answer = client_of("admin").post(PAGE + "fields", data={"fields": looked_at})
    assert answer.status_code == 303
    # At once, and in what is learned from now on.
    for _ in range(2):
        with plugin.reading() as uow:
            after = service.chance_of(uow, sale.id)
        assert "source" not in {one.field for one in after.factors}
        assert after.value < before.value
        plugin.work_off()
    with plugin.reading() as uow:
        assert list(service.trained(uow).fields_left_out) == ["source"]
    page = client_of("admin").get(PAGE).text
    assert 'value="source"' in page
    assert "Source “" not in page
    client_of("admin").post(PAGE + "fields", data={"fields": [*looked_at, "source"]})
    plugin.work_off()
    with plugin.reading() as uow:
        assert service.chance_of(uow, sale.id).value == before.value


@pytest.mark.parametrize(
    "sent", [["\x00", "source"], ["x" * 5000], ["🦄", "custom.nothing"], ["../../", "'; DROP"]]
)
def test_odd_names_of_fields_do_no_harm(
    plugin: Trial, client_of: Browsers, sent: list[str]
) -> None:
    answer = client_of("admin").post(PAGE + "fields", data={"fields": sent})
    assert answer.status_code < 500
    assert client_of("admin").get(PAGE).status_code == 200


def test_custom_choices_count_as_well(plugin: Trial, client_of: Browsers, records: Records) -> None:
    a_choice(plugin)
    big, small = {"custom": {"size": "big"}}, {"custom": {"size": "small"}}
    put_in(plugin, pasts(30, 5, fields=big) + pasts(5, 30, fields=small))
    learn(plugin)
    sale = records.opportunity(custom={"size": "big"})
    page = client_of("rep").get(f"/opportunities/{sale.id}").text
    assert "Size “Big”: wins more often" in page


def test_a_field_that_the_reader_does_not_see_is_not_named(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    a_choice(plugin, roles=["admin"])
    big, small = {"custom": {"size": "big"}}, {"custom": {"size": "small"}}
    put_in(plugin, pasts(30, 5, fields=big) + pasts(5, 30, fields=small), by="admin")
    learn(plugin)
    sale = records.opportunity(by="admin", custom={"size": "big"})
    address = f"/opportunities/{sale.id}"
    page = client_of("inside").get(address).text
    assert "A field that you do not see: wins more often" in page
    assert "Size “" not in page
    assert "Big" not in page
    assert "Size “Big”: wins more often" in client_of("admin").get(address).text


def test_a_field_that_is_filled_in_at_the_end_is_not_looked_at(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    a_choice(plugin)
    put_in(plugin, pasts(40, 0, fields={"custom": {"size": "big"}}) + pasts(0, 40))
    learn(plugin)
    page = client_of("manager").get(PAGE).text
    assert "“Size” is not looked at: it is filled in for 100 of 100 won sales and 0 of 100" in page
    sale = records.opportunity(custom={"size": "big"})
    assert "Size “Big”" not in client_of("rep").get(f"/opportunities/{sale.id}").text


def test_teams_with_too_few_sales_are_told_so(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, pasts(40, 40), by="rep")
    put_in(plugin, pasts(3, 4), by="other")
    learn(plugin)
    page = client_of("admin").get(PAGE).text
    assert "its own sales" in page
    assert "the sales of all: it has not 30 of each yet" in page


def test_how_few_sales_a_team_has_is_told_to_who_sees_them(
    plugin: Trial, client_of: Browsers
) -> None:
    put_in(plugin, pasts(40, 40), by="admin")
    put_in(plugin, pasts(1, 2), by="rep")
    put_in(plugin, pasts(1, 0), by="other")
    learn(plugin)
    assert "South" in client_of("admin").get(PAGE).text
    page = client_of("manager").get(PAGE).text
    assert "North" in page
    assert "South" not in page


def test_nights_are_kept_beside_each_other(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, telling(160))
    learn(plugin)
    learn(plugin)
    page = client_of("manager").get(PAGE).text
    assert "Past nights" in page
    assert page.count("of 100 pairs</td>") == 2


def test_a_training_under_way_is_told(plugin: Trial, client_of: Browsers) -> None:
    put_in(plugin, pasts(31, 31))
    with plugin.operating() as uow:
        plugin.module("chance.learning").train(uow, {})
    assert "Your history is being read: 0% so far." in client_of("manager").get(PAGE).text
