"""Pages of campaigns, reports and the back office, from the side of a browser."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, give_line, incoming, tell, the_call

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
SCRIPT = "# hello\n¿Compra?\n- yes: Sí\n- no: No"
HERE = (PostalAddress(city="Madrid", country="ES"),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()
    with plugin.operating() as uow:
        get_company(uow).country = "ES"


def phones(last: int) -> tuple[PhoneNumber, ...]:
    number = f"{NUMBER[:-1]}{last}"
    return (PhoneNumber(number, number),)


def test_a_list_is_worked_through_from_call_to_call(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    for place in (1, 2):
        records.customer(name=f"Cliente {place}", phones=phones(place), addresses=HERE)
    office = client_of("admin")
    made = office.post(
        "/admin/x/call_center/campaigns/new",
        data={"name": "Mayo", "purpose": "service", "max_attempts": 3, "retry_minutes": 60},
    )
    script = made.headers["Location"]
    assert office.post(script, data={"text": "no step"}).status_code == 422
    assert office.post(script, data={"text": SCRIPT}).status_code == 303
    campaign_id = script.split("/")[-2]
    rep = client_of("rep")
    assert "Mayo" in rep.get("/x/call_center/campaigns").text
    at_desk = rep.post(f"/x/call_center/campaigns/{campaign_id}/next").headers["Location"]
    assert "¿Compra?" in rep.get(at_desk).text
    said: dict[str, Any] = {"disposition": "interested", "direction": "out", "step:hello": "yes"}
    said["number"] = phones(1)[0].number
    with plugin.reading() as uow:
        member = plugin.module("campaigns").get_member(uow, at_desk.split("/")[-1])
        said["customer_id"] = str(member.customer_id)
    second = rep.post(at_desk, data=said)
    assert second.headers["Location"] != at_desk
    assert "/calls/" in second.headers["Location"]
    with plugin.reading() as uow:
        answers = plugin.module("scripts").answers_of(uow, the_call(plugin).id)
        assert [one.answer for one in answers] == ["Sí"]


def test_reports_print_what_they_reckon(plugin: Trial, client_of: ClientOf) -> None:
    manager = client_of("manager")
    for by in ("agent", "queue", "hour", "disposition", "nothing"):
        page = manager.get(f"/x/call_center/reports?by={by}&from=2026-05-01&until=x")
        assert page.status_code == 200
    assert "Answered within 20 s ÷ offered." in page.text
    assert client_of("rep").get("/x/call_center/reports").status_code == 403


def test_administrators_keep_dispositions_and_lines(plugin: Trial, client_of: ClientOf) -> None:
    office = client_of("admin")
    said = {"code": "renewal", "name_es": "Renovación", "name_en": "Renewal", "is_contact": "y"}
    assert office.post("/admin/x/call_center/dispositions/new", data=said).status_code == 303
    assert office.post("/admin/x/call_center/dispositions/new", data=said).status_code == 422
    with plugin.reading() as uow:
        table = plugin.module("desk_model").Disposition
        row_id = uow.session.scalar(select(table.id).where(table.code == "renewal"))
        [person] = [one.id for one in plugin.module("admin").list_users(uow) if "rep@" in one.email]
    office.post(f"/admin/x/call_center/dispositions/{row_id}/retirement")
    line = {"extension": "204", "user_id": str(person)}
    assert office.post("/admin/x/call_center/lines/new", data=line).status_code == 303
    page = office.get("/admin/x/call_center/").text
    assert "Renewal" in page
    assert "204" in page
    assert office.get(f"/admin/x/call_center/dispositions/{row_id}").status_code == 200
    assert client_of("rep").get("/admin/x/call_center/").status_code == 403


def test_a_number_is_asked_about_before_it_is_dialled(
    plugin: Trial, records: Records, client_of: ClientOf, at: At
) -> None:
    customer = records.customer(phones=phones(1), addresses=HERE)
    rep = client_of("rep")
    address = f"/x/call_center/dialling?number=%2B34911234561&customer_id={customer.id}"
    assert rep.get(address).get_json() == {"is_allowed": True, "words": ""}
    at(NOON + timedelta(hours=12))
    refused = client_of("rep").get(address).get_json()
    assert refused["is_allowed"] is False
    # Nine in Madrid, told by the clock of whoever calls.
    assert "7:00" in refused["words"]


def test_a_low_grade_of_a_survey_flags_the_call_once(
    plugin: Trial, records: Records, told: Callable[..., list[Any]]
) -> None:
    customer = records.customer(phones=phones(1))
    log, flagging = plugin.module("call_log"), plugin.module("flagging")
    with plugin.working() as uow:
        said = log.CallSaid(direction="in", disposition="interested", customer_id=customer.id)
        call = log.log_call(uow, said)
        assert not flagging.grade_call(uow, call.id, 5).is_flagged
        assert flagging.grade_call(uow, call.id, 2, words="Mala").is_flagged
        flagging.flag_call(uow, call.id, reason="Otra")
    [fact] = told(plugin.module("events").CallFlagged)
    assert (fact.by, fact.agent_id) == ("survey", calls(plugin)[0].agent_id)


def test_calls_that_nobody_logged_stand_in_the_timeline_after_a_while(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    rep = give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin))
    at(NOON + timedelta(hours=2))
    with plugin.operating() as uow:
        plugin.module("settling").write_down_unlogged(uow, {})
        plugin.module("settling").write_down_unlogged(uow, {})
    with plugin.reading() as uow:
        [activity] = uow.session.scalars(select(Activity).where(Activity.kind == "call"))
        assert (activity.owner_id, activity.outcome) == (rep, "reached")
    # Logged afterwards it is the same activity.
    log = plugin.module("call_log")
    with plugin.working() as uow:
        said = log.CallSaid(direction="in", disposition="interested", note="Al fin")
        log.log_call(uow, said, call_id=the_call(plugin).id)
    with plugin.reading() as uow:
        [activity] = uow.session.scalars(select(Activity).where(Activity.kind == "call"))
        assert (activity.note, activity.outcome) == ("Al fin", "interested")


def test_numbers_stand_on_pages_as_people_write_them(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    customer = records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    call = tell(plugin, incoming(plugin))
    client = client_of("manager")
    pages = ("/x/call_center/", f"/x/call_center/calls/{call.id}")
    for page in (*pages, f"/x/call_center/customers/{customer.id}"):
        assert "+34 911 23 45 67" in client.get(page).text, page
    assert plugin.failures() == []
