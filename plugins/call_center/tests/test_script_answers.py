"""What a customer answered to a script stands on the page of the call, in the API and in files."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.imports import export_records, find_importer
from salesforce_lite.testing import Records, Trial, bring_in

from .telling import NOON, NUMBER, calls

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
# In the alphabet the second step is before the first.
SCRIPT = "# hello\n¿Compra?\n- yes: Sí -> amount\n- no: No\n\n# amount\n¿Cuánto?\n- lot: Mucho"
ANSWERS = {"hello": "yes", "amount": "lot"}


@pytest.fixture
def call(plugin: Trial, records: Records, at: At) -> Any:
    """A call of a campaign in which both steps were answered."""
    at(NOON)
    plugin.enable()
    customer = records.customer(
        name="Ana",
        phones=(PhoneNumber(NUMBER, NUMBER),),
        addresses=(PostalAddress(city="Madrid", country="ES"),),
    )
    campaigns, scripts = plugin.module("campaigns"), plugin.module("scripts")
    log = plugin.module("call_log")
    with plugin.working("admin") as uow:
        campaign = campaigns.add_campaign(uow, name="Mayo", purpose="service")
        campaigns.add_members(uow, campaign.id, [customer.id])
        script = scripts.save_script(uow, campaign.id, SCRIPT)
        member = plugin.module("next_calls").next_call(uow, campaign.id).member
        said = log.CallSaid(
            direction="out",
            disposition="interested",
            note="Llama luego",
            number=NUMBER,
            customer_id=customer.id,
        )
        made = log.log_call(uow, said)
        scripts.keep_answers(uow, made.id, script, ANSWERS)
        campaigns.settle_member(uow, member.id, made)
    [found] = calls(plugin)
    return found


def test_the_page_shows_them_in_the_order_of_the_script(call: Any, client_of: ClientOf) -> None:
    page = client_of("admin").get(f"/x/call_center/calls/{call.id}").get_data(as_text=True)
    places = [page.index(one) for one in ("What the script asked", "Sí", "¿Compra?", "Mucho")]
    assert places == sorted(places)


def test_a_call_without_a_script_shows_none(
    plugin: Trial, call: Any, records: Records, client_of: ClientOf
) -> None:
    log = plugin.module("call_log")
    with plugin.working("admin") as uow:
        said = log.CallSaid(
            direction="in", disposition="interested", customer_id=records.customer(name="B").id
        )
        other = log.log_call(uow, said).id
    page = client_of("admin").get(f"/x/call_center/calls/{other}").get_data(as_text=True)
    assert "What the script asked" not in page


def test_programs_read_them(call: Any, client_of: ClientOf) -> None:
    address = f"/api/v1/x/call_center/calls/{call.id}/answers"
    first, second = client_of("admin").get(address).get_json()
    assert first == {
        "step": "hello",
        "question": "¿Compra?",
        "code": "yes",
        "answer": "Sí",
        "script_number": 1,
    }
    assert second["step"] == "amount"


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_calls_go_out_with_them_and_come_back_as_they_were(
    plugin: Trial, call: Any, tmp_path: Path, ending: str
) -> None:
    importer = find_importer(plugin.app.contributions.importers, "calls")
    file, after = tmp_path / f"calls.{ending}", tmp_path / "after.jsonl"
    with plugin.working("admin") as uow:
        assert export_records(uow, importer, file) == 1
    bring_in(plugin.app, "calls", file)
    assert len(calls(plugin)) == 1
    with plugin.working("admin") as uow:
        export_records(uow, importer, after)
    [row] = [json.loads(line) for line in after.read_text("utf-8").splitlines()]
    assert row["answers"] == "hello: Sí\namount: Mucho"
    assert (row["campaign"], row["note"], row["customer_name"]) == ("Mayo", "Llama luego", "Ana")
    assert row["disposition"] == "interested"
