"""Rules ask for kinds of activities that the company made, and say what it calls the others."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from salesforce_lite.activities import add_kind, rename_kind, retire_kind
from salesforce_lite.testing import Records, Trial

from .scores import is_, kept, rule, rules, some, use

Browsers = Callable[[str], FlaskClient]
OFFICE = "/admin/x/scoring/"


@pytest.fixture
def demo(plugin: Trial) -> str:
    with plugin.operating() as uow:
        made = add_kind(uow, name_en="Product demo", name_es="Demostración", like="visit")
        return str(made.code)


def test_a_rule_counts_activities_of_an_own_kind_and_says_its_name(
    plugin: Trial, records: Records, client_of: Browsers, demo: str
) -> None:
    shown, other = records.customer(name="Shown"), records.customer(name="Other")
    records.activity(shown.id, kind=demo)
    records.activity(other.id, kind="visit")
    when = some("activities", is_("activity.kind", demo), days=3650)
    use(plugin, rules(rule("demo", 60, when)))
    scores = kept(plugin)
    assert scores[shown.id] != scores[other.id]
    for page in (OFFICE, f"/customers/{shown.id}"):
        assert "Product demo" in client_of("admin").get(page).text, page
    with plugin.operating() as uow:
        retire_kind(uow, demo)
    assert "Product demo" in client_of("admin").get(OFFICE).text


def test_a_rule_about_a_renamed_kind_says_the_new_name(plugin: Trial, client_of: Browsers) -> None:
    when = some("activities", is_("activity.kind", "visit"), days=90, least=3)
    use(plugin, rules(rule("visits", 60, when)))
    office = client_of("admin")
    assert "3 visits" in office.get(OFFICE).text
    with plugin.operating() as uow:
        rename_kind(uow, "visit", name_en="Store check", name_es="Revisión")
    page = office.get(OFFICE).text
    assert "Store check" in page
    assert "3 visits" not in page
