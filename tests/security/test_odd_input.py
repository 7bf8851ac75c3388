"""Whatever comes in, an answer is a page or a refusal, never a fault; and what was kept is shown.

Addresses and forms that people, robots and old bookmarks send: letters no database keeps, days no
clock shows, numbers no column holds, ids of nothing, marks somebody wrote.
"""

import base64
import json
from datetime import date

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity

NOTHING = "0190a5c0-0000-7000-8000-000000000001"
ODD_TEXT = ("a\0b", "ﷺ" * 200, "ß" * 200, "x" * 9000, "=1+1", "'\"<b>", "\u202e\ufeff")


def mark(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


ADDRESSES = (
    *(f"/customers?{name}=a%00b" for name in ("q", "tag", "role", "lifecycle", "owner")),
    *("/search?q=a%00b", "/search/live?q=%00", "/search/suggest?q=%00&kind=%00"),
    *("/me/zones?q=%00", "/today?whose=%00", "/sign-in?next=%00", "/sign-in?next=//e.example"),
    *("/opportunities?view=list&currency=%00", "/opportunities?owner=me&closing=x&outcome=x"),
    "/opportunities?view=list&closing_from=0001-01-01&closing_to=9999-12-31",
    *("/activities?since=0001-01-01", "/activities?until=9999-12-31", "/activities?kind=%00"),
    f"/activities/new?kind=visit&customer={NOTHING}",
    *("/activities/new?kind=visit&opportunity=x", "/activities/new?kind=x&day=0001-01-01"),
    *(f"/opportunities/stages/{NOTHING}/cards", f"/customers/new?parent_id={NOTHING}"),
    *("/customers/form/address?row=x", "/customers/form/tax-id?tax_country=ABC&tax_value=1"),
    "/customers/duplicates?name=a&emails-0-address=a@b.co&phones-0-typed=1&tax_country=ABC",
    f"/customers?cursor={mark('customers', 0, ['a' + chr(0), NOTHING])}",
    f"/customers?cursor={mark('customers', 0, [chr(0xD800), NOTHING])}",
    f"/customers?cursor={mark('customers', 0, ['a', [1]])}",
    f"/activities?cursor={mark('activities-planned', 0, ['0001-01-01T00:00:00+10:00', NOTHING])}",
    f"/activities?cursor={mark('activities-planned', 0, [None, NOTHING])}",
    f"/opportunities?view=list&cursor={mark('opportunities:open', 0, ['9999-12-31', NOTHING])}",
)
CUSTOMERS = (
    *({name: text} for name in ("name", "legal_name", "note", "tags") for text in ODD_TEXT),
    *({f"addresses-0-{name}": ODD_TEXT[1]} for name in ("street", "city", "postal_code")),
    *({"addresses-0-country": code, "addresses-0-city": "x"} for code in ("ABCDEF", "ßß", "1")),
    *({"tax_country": code, "tax_value": "1" * 500} for code in ("ABCDEF", "MX", "")),
    *({"latitude": degrees} for degrees in ("nan", "1e999", "-inf")),
    *(
        {name: wrong}
        for name in ("parent_id", "portfolio_id", "owner_id")
        for wrong in ("x", NOTHING)
    ),
    *({"kind": ""}, {"lifecycle": "x"}, {"name": ""}, {"roles": [f"r{n}" for n in range(900)]}),
    *({"phones-0-typed": "1" * 60}, {"emails-0-address": "a" * 300 + "@b.co"}),
)
OPPORTUNITIES = (
    *({"amount": text} for text in ("1" + "0" * 30, "9" * 5000, "-5", "1e50", "nan", "١٢٣")),
    *({"amount": "1", "currency": code} for code in ("", "zzz", "\0\0\0")),
    *({"expected_close_on": day} for day in ("0001-01-01", "9999-12-31", "x")),
    *({"probability": percent} for percent in ("99999999999999999999", "-1", "x")),
    *({name: text} for name in ("title", "competitor", "note") for text in ODD_TEXT),
    *({name: wrong} for name in ("stage_id", "contact_id", "owner_id") for wrong in ("x", NOTHING)),
    *({"source": "x"}, {"customer_name": "x" * 500}, {"customer_id": "x"}),
)
ACTIVITIES = (
    *({"day": day, "plan": plan} for day in ("0001-01-01", "9999-12-31") for plan in ("", "1")),
    *({"next_kind": "visit", "next_date": day} for day in ("0001-01-01", "9999-12-31")),
    *(
        {name: text}
        for name in ("subject", "note", "location", "participants")
        for text in ODD_TEXT
    ),
    *(
        {name: wrong}
        for name in ("customer_id", "contact_id", "opportunity_id", "owner_id")
        for wrong in ("x", NOTHING)
    ),
    *({"kind": "x"}, {"channel": "x"}, {"outcome": "x"}, {"time": "23:00", "end_time": "00:00"}),
)


@pytest.fixture
def customer_id(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Uno"})).id


@pytest.fixture
def everywhere(work):
    """People in the zones in which a day begins first and ends last."""
    with work("admin") as uow:
        for name, zone in (
            ("rep", "Europe/Madrid"),
            ("inside", "Pacific/Kiritimati"),
            ("admin", "Pacific/Pago_Pago"),
        ):
            find_user(uow, f"{name}@example.com").zone = zone


def test_no_address_is_a_fault(client_of):
    rep = client_of("rep")
    for address in ADDRESSES:
        for headers in ({}, {"HX-Request": "true"}):
            assert rep.get(address, headers=headers).status_code < 500, address


def test_no_customer_is_a_fault(client_of, customer_id):
    rep, usual = client_of("rep"), {"kind": "organization", "name": "X", "lifecycle": "lead"}
    for typed in CUSTOMERS:
        answer = rep.post("/customers/new", data={**usual, "confirmed": "1", **typed})
        assert answer.status_code < 500, typed
    for address in ("/customers", "/search?q=x"):
        assert rep.get(address).status_code == 200


def test_no_opportunity_is_a_fault(client_of, customer_id, everywhere):
    rep = client_of("rep")
    usual = {"title": "T", "customer_id": str(customer_id), "currency": "EUR"}
    for typed in OPPORTUNITIES:
        data = {**usual, "expected_close_on": "2099-01-01", **typed}
        assert rep.post("/opportunities/new", data=data).status_code < 500, typed
    for address in ("/opportunities", "/opportunities?view=list", "/reports", "/today"):
        assert rep.get(address).status_code == 200


def test_no_activity_is_a_fault_for_anybody_in_any_zone(client_of, customer_id, everywhere):
    rep, usual = client_of("rep"), {"kind": "visit", "customer_id": str(customer_id)}
    for typed in ACTIVITIES:
        assert rep.post("/activities/new", data={**usual, **typed}).status_code < 500, typed
    for name in ("rep", "inside", "admin"):
        client = client_of(name)
        for address in (
            *("/activities?whose=all", "/activities?whose=all&status=done"),
            *("/today?whose=team", f"/customers/{customer_id}"),
        ):
            assert client.get(address).status_code == 200, (name, address)


def test_no_mark_of_a_timeline_is_a_fault(client_of, work, customer_id):
    with work("rep") as uow:
        fields = {"title": "T", "customer_id": customer_id, "expected_close_on": date(2099, 1, 1)}
        opportunity_id = save_opportunity(uow, OpportunityDraft.of(fields)).id
    rep, end = client_of("rep"), f"99991231T235959.999999-{NOTHING}"
    for page in (f"/customers/{customer_id}", f"/opportunities/{opportunity_id}"):
        for asked in ("before=x", f"before={end}", f"before={end}&show=x", "show=%00"):
            assert rep.get(f"{page}?{asked}").status_code < 500, asked
