"""Exchanges tell at doors that ask for a signature; what they send is read by mappings."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber
from salesforce_lite.testing import Records, Trial

from .recorded import (
    ASTERISK_OUTGOING,
    ASTERISK_QUEUE,
    GENERIC,
    TWILIO_INCOMING,
    TWILIO_UNREACHED,
    lines,
)
from .telling import NOON, NUMBER, calls, event, give_line, incoming, tell, the_call

At = Callable[[datetime], None]
SECRET = "whsec_c2VjcmV0IG9mIHRoZSBleGNoYW5nZQ=="
TWO_MINUTES = timedelta(minutes=2)
ADDRESS = "http://localhost/x/call_center/events/twilio"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(minutes=2))
    plugin.enable()
    # What another test was refused belongs to its own server.
    plugin.module("doors").unnoted.clear()
    secrets = {"generic_secret": SECRET, "asterisk_secret": SECRET, "twilio_token": "token"}
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, "call_center", secrets)
        get_company(uow).country = "ES"


def send(
    plugin: Trial,
    body: bytes,
    *,
    source: str = "generic",
    secret: str = SECRET,
    stamp: datetime | None = None,
    client: FlaskClient | None = None,
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    stamped = str(int((stamp or NOON + timedelta(minutes=2)).timestamp()))
    sign = plugin.module("signatures").sign
    signature = sign(secret, event_id="m1", timestamp=stamped, body=body)
    return (client or plugin.browser()).post(
        f"/x/call_center/events/{source}",
        data=body,
        headers={
            "Webhook-Id": "m1",
            "Webhook-Timestamp": stamped,
            "Webhook-Signature": signature,
            **(headers or {}),
        },
    )


def send_twilio(plugin: Trial, form: dict[str, str], *, token: str = "token") -> int:
    sign = plugin.module("signatures").sign_like_twilio
    signature = sign(token, ADDRESS, {name: [value] for name, value in form.items()})
    sent = plugin.browser().post(
        "/x/call_center/events/twilio", data=form, headers={"X-Twilio-Signature": signature}
    )
    return sent.status_code


def test_a_forged_late_or_unsigned_webhook_is_refused_and_leaves_nothing(plugin: Trial) -> None:
    body = json.dumps(GENERIC).encode()
    assert send(plugin, body, secret="another").status_code == 401
    assert send(plugin, body, stamp=NOON - timedelta(minutes=4)).status_code == 401
    assert send(plugin, body, stamp=NOON + timedelta(minutes=8)).status_code == 401
    assert plugin.browser().post("/x/call_center/events/generic", data=body).status_code == 401
    assert plugin.browser().post("/x/call_center/events/nobody", data=body).status_code == 401
    assert send_twilio(plugin, TWILIO_INCOMING[0], token="another") == 401
    assert calls(plugin) == []


def test_without_a_secret_a_door_is_shut(plugin: Trial) -> None:
    signed = plugin.module("signatures")
    assert not signed.is_signed("", event_id="1", timestamp="1", body=b"", signatures="v1,")
    assert not signed.is_of_twilio("", addresses=[ADDRESS], form={}, given="")


def test_a_replayed_webhook_changes_nothing(plugin: Trial) -> None:
    body = json.dumps(GENERIC).encode()
    assert send(plugin, body).status_code == 204
    first = the_call(plugin)
    assert send(plugin, body).status_code == 204
    assert the_call(plugin).version == first.version


def test_what_cannot_be_read_is_refused_with_the_reason(plugin: Trial) -> None:
    answer = send(plugin, b"no json")
    assert (answer.status_code, "JSON" in answer.text) == (422, True)


def test_the_door_asks_for_no_form_token_and_no_cookie_opens_it(plugin: Trial) -> None:
    signed_in = plugin.browser("admin")
    plugin.app.config["WTF_CSRF_ENABLED"] = True
    body = json.dumps(GENERIC).encode()
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert (
        send(plugin, body, client=signed_in, secret="another", headers=elsewhere).status_code == 401
    )
    assert send(plugin, body, headers=elsewhere).status_code == 204
    # Any other address still refuses what another site sends in somebody's name.
    refused = signed_in.post("/x/call_center/log", data={}, headers=elsewhere)
    assert refused.status_code == 400


def test_the_signature_of_twilio_is_that_of_their_documentation(plugin: Trial) -> None:
    form = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+12349013030"],
        "Digits": ["1234"],
        "From": ["+12349013030"],
        "To": ["+18005551212"],
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    signature = plugin.module("signatures").sign_like_twilio("12345", address, form)
    assert signature == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_a_call_that_twilio_tells(plugin: Trial) -> None:
    ana = give_line(plugin, "rep", "client:ana")
    shuffled = list(TWILIO_INCOMING)
    Random(7).shuffle(shuffled)
    assert {send_twilio(plugin, one) for one in [*shuffled, *TWILIO_INCOMING]} == {204}
    call = the_call(plugin)
    assert (call.direction, call.number, call.result) == ("in", NUMBER, "handled")
    assert (call.wait_s, call.talk_s, call.agent_id) == (9, 41, ana)
    assert call.recording.endswith("/RE01")


def test_a_customer_whom_twilio_did_not_reach(plugin: Trial) -> None:
    for one in TWILIO_UNREACHED:
        send_twilio(plugin, one)
    call = the_call(plugin)
    assert (call.direction, call.number, call.result) == ("out", NUMBER, "unreached")


@pytest.mark.parametrize("seed", range(3))
def test_a_call_in_a_queue_that_asterisk_tells_in_any_order(plugin: Trial, seed: int) -> None:
    give_line(plugin, "inside", "204")
    second = give_line(plugin, "rep", "205")
    shuffled = list(ASTERISK_QUEUE)
    Random(seed).shuffle(shuffled)
    for one in (shuffled[:5], shuffled[3:], shuffled):
        assert send(plugin, lines(one), source="asterisk").status_code == 204
    call = the_call(plugin)
    assert (call.number, call.queue, call.agent_id) == (NUMBER, "ventas", second)
    assert (call.wait_s, call.hold_s, call.talk_s, call.result) == (18, 10, 50, "handled")


def test_an_outgoing_call_that_asterisk_tells(plugin: Trial) -> None:
    rep = give_line(plugin, "rep", "204")
    send(plugin, lines(ASTERISK_OUTGOING), source="asterisk")
    call = the_call(plugin)
    assert (call.direction, call.number, call.agent_id) == ("out", NUMBER, rep)
    assert (call.wait_s, call.talk_s, call.result) == (9, 60, "handled")


def test_fields_of_another_exchange_are_mapped_by_an_administrator(plugin: Trial) -> None:
    generic = plugin.module("generic")
    mapping = generic.FieldMapping.of(
        "id = eid\ncall = call.uid\nkind = what\nnumber = from.phone\nat = when\n"
        "direction = way\nkind:call.picked_up = answered\n"
    )
    sent = {"eid": 1, "call": {"uid": "c"}, "what": "call.picked_up", "way": "incoming"}
    sent |= {"from": {"phone": "911"}, "when": "2026-05-20T10:00:00"}
    [told] = generic.read_generic(json.dumps(sent), mapping, now=NOON, is_line=lambda _name: False)
    assert (told.call_key, told.event.kind, told.event.number) == ("c", "answered", "911")
    assert (told.event.at, told.event.direction) == (NOON, "in")
    with pytest.raises(plugin.module("errors").MappingError):
        generic.FieldMapping.of("what = ever")


def test_a_call_rings_at_the_desk_of_the_line_until_it_is_over(
    plugin: Trial, records: Records, client_of: Callable[[str], FlaskClient]
) -> None:
    customer = records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    give_line(plugin, "rep", "204")
    client = client_of("rep")
    assert client.get("/x/call_center/ringing").get_json() == {"call": None}
    send(plugin, json.dumps(GENERIC[:2]).encode())
    rings = client.get("/x/call_center/ringing").get_json()
    assert client.get(rings["url"]).headers["Location"].startswith(f"/customers/{customer.id}")
    assert client_of("manager").get("/x/call_center/ringing").get_json() == {"call": None}
    send(plugin, json.dumps(GENERIC).encode())
    assert client.get("/x/call_center/ringing").get_json() == {"call": None}


def test_whoever_has_the_number_is_picked_and_stays(
    plugin: Trial, records: Records, client_of: Callable[[str], FlaskClient]
) -> None:
    phones = (PhoneNumber(NUMBER, NUMBER),)
    records.customer(name="Uno", phones=phones)
    other = records.customer(name="Dos", phones=phones)
    told = incoming(plugin)
    call = tell(plugin, told[:2])
    client = client_of("rep")
    page = client.get(f"/x/call_center/pop/{call.id}").text
    assert "Uno" in page
    assert "Dos" in page
    client.post(f"/x/call_center/pop/{call.id}/customer/{other.id}")
    assert tell(plugin, [*told, event(plugin, "ended", 90)]).customer_id == other.id


def test_a_call_is_logged_with_the_form(
    plugin: Trial, records: Records, client_of: Callable[[str], FlaskClient]
) -> None:
    customer = records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    client = client_of("rep")
    assert client.get(f"/x/call_center/log?number={NUMBER}").status_code == 200
    said: dict[str, Any] = {"number": NUMBER, "direction": "in", "disposition": "complaint"}
    refused = client.post("/x/call_center/log", data=said)
    assert refused.status_code == 422
    saved = client.post("/x/call_center/log", data={**said, "note": "Llegó roto"})
    assert saved.status_code == 303
    call = the_call(plugin)
    assert (call.customer_id, call.disposition, call.reason) == (
        customer.id,
        "complaint",
        "service",
    )
    shown = client.get(saved.headers["Location"])
    assert plugin.failures() == []
    assert "Ferretería" in shown.text
    assert client.get("/x/call_center/").status_code == 200
    assert client.get(f"/customers/{customer.id}").status_code == 200


def how_it_fares(plugin: Trial, source: str = "generic") -> Any:
    with plugin.working("admin") as uow:
        return next(one for one in plugin.module("doors").doors(uow) if one.source == source)


def test_each_door_says_what_it_took_and_refused_and_why(plugin: Trial, at: At) -> None:
    assert how_it_fares(plugin).advice == "never"
    body = json.dumps(GENERIC).encode()
    assert send(plugin, body).status_code == 204
    found = how_it_fares(plugin)
    assert (found.taken, found.refused, found.last_at) == (4, {}, NOON + TWO_MINUTES)
    assert send(plugin, body, secret="another").status_code == 401
    assert send(plugin, body, stamp=NOON - timedelta(minutes=9)).status_code == 401
    assert send(plugin, b"no json").status_code == 422
    found = how_it_fares(plugin)
    assert found.refused == {"forged": 1, "late": 1, "malformed": 1}
    assert found.advice == "forged"
    assert how_it_fares(plugin, "twilio").refused == {}
    at(NOON + timedelta(days=2))
    assert how_it_fares(plugin).refused == {}


def test_whoever_knocks_again_and_again_is_written_down_once_a_minute(
    plugin: Trial, at: At
) -> None:
    for _time in range(5):
        send(plugin, b"[]", secret="another")
    assert how_it_fares(plugin).refused == {"forged": 1}
    at(NOON + timedelta(minutes=4))
    send(plugin, b"[]", secret="another", stamp=NOON + timedelta(minutes=4))
    assert how_it_fares(plugin).refused == {"forged": 6}


def test_a_door_is_tried_and_nothing_of_it_is_kept(plugin: Trial) -> None:
    browser = plugin.browser("admin")
    for source in ("generic", "asterisk", "twilio"):
        assert browser.post(f"/admin/x/call_center/doors/{source}/test").status_code == 303
    assert calls(plugin) == []
    page = browser.get("/admin/x/call_center/").get_data(as_text=True)
    assert "Signed webhook" in page
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, "call_center", {"generic_mapping": "kind = type"})
    assert browser.post("/admin/x/call_center/doors/generic/test").status_code == 422
    assert browser.post("/admin/x/call_center/doors/nobody/test").status_code == 422
