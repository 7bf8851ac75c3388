"""Which number a campaign shows, as the countries of those who are called allow."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Records, Trial

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
# A Wednesday, at hours that are working hours in Madrid and in Santiago.
MORNING = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
OFFICE = "/admin/x/call_center"
SOLICITED, UNSOLICITED, LANDLINE = "+566001234567", "+568091234567", "+34911234567"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(MORNING)
    plugin.enable()


def campaign(plugin: Trial, *customers: Any, **said: Any) -> UUID:
    campaigns = plugin.module("campaigns")
    with plugin.working("admin") as uow:
        made = campaigns.add_campaign(uow, **{"name": "Mayo", "purpose": "commercial", **said})
        campaigns.add_members(uow, made.id, [one.id for one in customers])
        found: UUID = made.id
    return found


def show(plugin: Trial, campaign_id: UUID, number: str) -> None:
    with plugin.working("admin") as uow:
        made = plugin.module("campaigns").get_campaign(uow, campaign_id)
        plugin.module("caller_numbers").set_caller_number(uow, made, number)


def next_one(plugin: Trial, campaign_id: UUID) -> Any:
    with plugin.working("admin") as uow:
        return plugin.module("next_calls").find_next_call(uow, campaign_id)


def why_nobody(plugin: Trial, campaign_id: UUID) -> str:
    with plugin.working("admin") as uow:
        return str(type(plugin.module("next_calls").why_nobody(uow, campaign_id)).__name__)


def in_chile(records: Records) -> Any:
    phones = (PhoneNumber("+56221234567", "+56221234567"),)
    addresses = (PostalAddress(city="Santiago", country="CL"),)
    return records.customer(name="Santiago", phones=phones, addresses=addresses)


@pytest.mark.parametrize(
    ("purpose", "number", "says"),
    [
        ("commercial", "612 345 678", "forbids"),
        ("service", "+34712345678", "forbids"),
        ("commercial", SOLICITED, ""),
        ("commercial", "+56221234567", "range"),
        ("commercial", "12", "no number"),
        ("service", "911 234 567", ""),
        ("commercial", "", ""),
    ],
)
def test_a_number_that_its_country_forbids_is_refused_in_a_sentence(
    plugin: Trial, purpose: str, number: str, says: str
) -> None:
    if not says:
        assert campaign(plugin, purpose=purpose, caller_number=number)
        return
    with pytest.raises(InvalidInputError) as refused:
        campaign(plugin, purpose=purpose, caller_number=number)
    assert says in refused.value.fields["caller_number"]


def test_who_may_not_be_shown_the_number_waits_for_another_one(
    plugin: Trial, records: Records
) -> None:
    customer = in_chile(records)
    campaign_id = campaign(plugin, customer, caller_number=LANDLINE)
    assert next_one(plugin, campaign_id) is None
    assert why_nobody(plugin, campaign_id) == "CallerNumberError"
    show(plugin, campaign_id, UNSOLICITED)
    assert next_one(plugin, campaign_id).customer.id == customer.id


def test_the_range_of_solicited_calls_is_for_who_has_agreed(
    plugin: Trial, records: Records
) -> None:
    customer = in_chile(records)
    campaign_id = campaign(plugin, customer, caller_number=SOLICITED)
    assert next_one(plugin, campaign_id) is None
    with plugin.working("admin") as uow:
        give = plugin.module("permitting").give_consent
        give(uow, customer.id, "commercial", proof="Formulario 12")
    assert next_one(plugin, campaign_id).customer.id == customer.id


def test_another_number_is_no_reason_where_somebody_wants_no_calls(
    plugin: Trial, records: Records
) -> None:
    customer = in_chile(records)
    campaign_id = campaign(plugin, customer, caller_number=LANDLINE)
    with plugin.working("admin") as uow:
        plugin.module("permitting").exclude_number(uow, "+56221234567")
    assert next_one(plugin, campaign_id) is None
    assert why_nobody(plugin, campaign_id) == "NothingToCallError"


def test_the_number_is_set_in_the_back_office(plugin: Trial, client_of: ClientOf) -> None:
    campaign_id = campaign(plugin)
    admin, address = client_of("admin"), f"{OFFICE}/campaigns/{campaign_id}/caller-number"
    refused = admin.post(address, data={"caller_number": "612 345 678", "version": 1})
    assert refused.status_code == 422
    assert "The law forbids that such calls show this number." in refused.get_data(as_text=True)
    said = {"caller_number": "911 234 567", "version": 1}
    assert admin.post(address, data=said).status_code == 303
    # Whoever had the page open meanwhile does not overwrite it.
    assert admin.post(address, data={**said, "caller_number": ""}).status_code == 409
    assert "+34 911 23 45 67" in admin.get(f"{OFFICE}/").get_data(as_text=True)
    assert client_of("rep").post(address, data={"caller_number": ""}).status_code == 403


def test_a_program_chooses_the_number_and_reads_it(plugin: Trial, client_of: ClientOf) -> None:
    address, manager = "/api/v1/x/call_center/campaigns", client_of("manager")
    said = {"name": "Mayo", "purpose": "service", "caller_number": "911234567"}
    made = manager.post(address, json=said).get_json()
    assert made["caller_number"] == LANDLINE
    place = f"{address}/{made['id']}/caller-number"
    refused = manager.post(place, json={"caller_number": "612345678"})
    assert refused.status_code == 422
    assert "caller_number" in refused.get_data(as_text=True)
    assert manager.post(place, json={"caller_number": ""}).get_json()["caller_number"] == ""
    assert client_of("rep").post(place, json={"caller_number": ""}).status_code == 403
