"""What is not of the shape: said in a sentence at its place, and of one among several alone."""

import pytest

DAY = "Send a day such as 2026-03-31."
TEXT = "Send a text."


@pytest.mark.parametrize(
    ("path", "body", "place", "said"),
    [
        ("customers", {"name": 1}, "name", TEXT),
        ("customers", {"name": ""}, "name", "This must not be empty."),
        (
            "customers",
            {"name": "x" * 201},
            "name",
            "This is too long: it takes at most 200 characters.",
        ),
        (
            "customers",
            {"name": "A", "kind": "robot"},
            "kind",
            "This is none of the values that there are: organization, person.",
        ),
        ("customers", {}, "name", "This is missing."),
        ("customers", [], None, "Send an object: names with their values."),
        ("customers", {"name": "A", "tags": "x"}, "tags", "Send a list."),
        (
            "customers",
            {"name": "A", "tags": ["x"] * 101},
            "tags",
            "These are too many: send at most 100.",
        ),
        (
            "customers",
            {"name": "A", "location": {"lat": 91, "lon": 0}},
            "location.lat",
            "This can be at most 90.",
        ),
        ("customers", {"name": "A", "parent_id": "1"}, "parent_id", "Send an id: a UUID"),
        ("customers/batch", {"items": []}, "items", "This must not be empty."),
        (
            "customers",
            {"name": "A", "emails": [{"address": "a@b.example", "colour": "red"}]},
            "emails[0].colour",
            "There is no such field. There are: address, label.",
        ),
        (
            "opportunities",
            {"title": "A", "amount": {"amount": "1e3", "currency": "EUR"}},
            "amount.amount",
            "Send a number such as 1234.50, as text.",
        ),
        (
            "opportunities",
            {"title": "A", "amount": {"amount": 1.5, "currency": "EUR"}},
            "amount.amount",
            "Send a number such as 1234.50, as text.",
        ),
        (
            "opportunities",
            {"title": "A", "amount": {"amount": "1", "currency": "euro"}},
            "amount.currency",
            "Send the code of a currency: three capital letters such as EUR.",
        ),
        ("opportunities", {"title": "A", "expected_close_on": "soon"}, "expected_close_on", DAY),
        (
            "activities",
            {"kind": "call", "due_at": "2026-03-31T09:30:00"},
            "due_at",
            "Send a moment",
        ),
        ("activities", {"kind": "call", "due_at": 5}, "due_at", "Send a moment with its zone"),
        ("activities", {"kind": "call", "is_all_day": "x"}, "is_all_day", "Send true or false."),
        ("webhooks", {"fields": {"kind": "call", "outcome": 5}}, "fields[outcome]", TEXT),
    ],
)
def test_a_body_is_told_what_is_wrong_in_a_sentence_at_its_place(program, path, body, place, said):
    answer = program.post(f"/{path}", body)
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_shape")
    assert said in answer.json["detail"]
    assert [*answer.json.get("errors", {})] == ([place] if place else [])
    assert not place or said in answer.json["errors"][place]
    assert "`" not in answer.text


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("limit=201", "limit", "This can be at most 200."),
        ("limit=0", "limit", "This has to be at least 1."),
        ("limit=some", "limit", "Send a whole number."),
        ("limit=1&limit=2", "limit", "This is given twice. Give it once."),
        ("colour=red", "colour", "There is no such parameter. There are: fields, include, limit"),
        ("updated_since=2024-01-01T00:00:00", "updated_since", "Send a moment with its zone"),
        ("outcome=maybe", "outcome", "This is none of the values that there are: lost, open, won."),
        (
            "expected_close_on=soon",
            "expected_close_on",
            "Send a day such as 2026-03-31, or a range",
        ),
        ("custom=1", "custom", "Write custom[code]=value, with the code of the field."),
    ],
)
def test_a_query_is_told_what_is_wrong_in_a_sentence(program, query, place, said):
    answer = program.get(f"/opportunities?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_shape")
    assert said in answer.json["errors"][place]
    assert said in answer.json["detail"]


WRONG = [
    {"name": ""},
    {"name": "B", "colour": "red"},
    {"name": "B", "custom": {"\0": "x"}},
    "Shop",
]


@pytest.mark.parametrize("wrong", WRONG)
def test_one_that_is_misshapen_is_refused_alone(program, wrong):
    single = program.post("/customers", wrong)
    sent = {"items": [{"name": "A"}, wrong, {"name": "C"}]}
    answer = program.post("/customers/batch", sent)
    results = answer.json["results"]
    assert [one["status"] for one in results] == [201, 422, 201]
    assert [one["record"]["name"] for one in results[::2]] == ["A", "C"]
    told = {"errors": {}} | single.json
    assert results[1]["problem"] == {name: told[name] for name in ("code", "detail", "errors")}


@pytest.mark.parametrize("path", ["customers", "contacts", "opportunities", "activities"])
def test_each_change_is_shaped_by_itself(program, path):
    answer = program.patch(f"/{path}/batch", {"items": [{"version": 1}, {"id": 5}]})
    errors = [one["problem"]["errors"] for one in answer.json["results"]]
    assert errors == [
        {"id": "This is missing."},
        {"id": "Send an id: a UUID such as 0197d2f4-5b1c-7d3e-8f00-1a2b3c4d5e6f."},
    ]


@pytest.mark.parametrize(
    "body", [{}, {"items": {}}, {"items": [], "more": 1}, {"items": [1] * 1001}]
)
def test_what_is_no_batch_is_refused_whole(program, body):
    assert program.post("/customers/batch", body).status_code == 422
