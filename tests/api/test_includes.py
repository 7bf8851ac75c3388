"""Related records that are shown along: whose, to whom, and at what cost."""

from uuid import uuid4

import pytest
from sqlalchemy import event


@pytest.fixture
def statements(app):
    """What the database is asked for records; to be cleared."""
    asked = []

    def keep(_connection, _cursor, statement, *_rest):
        # What a token has read is added to its budget when there is enough of it.
        if statement.startswith("SELECT") and "FROM api_token" not in statement:
            asked.append(statement)

    event.listen(app.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(app.engine, "before_cursor_execute", keep)


@pytest.fixture
def office(program):
    """`office(20)` – so many customers, each with two contacts and two opportunities."""

    def make(size):
        ids = [str(uuid4()) for _ in range(size)]
        customers = [{"name": f"Customer {number}", "id": one} for number, one in enumerate(ids)]
        program.post("/customers/batch", {"items": customers})
        contacts = [
            {
                "name": f"Person {number} of {one}",
                "links": [{"customer_id": one, "is_primary": number == 1}],
                "external_ref": f"shop:{number}-{one}",
            }
            for one in ids
            for number in range(2)
        ]
        made = program.post("/contacts/batch", {"items": contacts}).json["results"]
        opportunities = [
            {"title": f"Sale {place}", "customer_id": ids[place // 2], "contact_id": contact["id"]}
            for place, contact in enumerate(one["record"] for one in made)
        ]
        results = program.post("/opportunities/batch", {"items": opportunities}).json["results"]
        assert {one["status"] for one in results} == {201}
        return ids

    return make


def test_customers_come_with_contacts_and_opportunities(program, office):
    (only,) = office(1)
    listed = program.get("/customers?include=contacts,opportunities").json["items"][0]
    assert [one["name"][:8] for one in listed["contacts"]] == ["Person 1", "Person 0"]
    assert sorted(one["title"] for one in listed["opportunities"]) == ["Sale 0", "Sale 1"]
    shown = program.get(f"/customers/{only}?include=contacts").json
    assert shown["contacts"] == listed["contacts"]
    contact = listed["contacts"][0]
    assert contact == program.get(f"/contacts/{contact['id']}").json
    sale = listed["opportunities"][0]
    assert sale == program.get(f"/opportunities/{sale['id']}").json
    few = program.get("/customers?include=contacts&fields=name").json["items"][0]
    assert few.keys() == {"id", "version", "name", "contacts"}


def test_opportunities_and_contacts_come_with_their_customers(program, office):
    (only,) = office(1)
    customer = program.get(f"/customers/{only}").json
    sale = program.get("/opportunities?include=customer,contacts").json["items"][0]
    assert sale["customer"] == [customer]
    assert [one["id"] for one in sale["contacts"]] == [sale["contact_id"]]
    contact = program.get(f"/contacts/{sale['contact_id']}?include=customers").json
    assert contact["customers"] == [customer]


@pytest.mark.parametrize(
    "path",
    [
        "/customers?include=contacts,opportunities",
        "/contacts?include=customers",
        "/opportunities?include=customer,contacts",
    ],
)
@pytest.mark.parametrize("role", ["admin", "rep"])
def test_fifty_records_cost_as_many_statements_as_one(connect, statements, path, role):
    asked = connect(role)
    costs = []
    for size in (1, 50):
        for number in range(size):
            customer = asked.post("/customers", {"name": f"Customer {size} {number}"}).json
            link = {"customer_id": customer["id"]}
            contact = asked.post("/contacts", {"name": f"Person {number}", "links": [link]}).json
            sale = {"title": f"Sale {number}", "contact_id": contact["id"], **link}
            assert asked.post("/opportunities", sale).status_code == 201
        statements.clear()
        answer = asked.get(f"{path}&limit=50")
        costs.append(len(statements))
        assert len(answer.json["items"]) == size
        names = path.partition("=")[2].split(",")
        assert all(one[name] for one in answer.json["items"] for name in names)
    assert costs[0] == costs[1], costs


def test_what_may_not_be_seen_is_left_out(program, connect):
    rep = connect("rep")
    own = rep.post("/customers", {"name": "Own"}).json
    other = program.post("/customers", {"name": "Other"}).json
    links = [{"customer_id": one["id"]} for one in (own, other)]
    shared = program.post("/contacts", {"name": "Both", "links": links}).json
    program.post("/contacts", {"name": "Hidden", "links": links[1:]})
    sale = rep.post(
        "/opportunities",
        {"title": "Mine", "customer_id": own["id"], "contact_id": shared["id"]},
    ).json
    program.post("/opportunities", {"title": "Not mine", "customer_id": other["id"]})
    (customer,) = rep.get("/customers?include=contacts,opportunities").json["items"]
    assert [one["name"] for one in customer["contacts"]] == ["Both"]
    assert [one["customer_id"] for one in customer["contacts"][0]["links"]] == [own["id"]]
    assert [one["title"] for one in customer["opportunities"]] == ["Mine"]
    contact = rep.get(f"/contacts/{shared['id']}?include=customers").json
    assert [one["name"] for one in contact["customers"]] == ["Own"]
    # Taken off the rep's customer, the person is another's.
    program.delete(f"/contacts/{shared['id']}/links/{own['id']}")
    told = rep.get(f"/opportunities/{sale['id']}?include=contacts").json
    assert told["contacts"] == []
    gone = rep.post("/contacts", {"name": "Gone", "links": links[:1]}).json
    rep.delete(f"/contacts/{gone['id']}")
    assert rep.get(f"/customers/{own['id']}?include=contacts").json["contacts"] == []


def test_a_hundred_of_each_are_shown_along(program):
    for name in ("A", "B"):
        customer = program.post("/customers", {"name": name}).json
        link = {"customer_id": customer["id"]}
        contacts = [{"name": f"Person {number:03}", "links": [link]} for number in range(120)]
        program.post("/contacts/batch", {"items": contacts})
        sales = [{"title": f"Sale {number}", **link} for number in range(120)]
        program.post("/opportunities/batch", {"items": sales})
    found = program.get("/customers?include=contacts,opportunities").json["items"]
    for customer in found:
        assert [one["name"] for one in customer["contacts"]] == [
            f"Person {number:03}" for number in range(100)
        ]
        assert len(customer["opportunities"]) == 100
        assert {one["customer_id"] for one in customer["opportunities"]} == {customer["id"]}


def test_what_is_shown_along_needs_its_own_scope(connect, office):
    office(1)
    scopes = {"customers": "contacts", "contacts": "customers", "opportunities": "customer"}
    for resource, name in scopes.items():
        asked = connect("admin", [f"{resource}:read"])
        assert asked.get(f"/{resource}").status_code == 200
        refused = asked.get(f"/{resource}?include={name}")
        assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    both = connect("admin", ["customers:read", "contacts:read"])
    assert both.get("/customers?include=contacts").status_code == 200
    assert both.get("/customers?include=opportunities").status_code == 403


def test_nothing_else_is_shown_along(program):
    refused = program.get("/customers?include=secrets")
    assert (refused.status_code, refused.json["code"]) == (422, "wrong_shape")
    assert program.get("/opportunities?include=customers").status_code == 422


def test_the_document_says_what_can_be_shown_along(app):
    document = app.test_client().get("/api/v1/openapi.json").json
    for path, names in (
        ("customers", ["contacts", "opportunities", "activities"]),
        ("contacts", ["customers"]),
        ("opportunities", ["customer", "contacts", "activities"]),
    ):
        operation = document["paths"][f"/api/v1/{path}"]["get"]
        (include,) = (one for one in operation["parameters"] if one["name"] == "include")
        assert include["schema"]["items"]["enum"] == names
    body = document["paths"]["/api/v1/opportunities/{opportunity_id}/winning"]["post"]
    assert body["requestBody"]["required"] is False
