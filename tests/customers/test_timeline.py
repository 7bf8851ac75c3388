"""The timeline: many sources, one order, pages without gaps; field changes in words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesforce_lite.activities import log_activity
from salesforce_lite.customers import CustomerDraft, phone_of, save_customer, timelines
from salesforce_lite.customers.timelines import read_mark, timeline, timeline_query
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.plugin import TimelineEntry, TimelineSource
from salesforce_lite.team import Portfolio

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECORD = UUID(int=1)


def entry(number: int, minute: int, source: str, kind: str) -> TimelineEntry:
    return TimelineEntry(
        at=START + timedelta(minutes=minute),
        id=UUID(int=number),
        source=source,
        kind=kind,
        template="",
        data=None,
    )


def place(one: TimelineEntry) -> tuple[datetime, UUID]:
    return one.at, one.id


def source_of(name: str, entries: list[TimelineEntry]) -> TimelineSource:
    """A source as a slice writes it: newest first, before the mark, no more than asked for."""

    def load(_uow, query):
        found = [
            one
            for one in sorted(entries, key=place, reverse=True)
            if (query.before is None or place(one) < (query.before, query.before_id))
            and (not query.kinds or one.kind in query.kinds)
        ]
        return found[: query.limit]

    return TimelineSource(name=name, label=name, load=load)


def walk(sources, *, limit: int, kinds=()) -> list[TimelineEntry]:
    seen, mark = [], None
    while True:
        query = timeline_query("customer", RECORD, mark=mark, limit=limit, kinds=kinds)
        page = timeline(None, query, sources)
        assert len(page.entries) <= limit
        seen += page.entries
        mark = page.next_cursor
        if mark is None:
            return seen


# Few different minutes, so that many entries share a moment.
MOMENTS = st.lists(
    st.tuples(
        st.integers(0, 6), st.sampled_from("abc"), st.sampled_from(["visit", "call", "note"])
    ),
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@given(rows=MOMENTS, limit=st.integers(1, 7))
def test_pages_together_are_everything_newest_first(rows, limit):
    entries = [entry(n, minute, name, kind) for n, (minute, name, kind) in enumerate(rows)]
    sources = [source_of(name, [e for e in entries if e.source == name]) for name in "abc"]
    assert walk(sources, limit=limit) == sorted(entries, key=place, reverse=True)


@settings(max_examples=80, deadline=None)
@given(
    rows=MOMENTS, limit=st.integers(1, 7), kinds=st.sets(st.sampled_from(["visit", "call", "b"]))
)
def test_a_choice_of_kinds_and_sources_keeps_the_order(rows, limit, kinds):
    entries = [entry(n, minute, name, kind) for n, (minute, name, kind) in enumerate(rows)]
    sources = [source_of(name, [e for e in entries if e.source == name]) for name in "abc"]
    expected = [e for e in entries if not kinds or e.kind in kinds or e.source in kinds]
    assert walk(sources, limit=limit, kinds=kinds) == sorted(expected, key=place, reverse=True)


def test_a_source_that_ignores_the_question_does_not_repeat_itself():
    noisy = [entry(n, n, "noisy", "visit") for n in range(5)]
    careless = TimelineSource(
        name="noisy", label="", load=lambda _uow, _query: sorted(noisy, key=place, reverse=True)
    )
    assert len(walk([careless], limit=2)) == 2 + 1  # it stops where a good source would go on
    assert walk([careless], limit=2, kinds={"call"}) == []


@pytest.mark.parametrize("mark", ["nonsense", "20260301T120000.000000-zz", "-", "2026-01-01"])
def test_a_broken_mark_is_refused(mark):
    with pytest.raises(InvalidCursorError):
        read_mark(mark)


def test_a_change_reads_who_which_field_from_and_to(add, work, client_of):
    customer = add("Before", phones=[phone_of("81 1111 1111", "MX")])
    with work("manager") as uow:
        changed = {
            "name": "After",
            "phones": [phone_of("81 2222 2222", "MX")],
            "lifecycle": "active",
            "roles": ["agent"],
            "tags": ["VIP", "Norte"],
        }
        save_customer(uow, CustomerDraft.of(changed, id=customer.id))
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert "Details changed" in page
    assert "· Manager" in page
    for label, before, after in (
        ("Name", "Before", "After"),
        ("Phones", "81 1111 1111", "81 2222 2222"),
        ("Stage", "Lead", "Active"),
    ):
        assert re.search(rf"<dt>{label}</dt><dd>\s*<del>{before}</del>.*?<ins>{after}</ins>", page)
    assert "<ins>Agent</ins>" in page
    assert "<ins>VIP, Norte</ins>" in page
    assert "Customer added" in page
    assert "lifecycle_since" not in page


def test_people_portfolios_and_parents_are_named(add, work, client_of):
    parent = add("Group")
    customer = add("Shop")
    with work("manager") as uow:
        portfolio = Portfolio(name="Norte")
        uow.session.add(portfolio)
        uow.session.flush()
        fields = {
            "owner_id": uow.actor.user_id,
            "portfolio_id": portfolio.id,
            "parent_id": parent.id,
        }
        save_customer(uow, CustomerDraft.of(fields, id=customer.id))
    page = client_of("manager").get(f"/customers/{customer.id}").text
    assert re.search(r"<dt>Owner</dt><dd>\s*<del>Rep</del>.*?<ins>Manager</ins>", page)
    assert "<ins>Norte</ins>" in page
    assert "<ins>Group</ins>" in page


def test_the_name_of_a_parent_one_may_not_see_is_not_told(add, work, client_of):
    parent = add("CANARY", by="other")
    customer = add("Shop")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"parent_id": parent.id}, id=customer.id))
    client = client_of("rep")
    for address in ("", "/edit", "/timeline"):
        assert "CANARY" not in client.get(f"/customers/{customer.id}{address}").text
    assert "CANARY" in client_of("admin").get(f"/customers/{customer.id}").text


def test_older_entries_follow_page_by_page_with_and_without_scripts(add, work, client_of):
    customer = add("Name 0")
    for number in range(1, 26):
        with work("rep") as uow:
            save_customer(uow, CustomerDraft.of({"name": f"Name {number}"}, id=customer.id))
    client = client_of("rep")
    first = client.get(f"/customers/{customer.id}").text
    assert "<ins>Name 25</ins>" in first
    assert "<ins>Name 5</ins>" not in first
    more = re.search(r'<a class="btn btn-small" href="([^"]*)" hx-get="([^"]*)"', first)
    plain, part = (address.replace("&amp;", "&") for address in more.groups())
    second = client.get(part, headers={"HX-Request": "true"}).text
    assert "<html" not in second
    for older in (second, client.get(plain.split("#")[0]).text):
        assert "<ins>Name 5</ins>" in older
        assert "Customer added" in older
        assert "<ins>Name 25</ins>" not in older
    assert client.get(part).status_code == 302


def test_the_timeline_can_be_narrowed_to_one_source(add, client_of):
    customer = add()
    client = client_of("rep")
    assert "Customer added" in client.get(f"/customers/{customer.id}?show=changes").text
    assert "Nothing of this kind yet" in client.get(f"/customers/{customer.id}?show=visit").text


def worded(number: int, *words: str) -> TimelineEntry:
    return replace(entry(number, number, "a", "visit"), words=words)


def test_words_are_found_whatever_their_accents_and_capitals():
    entries = [worded(1, "Reunión anual"), worded(2, "Reunion", "with Ana"), worded(3, "Other")]
    sources = [source_of("a", entries)]
    query = timeline_query("customer", RECORD)
    assert [one.id.int for one in timeline(None, query, sources, words="REUNIÓN").entries] == [2, 1]
    assert [one.id.int for one in timeline(None, query, sources, words="ana reun").entries] == [2]
    assert timeline(None, query, sources, words="nothing").entries == ()


def test_a_search_goes_on_page_by_page_without_gaps():
    entries = [worded(n, "even" if n % 2 == 0 else "odd") for n in range(1, 400)]
    seen, mark = [], None
    while True:
        query = timeline_query("customer", RECORD, mark=mark, limit=30)
        page = timeline(None, query, [source_of("a", entries)], words="even")
        seen += [one.id.int for one in page.entries]
        mark = page.next_cursor
        if mark is None:
            break
    assert seen == list(range(398, 0, -2))


def test_a_long_history_is_searched_in_parts(monkeypatch):
    monkeypatch.setattr(timelines, "_READ", 5)
    monkeypatch.setattr(timelines, "_MOST_READS", 2)
    sources = [source_of("a", [worded(n, "rare" if n == 1 else "often") for n in range(1, 16)])]
    first = timeline(None, timeline_query("customer", RECORD), sources, words="rare")
    assert first.entries == ()
    query = timeline_query("customer", RECORD, mark=first.next_cursor)
    second = timeline(None, query, sources, words="rare")
    assert [one.id.int for one in second.entries] == [1]


def test_the_page_finds_words_in_notes_and_changes(add, work, client_of):
    customer = add("Kiosco Sol")
    with work("rep") as uow:
        fields = {"kind": "visit", "customer_id": customer.id, "note": "Quiere la línea B"}
        log_activity(uow, fields)
        save_customer(uow, CustomerDraft.of({"website": "sol.example.com"}, id=customer.id))
    client = client_of("rep")
    page = client.get(f"/customers/{customer.id}?find=linea").text
    assert "Quiere la línea B" in page
    assert "<ins>sol.example.com</ins>" not in page
    assert 'name="find" value="linea"' in page
    assert "<ins>sol.example.com</ins>" in client.get(f"/customers/{customer.id}?find=SOL.exa").text
    assert "Nothing here has these words" in client.get(f"/customers/{customer.id}?find=xyz").text
