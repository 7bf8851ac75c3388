"""Lists of opportunities through the API: each filter, each order, the pages."""

import pytest

GONE = "019aaf83-2980-7000-8000-00000000dead"


@pytest.fixture
def some(program, add, pipeline):
    """Four opportunities by title, of which one is won and one lost."""
    stages = pipeline["stages"]
    found = {}
    for number, (title, stage) in enumerate(zip("ABCD", stages, strict=False)):
        found[title] = add(
            title,
            stage_id=stage["id"],
            expected_close_on=f"2030-0{number + 1}-15",
            amount={"amount": "10", "currency": "USD" if title == "A" else "EUR"},
            external_ref=f"erp:{title}",
        )
    win, lose = (f"/opportunities/{found[title]['id']}" for title in "CD")
    program.post(f"{win}/winning", {"closed_on": "2024-05-31"})
    program.post(f"{lose}/losing", {"reason": "price", "closed_on": "2024-06-30"})
    return found


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", "ABCD"),
        ("sort=-expected_close_on", "DCBA"),
        ("sort=updated_at", "ABCD"),
        ("sort=-updated_at", "DCBA"),
        ("outcome=open", "AB"),
        ("outcome=won&sort=closed_on", "C"),
        ("outcome=lost&sort=-closed_on", "D"),
        ("expected_close_on=2030-02-15..2030-03-15", "BC"),
        ("expected_close_on=2030-02-15", "B"),
        ("expected_close_on=..2030-01-31", "A"),
        ("expected_close_on=2030-03-01..", "CD"),
        ("closed_on=2024-05-01..2024-05-31", "C"),
        ("closed_on=2024-05-31..", "CD"),
        ("currency=USD", "A"),
        ("external_ref=erp:B", "B"),
        ("q=aceros", "ABCD"),
        ("q=aceros&outcome=open&currency=EUR", "B"),
        ("stage_id={stage}", "B"),
        ("stage_id={stage}&outcome=won", ""),
        ("pipeline_id={pipeline}", "ABCD"),
        (f"pipeline_id={GONE}", ""),
        ("customer_id={customer}", "ABCD"),
        (f"customer_id={GONE}", ""),
        (f"contact_id={GONE}", ""),
        ("owner_id={owner}", "ABCD"),
        (f"owner_id={GONE}", ""),
        ("updated_since={since}", "CD"),
    ],
)
def test_each_filter_narrows(program, some, query, titles):
    one = some["B"]
    since = program.get(f"/opportunities/{some['C']['id']}").json["updated_at"]
    asked = query.format(
        stage=one["stage_id"],
        pipeline=one["pipeline_id"],
        customer=one["customer_id"],
        owner=one["owner_id"],
        since=since,
    )
    answer = program.get(f"/opportunities?{asked}")
    assert answer.status_code == 200, answer.json
    assert "".join(found["title"] for found in answer.json["items"]) == titles


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("sort=closed_on", "invalid_input", "sort"),
        ("sort=amount", "wrong_shape", "sort"),
        ("expected_close_on=soon", "wrong_shape", "expected_close_on"),
        ("expected_close_on=2030-02-30", "invalid_input", "expected_close_on"),
        ("outcome=maybe", "wrong_shape", "outcome"),
        ("stage_id=1", "wrong_shape", "stage_id"),
        ("colour=red", "wrong_shape", "colour"),
        ("custom[none]=1", "invalid_input", "custom[none]"),
        ("limit=201", "wrong_shape", "limit"),
        ("updated_since=2024-01-01T00:00:00", "wrong_shape", "updated_since"),
    ],
)
def test_a_query_that_means_nothing_is_refused(program, query, code, field):
    refused = program.get(f"/opportunities?{query}")
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert list(refused.json["errors"]) == [field]


def test_pages_are_walked_in_each_order(program, some):
    for sort in ("expected_close_on", "-expected_close_on", "updated_at", "-updated_at"):
        found, cursor = [], ""
        for _ in range(4):
            page = program.get(f"/opportunities?limit=1&sort={sort}&cursor={cursor}").json
            found += [one["title"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert cursor is None
        assert "".join(found) == ("DCBA" if sort.startswith("-") else "ABCD")
    mark = program.get("/opportunities?limit=1").json["next_cursor"]
    other = program.get(f"/opportunities?limit=1&outcome=open&cursor={mark}")
    assert (other.status_code, other.json["code"]) == (422, "invalid_cursor")
