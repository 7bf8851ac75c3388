"""Columns of plugins in lists: shown, sorted and filtered by."""

import re
from importlib import import_module

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel import among
from salesforce_lite.testing.records import Records
from tests.conftest import sign_in
from tests.plugin.shops import NAME, NEXT, all_pages, names, score, serve, shops

__all__ = ["score", "serve", "shops"]  # fixtures

PREVIOUS = re.compile(r'rel="prev" href="([^"]*)"')


def test_a_column_says_its_words_and_leaves_the_others_empty(shops) -> None:
    page = sign_in(shops, "rep").get("/customers").text
    assert ">Score</a></th>" in page
    assert re.search(r'<span class="sl-chip sl-chip-neutral" title="Points: 90"><span>A90</', page)
    assert page.count("sl-chip-neutral") >= 3
    assert names(sign_in(shops, "rep"), "/customers") == [
        "Alfa",
        "Beta",
        "Delta",
        "Epsilon",
        "Gamma",
    ]


@pytest.mark.parametrize("few", [0, 5000])
@pytest.mark.parametrize("person", ["rep", "manager", "admin"])
def test_a_list_is_sorted_by_it_both_ways_and_what_has_none_comes_last(
    shops, monkeypatch, few, person
) -> None:
    monkeypatch.setattr(among, "_FEW", few)
    client = sign_in(shops, person)
    without = ["Alfa", "Epsilon"]
    assert names(client, "/customers?sort=one_score") == ["Gamma", "Delta", "Beta", *without]
    assert names(client, "/customers?sort=-one_score") == ["Beta", "Delta", "Gamma", *without]


def test_the_head_sorts_and_turns_round_and_says_so(shops) -> None:
    client = sign_in(shops, "rep")
    page = client.get("/customers?lifecycle=lead").text
    assert '<a href="/customers?lifecycle=lead&amp;sort=one_score">Score' in page
    assert page.count("aria-sort") == 1
    assert '<th scope="col" aria-sort="ascending">Name' in page
    page = client.get("/customers?lifecycle=lead&sort=one_score").text
    assert page.count("aria-sort") == 1
    assert (
        '<th scope="col" aria-sort="descending">'
        '<a href="/customers?lifecycle=lead&amp;sort=-one_score">Score' in page
    )
    assert '<a href="/customers?lifecycle=lead">Name</a>' in page
    page = client.get("/customers?sort=-one_score").text
    assert '<th scope="col" aria-sort="ascending"><a href="/customers?sort=one_score">' in page


def test_the_order_stays_while_filters_come_and_go(shops) -> None:
    page = sign_in(shops, "rep").get("/customers?sort=one_score&lifecycle=lost").text
    assert '<input type="hidden" name="sort" value="one_score">' in page
    assert "/customers?sort=one_score&amp;lifecycle=active" in page
    assert re.search(r'href="/customers\?sort=one_score"[^>]*>.*?Clear filters', page, re.S)
    page = sign_in(shops, "rep").get("/customers?sort=one_score").text
    assert "sl-filter-clear" not in page


@pytest.mark.parametrize("few", [0, 5000])
def test_the_menu_narrows_the_list_in_every_order(shops, monkeypatch, few) -> None:
    monkeypatch.setattr(among, "_FEW", few)
    client = sign_in(shops, "rep")
    assert names(client, "/customers?x.one_score=A") == ["Delta", "Gamma"]
    assert names(client, "/customers?x.one_score=A&sort=one_score") == ["Gamma", "Delta"]
    assert names(client, "/customers?x.one_score=B&sort=-one_score") == ["Beta"]
    page = client.get("/customers?x.one_score=A&role=agent").text
    assert "<span>Score: Good ones</span>" in page
    assert 'href="/customers?role=agent" aria-current="true">Good ones</a>' in page
    assert '<input type="hidden" name="x.one_score" value="A">' in page


@pytest.mark.parametrize("query", ["x.one_score=C", "x.one_score=", "x.one=even", "x.=A"])
def test_what_is_no_choice_narrows_nothing_and_does_not_look_switched_on(shops, query) -> None:
    client = sign_in(shops, "rep")
    assert len(names(client, f"/customers?{query}")) == 5
    page = client.get(f"/customers?{query}").text
    assert "sl-filter-on" not in page
    assert 'name="x.' not in page


