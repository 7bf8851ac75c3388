"""What customers agree to stands with its proof on a page, and counts at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, event, incoming, tell

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
PHONES = (PhoneNumber(NUMBER, NUMBER),)
HERE = (PostalAddress(city="Madrid", country="ES"),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()
    with plugin.operating() as uow:
        get_company(uow).country = "ES"


def test_a_consent_is_given_and_withdrawn_on_the_page(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    customer = records.customer(phones=PHONES, addresses=HERE)
    page, rep = f"/x/call_center/customers/{customer.id}", client_of("rep")
    assert rep.post(page, data={"purpose": "commercial", "proof": " "}).status_code == 422
    said = {"purpose": "commercial", "proof": "Formulario web 12"}
    assert rep.post(page, data=said).status_code == 303
    assert "Formulario web 12" in rep.get(page).text
    rep.post(f"{page}/withdrawal", data={"purpose": "commercial"})
    with plugin.reading() as uow:
        [consent] = plugin.module("permitting").list_consents(uow, customer.id)
        assert consent.withdrawn_at == NOON


def test_a_number_that_wants_no_calls_is_freed_by_a_manager_only(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    customer = records.customer(phones=PHONES, addresses=HERE)
    page = f"/x/call_center/customers/{customer.id}"
    said = {"number": NUMBER}
    client_of("rep").post(f"{page}/exclusion", data=said)
    assert client_of("rep").post(f"{page}/permission", data=said).status_code == 403
    with plugin.reading() as uow:
        assert plugin.module("permitting").excluded_numbers(uow, [NUMBER]) == {NUMBER}
    client_of("manager").post(f"{page}/permission", data=said)
    with plugin.reading() as uow:
        assert plugin.module("permitting").excluded_numbers(uow, [NUMBER]) == set()


def test_a_consent_given_later_brings_a_customer_back_to_the_list(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(phones=PHONES, addresses=HERE)
    campaigns, permitting = plugin.module("campaigns"), plugin.module("permitting")
    with plugin.operating() as uow:
        campaign = campaigns.add_campaign(uow, name="Mayo", purpose="commercial")
        campaigns.add_members(uow, campaign.id, [customer.id])
        # In Spain nobody is called to sell who has not agreed.
        assert plugin.module("next_calls").find_next_call(uow, campaign.id) is None
        permitting.give_consent(uow, customer.id, "recording", proof="Carta")
        assert plugin.module("next_calls").find_next_call(uow, campaign.id) is None
        permitting.give_consent(uow, customer.id, "commercial", proof="Carta")
        assert (
            plugin.module("next_calls").find_next_call(uow, campaign.id).customer.id == customer.id
        )


def test_a_recording_opens_with_consent_and_until_its_time_is_over(
    plugin: Trial, records: Records, client_of: ClientOf, at: At
) -> None:
    customer = records.customer(phones=PHONES)
    address = "https://exchange.example/recordings/7"
    call = tell(plugin, [*incoming(plugin), event(plugin, "recorded", 61, recording=address)])
    page = f"/x/call_center/calls/{call.id}"
    assert address not in client_of("manager").get(page).text
    with plugin.operating() as uow:
        plugin.module("permitting").give_consent(uow, customer.id, "recording", proof="Locución")
    assert address in client_of("manager").get(page).text
    at(NOON + timedelta(days=91))
    assert address not in client_of("manager").get(page).text


def test_a_consent_shows_its_channel_and_the_reference_of_its_proof(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    customer = records.customer(phones=PHONES, addresses=HERE)
    page, rep = f"/x/call_center/customers/{customer.id}", client_of("rep")
    said = {"purpose": "commercial", "proof": "Formulario", "reference": "F-2026/0117"}
    assert rep.post(page, data={**said, "channel": "pigeon"}).status_code == 422
    assert rep.post(page, data={**said, "channel": "web"}).status_code == 303
    text = rep.get(page).get_data(as_text=True)
    assert "Formulario · F-2026/0117 · On a web page" in text
    address = "/api/v1/x/call_center/consents"
    body = {**said, "customer_id": str(customer.id), "channel": "phone", "reference": "R 9"}
    assert rep.post(address, json=body).get_json()["channel"] == "phone"
    kept = rep.get(f"{address}/{customer.id}").get_json()
    assert {(one["channel"], one["reference"]) for one in kept} == {
        ("web", "F-2026/0117"),
        ("phone", "R 9"),
    }
    assert rep.post(address, json={**body, "channel": "pigeon"}).status_code == 422


@pytest.mark.parametrize(
    ("customer_agrees", "agents_proof", "opens"),
    [(True, "Convenio 7", True), (True, " ", False), (False, "Convenio 7", False)],
)
def test_where_both_parties_have_to_agree_a_recording_opens_only_then(
    plugin: Trial,
    records: Records,
    client_of: ClientOf,
    customer_agrees: bool,
    agents_proof: str,
    opens: bool,
) -> None:
    customer = records.customer(phones=PHONES)
    address = "https://exchange.example/recordings/7"
    call = tell(plugin, [*incoming(plugin), event(plugin, "recorded", 61, recording=address)])
    with plugin.operating() as uow:
        settings = {"recording_needs_both": True, "agents_proof": agents_proof}
        plugin.app.plugins.configure(uow, "call_center", settings)
        if customer_agrees:
            give = plugin.module("permitting").give_consent
            give(uow, customer.id, "recording", proof="Locución", channel="phone")
    page = client_of("manager").get(f"/x/call_center/calls/{call.id}").get_data(as_text=True)
    assert (address in page) == opens


def test_a_call_of_nobody_is_seen_by_those_who_answer_calls(plugin: Trial) -> None:
    tell(plugin, incoming(plugin, answered=None))
    seeing = plugin.module("seeing")
    for who, seen in (("rep", 1), ("manager", 1)):
        with plugin.working(who) as uow:
            assert len(seeing.list_calls(uow).items) == seen
