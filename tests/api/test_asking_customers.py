"""Each filter of the list of customers leaves those that it names, and no others."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from salesforce_lite.kernel import clock


@pytest.fixture
def wanted(program, id_of, at):
    """One that has everything by which lists are narrowed, beside one that has nearly the same and
    one that has nothing."""
    field = {"entity": "customer", "kind": "number", "label_en": "Litres", "code": "litres"}
    assert program.post("/custom-fields", field | {"is_listed": True}).status_code == 201
    head = program.post("/customers", {"name": "Grupo del Norte"}).json
    portfolio = program.post("/portfolios", {"name": "Big ones", "manager_id": id_of("rep")}).json
    other = {
        "name": "Aceros del Sur",
        "kind": "organization",
        "lifecycle": "lead",
        "roles": ["supplier"],
        "tags": ["steel pipes"],
        "email": "sales@aceros.mx",
        "phone": "+52 81 1234 5679",
        "external_ref": "erp:47",
        "custom": {"litres": 4},
    }
    made = program.post("/customers", other)
    assert made.status_code == 201, made.json
    at(clock.now() + timedelta(hours=1))
    made = program.post(
        "/customers",
        {
            "name": "Ana",
            "kind": "person",
            "lifecycle": "active",
            "roles": ["agent", "customer"],
            "tags": ["steel", "north"],
            "email": "Ventas@Aceros.mx",
            "phone": "+52 81 1234 5678",
            "tax_id": {"country": "MX", "value": "GODE561231GR8"},
            "external_ref": "erp:4711",
            "parent_id": head["id"],
            "portfolio_id": portfolio["id"],
            "owner_id": id_of("rep"),
            "custom": {"litres": 40},
        },
    )
    assert made.status_code == 201, made.json
    return made.json


FILTERS = [
    "kind=person",
    "lifecycle=active",
    "role=agent",
    "role=customer",
    "owner_id={owner_id}",
    "portfolio_id={portfolio_id}",
    "parent_id={parent_id}",
    "email=ventas@aceros.mx",
    "email=VENTAS@aceros.MX",
    "phone=+52 81 1234 5678",
    "phone=+528112345678",
    "tax_id=MX:GODE561231GR8",
    "external_ref=erp:4711",
    "tag=steel",
    "tag=north",
    "custom[litres]=40",
    "custom[litres]=10..50",
    "updated_since={updated_at}",
    "q=ana",
]


@pytest.mark.parametrize("asked", FILTERS)
def test_a_filter_leaves_what_it_names(program, wanted, asked):
    said = asked.format_map(wanted)
    name, _, value = said.partition("=")
    answer = program.get(f"/customers?{name}={quote(value)}")
    assert (answer.status_code, [one["id"] for one in answer.json["items"]]) == (
        200,
        [wanted["id"]],
    )


@pytest.mark.parametrize(
    "asked",
    [
        "kind=person&lifecycle=lead",
        "role=distributor",
        "tag=Steel",
        "tag=pipes",
        "email=aceros.mx",
        "phone=+52 81 1234",
        "tax_id=PE:GODE561231GR8",
        "external_ref=4711",
        "custom[litres]=41..",
        "owner_id={id}",
        "portfolio_id={id}",
        "parent_id={id}",
    ],
)
def test_what_nobody_has_leaves_nobody(program, wanted, asked):
    said = asked.format_map(wanted).replace(" ", "%20").replace("+", "%2B")
    answer = program.get(f"/customers?{said}")
    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_without_a_filter_all_are_listed_and_every_filter_is_tried(program, wanted):
    assert len(program.get("/customers").json["items"]) == 3
    document = program.get("/openapi.json").json
    parameters = document["paths"]["/api/v1/customers"]["get"]["parameters"]
    names = {one["name"] for one in parameters if one["in"] == "query"}
    shown = {"fields", "include", "sort", "limit", "cursor"}
    assert names - shown == {one.partition("=")[0].partition("[")[0] for one in FILTERS}