@pytest.mark.parametrize(
    "query", ["sort=two", "sort=one", "sort=-", "sort=--one_score", "sort=name"]
)
def test_an_order_that_there_is_not_is_the_usual_one(shops, query) -> None:
    client = sign_in(shops, "rep")
    assert names(client, f"/customers?{query}")[0] == "Alfa"
    assert 'name="sort"' not in client.get(f"/customers?{query}").text


@pytest.mark.parametrize("few", [0, 5000])
@pytest.mark.parametrize("person", ["rep", "manager", "admin"])
@pytest.mark.parametrize("scored", [0, 25, 40, 60])
def test_pages_lead_through_all_and_back_without_gaps(
    serve, score, monkeypatch, few, person, scored
) -> None:
    monkeypatch.setattr(among, "_FEW", few)
    app = serve()
    records = Records(app)
    for number in range(60):
        records.customer(name=f"C{number:02}", by="rep" if number % 2 else "manager")
    # Many have the same points.
    points = {f"C{number:02}": number // 7 for number in range(scored)}
    score(app, **points)
    mine = [f"C{n:02}" for n in range(60) if person != "rep" or n % 2]
    client = sign_in(app, person)
    for turned in ("", "-"):
        pages = all_pages(client, f"/customers?sort={turned}one_score")
        seen = [name for page in pages for name in page]
        assert sorted(seen) == mine
        having = [points[name] for name in seen if name in points]
        assert having == sorted(having, reverse=not turned)
        assert [name for name in seen if name not in points] == [n for n in mine if n not in points]
        assert [name in points for name in seen] == sorted(
            (name in points for name in seen), reverse=True
        )
        assert back_from_the_end(client, f"/customers?sort={turned}one_score") == pages


def back_from_the_end(client, address: str) -> list[list[str]]:
    """The pages as they are found on the way back, in the order of the way there."""
    while found := NEXT.search(client.get(address).text):
        address = found.group(1).replace("&amp;", "&")
    pages = []
    while address:
        page = client.get(address).text
        pages.insert(0, NAME.findall(page))
        found = PREVIOUS.search(page)
        address = found and found.group(1).replace("&amp;", "&")
    return pages


def test_nobody_sees_customers_of_others_by_their_points(shops, score) -> None:
    Records(shops).customer(name="Omega", by="manager")
    score(shops, Omega=99)
    client = sign_in(shops, "rep")
    for query in ("sort=one_score", "x.one_score=A", "x.one_score=A&sort=one_score"):
        assert "Omega" not in client.get(f"/customers?{query}").text
        assert "Omega" in sign_in(shops, "manager").get(f"/customers?{query}").text


def test_the_deleted_are_gone_in_every_order(shops) -> None:
    with shops.make_session() as session:
        key = session.scalar(select(Customer.id).where(Customer.name == "Gamma"))
    client = sign_in(shops, "manager")
    version = 1
    client.post(f"/customers/{key}/deletion", data={"version": version})
    assert "Gamma" not in names(client, "/customers?sort=one_score")


def test_opportunities_have_columns_of_their_own(serve, operating) -> None:
    app = serve()
    records = Records(app)
    customer = records.customer()
    made = {
        title: records.opportunity(customer.id, title=title).id for title in ("Ink", "Jam", "Kit")
    }
    chance = import_module("sfl_plugins.one.model").Chance
    with operating(app) as uow:
        uow.session.add(chance(opportunity_id=made["Kit"], percent=20))
        uow.session.add(chance(opportunity_id=made["Ink"], percent=50))
    client, address = sign_in(app, "rep"), "/opportunities?view=list"
    page = client.get(address).text
    assert "<td>20 %</td>" in page
    assert ">Luck</a></th>" in page
    assert names(client, f"{address}&sort=one") == ["Kit", "Ink", "Jam"]
    assert names(client, f"{address}&sort=-one") == ["Ink", "Kit", "Jam"]
    assert names(client, f"{address}&x.one=even") == ["Ink"]
    page = client.get(f"{address}&sort=one&x.one=even").text
    assert '<th scope="col" aria-sort="ascending">' in page
    assert (
        re.search(r'href="/opportunities\?(sort=one&amp;)?view=list(&amp;sort=one)?">Title', page)
        is None
    )
    assert "x.one=even" in page
    assert client.get("/opportunities?view=board&sort=one&x.one=even").status_code == 200
