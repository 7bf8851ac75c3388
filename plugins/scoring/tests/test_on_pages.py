"""The score with its reasons on the pages of customers and opportunities, for who may see them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from salesforce_lite.activities import plan_activity
from salesforce_lite.custom_fields import FieldOption, FieldSettings, Kind, add_field
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.testing import Records, Trial, find_user

from .scores import VISITS, follow, is_, rule, rules, some, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
At = Callable[[datetime], None]
Browsers = Callable[[str], FlaskClient]
FADING = {"per": "event", "decay": {"percent": 50, "days": 30}}


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()


def page(browser: FlaskClient, address: str) -> str:
    """The words of the page, without what stands between them."""
    return " ".join(browser.get(address).text.split())


def in_spanish(plugin: Trial, name: str) -> None:
    with plugin.operating() as uow:
        find_user(uow.session, name).locale = "es-ES"


def test_the_page_says_where_a_customer_stands_and_why(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    use(
        plugin,
        rules(
            rule("r1", 45, is_("customer.kind", "organization")),
            rule("r2", -5, is_("customer.has_email", value=False)),
            rule("r3", 9, VISITS, "engagement", **FADING),
        ),
    )
    customer = records.customer()
    for days in (0, 0, 30):
        records.activity(customer.id, kind="visit", started_at=NOW - timedelta(days=days))
    text = page(client_of("rep"), f"/customers/{customer.id}")
    assert '<span class="scoring-mark scoring-mark-fair">B2</span>' in text
    assert "<dd>40 <small>of 100</small></dd>" in text
    assert "Visited 3 times in the last 90 days <small>until Jul 19, 2026</small>" in text
    assert "<b>+23</b>" in text or "<b>+22</b>" in text
    assert "<span>Organisation</span><b>+45</b>" in text
    assert '<b class="scoring-takes">\u22125</b>' in text
    assert "It stands at B2." in text
    assert "By version 2 of the rules, computed" in text


def test_it_speaks_spanish(plugin: Trial, client_of: Browsers, records: Records) -> None:
    use(plugin, rules(rule("r3", 9, VISITS, "engagement", **FADING)))
    in_spanish(plugin, "rep")
    customer = records.customer()
    records.activity(customer.id, kind="visit")
    text = page(client_of("rep"), f"/customers/{customer.id}")
    assert "<h2>Puntuación</h2>" in text
    assert "Una visita en los últimos 90 días <small>hasta el 19 jul 2026</small>" in text
    assert "Con la versión 2 de las reglas" in text


def test_an_opportunity_shows_its_customers_score_and_what_tells_most(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    several = [("kind", "organization", 45), ("lifecycle", "lead", 30), ("has_tax_id", False, 8)]
    use(plugin, rules(*(rule(f, p, is_(f"customer.{f}", v)) for f, v, p in several)))
    sale = records.opportunity()
    text = page(client_of("rep"), f"/opportunities/{sale.id}")
    assert "scoring-mark-small" in text
    assert "A3</span>" in text
    assert "<b>+45</b>" in text
    assert "<b>+30</b>" in text
    assert "<b>+8</b>" not in text


def test_nothing_is_shown_of_customers_whom_the_reader_may_not_see(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    customer = records.customer()
    plugin.work_off()
    follow(plugin)
    answer = client_of("other").get(f"/customers/{customer.id}")
    assert answer.status_code == 404
    assert "scoring-mark" not in answer.text


def hidden_rank(plugin: Trial) -> None:
    with plugin.working("admin") as uow:
        options = (FieldOption("gold", "Gold", "Oro"), FieldOption("iron", "Iron", "Hierro"))
        settings = FieldSettings(label_en="Secret rank", options=options, roles=["manager"])
        add_field(uow, "customer", Kind.CHOICE, settings, code="x_rank")


def test_a_reason_does_not_tell_what_the_readers_role_may_not_see(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    hidden_rank(plugin)
    golden = is_("customer.custom.x_rank", "gold")
    use(
        plugin,
        rules(rule("r1", 31, golden), rule("r2", 17, golden, name="Our golden customers")),
    )
    customer = records.customer(by="rep")
    with plugin.working("admin") as uow:
        save_customer(uow, CustomerDraft.of({"custom": {"x_rank": "gold"}}, id=customer.id))
    address = f"/customers/{customer.id}"
    seen = page(client_of("manager"), address)
    assert "Secret rank: Gold" in seen
    assert "Our golden customers" in seen
    hidden = page(client_of("rep"), address)
    assert "gold" not in hidden.lower()
    assert "Secret rank" not in hidden
    assert "<span>A rule about a field that you do not see</span><b>+31</b>" in hidden
    assert "<span>A rule about a field that you do not see</span><b>+17</b>" in hidden


def test_the_best_with_whom_nothing_is_planned_are_pointed_out(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    use(
        plugin,
        rules(
            rule("r1", 90, is_("customer.kind", "organization")),
            rule("r2", 30, some("activities"), "engagement"),
        ),
    )
    customer = records.customer()
    sentence = "One of the best matches, and nothing is planned."
    assert sentence not in page(client_of("rep"), f"/customers/{customer.id}")
    records.activity(customer.id)
    assert sentence in page(client_of("rep"), f"/customers/{customer.id}")
    assert sentence not in page(client_of("viewer"), f"/customers/{customer.id}")
    with plugin.working("rep") as uow:
        plan_activity(uow, {"kind": "call", "customer_id": customer.id, "zone": "UTC"})
    assert sentence not in page(client_of("rep"), f"/customers/{customer.id}")


def test_while_it_is_off_nothing_of_it_is_shown_and_scores_stay(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    customer = records.customer()
    follow(plugin)
    plugin.disable()
    assert "scoring" not in page(client_of("rep"), f"/customers/{customer.id}")
    plugin.enable()
    assert "scoring-mark" in page(client_of("rep"), f"/customers/{customer.id}")
