"""Two reps with the same records: nothing of one shows on any page of the other, nor counts."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from salesforce_lite.kernel import clock
from salesforce_lite.web import policy_of
from salesforce_lite.web.policy import PUBLIC
from tests.security.addresses import about, lists
from tests.security.records import NORTH, SOUTH, Records, Twin
from tests.security.site import SOUTHERN_MANAGER, Site, add_records, nothing_stays, text_of

MOMENT = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
LOOKERS = ("rep", "manager")
REPS = ("rep", "other")
# What differs from one answer to the next: nonces, tokens, until when a cookie lives, the ids of
# what forms will make, how many requests are left, and how far the server's own order has come.
PASSING = re.compile(
    r'nonce="[^"]*"|nonce-[\w-]+|Expires=[^;]*|(content|value)="[\w.-]{40,}"'
    r'|name="new_id" type="hidden" value="[^"]*"'
    r'|RateLimit-\w+: \d+|"next_cursor":"[\w-]+","is_more"'
)


@pytest.fixture(scope="module", autouse=True)
def _time_stands_still():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: MOMENT)
        yield


@pytest.fixture(scope="module")
def before(empty_site: Site) -> dict[tuple[str, str], str]:
    """What the north sees while the south has nothing."""
    add_records(empty_site, "rep", NORTH)
    return _pages(empty_site)


@pytest.fixture(scope="module")
def twins(empty_site: Site, before) -> Site:
    add_records(empty_site, "other", SOUTH)
    empty_site.answers.clear()
    return empty_site


def test_lists_counts_sums_and_choices_are_the_same_whatever_others_have(
    twins: Site, before: dict[tuple[str, str], str]
) -> None:
    after = _pages(twins)
    assert [place for place in before if before[place] != after[place]] == []


def test_every_page_part_and_suggestion_is_among_those_asked(twins: Site) -> None:
    addresses = twins.app.url_map.bind("localhost")
    paths = _asked(twins, twins.north, NORTH)
    asked = {addresses.match(urlsplit(path).path)[0] for path in paths}
    readable = {
        rule.endpoint
        for rule in twins.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and policy_of(twins.app, rule.endpoint) != PUBLIC
    }
    assert "\n".join(sorted(readable - asked)) == ""


@pytest.mark.parametrize("who", LOOKERS)
def test_what_is_seen_is_shown(twins: Site, who: str) -> None:
    shown = [path for path in _asked(twins, twins.north, NORTH) if _shows(twins, who, path, NORTH)]
    assert len(shown) > 60


@pytest.mark.parametrize("who", LOOKERS)
def test_no_page_search_form_or_refusal_shows_what_another_has(twins: Site, who: str) -> None:
    paths = [*_asked(twins, twins.south, SOUTH), *_asked(twins, twins.north, NORTH)]
    assert [path for path in paths if _shows(twins, who, path, SOUTH)] == []


@pytest.mark.parametrize("who", ["other", SOUTHERN_MANAGER])
def test_it_is_the_same_the_other_way_round(twins: Site, who: str) -> None:
    paths = _asked(twins, twins.north, NORTH)
    assert [path for path in paths if _shows(twins, who, path, NORTH)] == []


def test_no_form_takes_a_record_that_the_person_does_not_see(twins: Site) -> None:
    """Each field that names a record, with one of the other twin."""
    mine, theirs = twins.north, twins.south
    sale = {"title": "Sale", "currency": "EUR", "expected_close_on": "2026-04-01"}
    customer = {"name": "Nuevo", "kind": "organization", "lifecycle": "lead", "confirmed": "1"}
    relation = {"reading": "agent_of.back"}
    forms = [
        ("/customers/new", {**customer, "parent_id": theirs["customer"]}),
        ("/opportunities/new", {**sale, "customer_id": theirs["customer"]}),
        (
            "/opportunities/new",
            {**sale, "customer_id": mine["customer"], "contact_id": theirs["contact"]},
        ),
        (
            f"/opportunities/{mine['opportunity']}/edit",
            {**sale, "customer_id": theirs["customer"]},
        ),
        ("/activities/new", {"kind": "visit", "customer_id": theirs["customer"]}),
        ("/activities/new", {"kind": "visit", "opportunity_id": theirs["opportunity"]}),
        ("/activities/new", {"kind": "visit", "contact_id": theirs["contact"]}),
        (
            "/activities/new",
            {"kind": "visit", "customer_id": mine["customer"], "contact_id": theirs["contact"]},
        ),
        (
            f"/activities/{mine['planned']}/edit",
            {"kind": "call", "plan": "1", "customer_id": theirs["customer"], "day": "2026-04-01"},
        ),
        (
            f"/customers/{mine['customer']}/relations/new",
            {**relation, "other_id": theirs["customer"]},
        ),
        (f"/contacts/{mine['contact']}/links/new", {"customer_id": theirs["customer"]}),
        (f"/customers/{mine['customer']}/merging/{theirs['third']}", {}),
        (f"/customers/{theirs['customer']}/merging/{mine['third']}", {}),
        (f"/contacts/{mine['contact']}/links/{theirs['customer']}/removal", {}),
        (f"/customers/{mine['customer']}/relations/{theirs['relation']}/edit", relation),
        (f"/customers/{mine['customer']}/relations/{theirs['relation']}/removal", {}),
        (f"/customers/{mine['customer']}/relations/{theirs['relation']}/ending", {}),
    ]
    before = twins.fingerprint()
    found = []
    for who in LOOKERS:
        for address, form in forms:
            answer = twins.client(who).post(address, data=form)
            if answer.status_code not in (403, 404, 422) or SOUTH.canary in text_of(answer):
                found.append(f"{who} {address} {form}: {answer.status_code}")
    assert not found, "\n".join(found)
    assert twins.fingerprint() == before


def _pages(site: Site) -> dict[tuple[str, str], str]:
    paths = list(lists(site.user_id("other")))
    return {
        (who, path): PASSING.sub("", _get(site, who, path)) for who in LOOKERS for path in paths
    }


def _asked(site: Site, records: Records, twin: Twin) -> list[str]:
    return [*lists(records.owner_id), *about(records, twin)]


def _shows(site: Site, who: str, path: str, twin: Twin) -> bool:
    return twin.canary in _get(site, who, path)


def _get(site: Site, who: str, path: str) -> str:
    """The page and its part, each asked for once; nothing changes from test to test."""
    known = site.answers.get((who, path))
    if known is None:
        with nothing_stays():
            answers = [site.client(who).get(path)]
            if who in REPS:
                answers.append(site.client(who).get(path, headers={"HX-Request": "true"}))
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == [], path
        known = site.answers[who, path] = "".join(map(text_of, answers))
    return known
