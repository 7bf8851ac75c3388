"""Columns of plugins in lists: shown, sorted and filtered by, and no one's loss when they fail."""

import re
from base64 import urlsafe_b64encode
from importlib import import_module

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel import among
from salesforce_lite.testing import CHECKS, Fault
from salesforce_lite.testing.checklist import try_out
from salesforce_lite.testing.records import Records
from tests.conftest import sign_in
from tests.plugin.columns import FILES, HOOKS, changed
from tests.plugin.test_isolation import failures

NAME = re.compile(r'class="sl-row-link"[^>]*>([^<]*)<')
NEXT = re.compile(r'rel="next" href="([^"]*)"')
PREVIOUS = re.compile(r'rel="prev" href="([^"]*)"')


@pytest.fixture
def serve(workshop, enable):
    """A server with the plugin, its hooks as they are given."""

    def begin(hooks: str = HOOKS):
        workshop.write("one", hooks, files=FILES)
        app = workshop.serve()
        enable(app, "one")
        return app

    return begin


@pytest.fixture
def score(operating):
    """Give the customers of these names points, and a grade from 50 on."""

    def give(app, **points: int) -> None:
        row = import_module("sfl_plugins.one.model").Score
        with operating(app) as uow:
            ids = {
                name: key for key, name in uow.session.execute(select(Customer.id, Customer.name))
            }
            for name, count in points.items():
                grade = "A" if count >= 50 else "B"
                uow.session.add(row(customer_id=ids[name], count=count, grade=grade))

    return give


@pytest.fixture
def shops(serve, score):
    """Five shops, three of which have points."""
    app = serve()
    records = Records(app)
    for name in ("Alfa", "Beta", "Gamma", "Delta", "Epsilon"):
        records.customer(name=name)
    score(app, Beta=10, Gamma=90, Delta=50)
    return app


def names(client, address: str) -> list[str]:
    return NAME.findall(client.get(address).text)


def all_pages(client, address: str) -> list[list[str]]:
    pages = []
    while address:
        page = client.get(address).text
        pages.append(NAME.findall(page))
        found = NEXT.search(page)
        address = found and found.group(1).replace("&amp;", "&")
    return pages


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


FAULTS = {
    "load": (
        "        for row in rows\n        }\n\n    def choices",
        "        for row in 1 / 0\n        }\n\n    def choices",
    ),
    "loads": ("    def load(uow, ids):\n", "    def load(uow, ids):\n        return [1]\n"),
    "cells": (
        "    def load(uow, ids):\n",
        "    def load(uow, ids):\n        return {ids[0]: 'A'}\n",
    ),
    "choices": ('return [("A", "Good ones"), ("B", "Others")]', "return 'AB'"),
    "condition": ("return Score.grade == value", "raise RuntimeError('no')"),
    "no condition": ("return Score.grade == value", "return True"),
    "statement": ("return Score.grade == value", "return literal_column('no_such_column') == 1"),
    "function": ("return Score.grade == value", "return func.no_such_function(Score.grade) == 1"),
    "writes": (
        "return Score.grade == value",
        "uow.session.add(Score(customer_id=None, count=1, grade='A')); return Score.grade == value",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_column_that_fails_costs_only_itself(serve, score, fault) -> None:
    app = serve(changed(*FAULTS[fault]))
    records = Records(app)
    for name in ("Alfa", "Beta"):
        records.customer(name=name)
    score(app, Alfa=10, Beta=90)
    client = sign_in(app, "rep")
    answer = client.get("/customers?x.one_score=A&sort=one_score&q=")
    assert answer.status_code == 200
    is_narrowed = fault in ("load", "loads", "cells")
    assert NAME.findall(answer.text) == (["Beta"] if is_narrowed else ["Beta", "Alfa"])
    assert ('name="x.one_score"' in answer.text) is is_narrowed
    assert ("Score: Good ones" in answer.text) is is_narrowed
    assert failures(app) >= 1


def test_a_list_that_cannot_be_sorted_comes_by_name(shops, operating) -> None:
    client = sign_in(shops, "rep")
    with operating(shops) as uow:
        uow.session.connection().exec_driver_sql("DROP TABLE one_score")
    answer = client.get("/customers?sort=one_score&lifecycle=lead")
    assert answer.status_code == 200
    assert NAME.findall(answer.text) == ["Alfa", "Beta", "Delta", "Epsilon", "Gamma"]
    assert '<th scope="col" aria-sort="ascending">Name' in answer.text
    assert 'name="sort"' not in answer.text
    assert failures(shops) >= 1


def test_what_the_core_refuses_is_no_failure_of_the_plugin(shops) -> None:
    client = sign_in(shops, "rep")
    for cursor in ("x", "WyJhIiwwLFtdXQ", "W10"):
        assert client.get(f"/customers?sort=one_score&cursor={cursor}").status_code == 422
    assert failures(shops) == 0


@pytest.mark.parametrize("number", ["9223372036854775808", "true", "1.5", '"1"', "null"])
def test_a_mark_that_somebody_wrote_is_refused(shops, number) -> None:
    mark = f'["customers:one_score:desc",0,[{number},"0189c9d3-0000-7000-8000-000000000000"]]'
    cursor = urlsafe_b64encode(mark.encode()).decode()
    answer = sign_in(shops, "rep").get(f"/customers?sort=one_score&cursor={cursor}")
    assert answer.status_code == 422
    assert failures(shops) == 0


def test_a_place_in_an_order_that_is_gone_is_the_first_page(shops, operating) -> None:
    records = Records(shops)
    for number in range(30):
        records.customer(name=f"Z{number:02}")
    client = sign_in(shops, "rep")
    following = NEXT.search(client.get("/customers?sort=one_score").text).group(1)
    with operating(shops) as uow:
        shops.plugins.disable(uow, "one")
    answer = client.get(following.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert NAME.findall(answer.text)[0] == "Alfa"


def test_switched_off_it_is_nowhere(shops, operating) -> None:
    with operating(shops) as uow:
        shops.plugins.disable(uow, "one")
    client = sign_in(shops, "rep")
    page = client.get("/customers?sort=one_score&x.one_score=A").text
    assert "Score" not in page
    assert "one_score" not in page
    assert names(client, "/customers?sort=one_score&x.one_score=A")[0] == "Alfa"


def test_who_lacks_the_permission_neither_sees_nor_uses_it(serve, score) -> None:
    app = serve(changed('name="one_score",', 'name="one_score", permission="plugins.manage",'))
    records = Records(app)
    for name in ("Alfa", "Beta"):
        records.customer(name=name)
    score(app, Alfa=10, Beta=90)
    client = sign_in(app, "rep")
    assert "Score" not in client.get("/customers").text
    assert names(client, "/customers?sort=one_score&x.one_score=A") == ["Alfa", "Beta"]
    assert names(sign_in(app, "admin"), "/customers?sort=one_score") == ["Beta", "Alfa"]


def test_the_report_names_columns_and_those_that_are_there_twice(workshop, enable) -> None:
    workshop.write("one", HOOKS, files=FILES)
    workshop.write(
        "one_score",
        """
        @hookimpl
        def list_columns():
            return [
                ListColumn(about="customer", name="one_score", title="T", load=lambda uow, ids: {})
            ]
        """,
    )
    app = workshop.serve()
    enable(app, "one_score")
    plugins = app.plugins
    assert plugins.additions("one")["list_columns"] == ["one", "one_score"]
    assert ("list_columns", "one_score", "one_score") in plugins.conflicts("one")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name="one_score"', 'name="score"'),
        ('name="one_score"', 'name="onescore"'),
        ('about="customer"', 'about="contact"'),
        ('title="Score"', "title=None"),
        ("load=load", "load=None"),
    ],
)
def test_a_column_that_has_no_place_is_refused_at_the_start(workshop, before, after) -> None:
    workshop.write("one", changed(before, after), files=FILES)
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert problem is not None
    assert problem.code == "wrong_answer"


@pytest.mark.parametrize(
    ("check", "says", "before", "after"),
    [
        ("hooks", "without an index", "number=Score.count)", "number=Score.other)"),
        ("hooks", "several rows", "key=Score.customer_id, n", "key=Score.other_id, n"),
        ("hooks", "may be null", "number=Score.count)", "number=Score.nothing)"),
        ("pages", "which no hook", 'name="one",', 'name="one", permission="one.see",'),
        (
            "reading",
            "list_columns.load",
            "def load(uow, ids):",
            "def load(uow, ids):\n        1 / 0",
        ),
        (
            "reading",
            "list_columns.filter.condition",
            "return Score.grade == value",
            "raise RuntimeError('no')",
        ),
        (
            "reading",
            "list_columns.list",
            "return Score.grade == value",
            "return literal_column('no_such_column') == 1",
        ),
        (
            "budget",
            "list_columns.filter.choices",
            "def choices(uow):",
            "def choices(uow):\n        import time; time.sleep(0.12)",
        ),
    ],
)
def test_the_suite_looks_at_columns(
    workshop, template, tmp_path, check, says, before, after
) -> None:
    more = """
        other: Mapped[int] = mapped_column(default=0)
        other_id: Mapped[UUID] = mapped_column(default=None)
        nothing: Mapped[int | None] = mapped_column(default=None)
"""
    model = FILES["model.py"].replace("        grade:", f"{more}        grade:", 1)
    files = FILES | {"model.py": model} if check == "hooks" else FILES
    folder = workshop.write("one", changed(before, after), files=files)
    with pytest.raises(Fault) as found:
        try_out(CHECKS[check], folder, template, tmp_path / "trial", {})
    assert says in str(found.value)


@pytest.mark.parametrize("check", ["hooks", "pages", "reading", "reacting", "budget"])
def test_a_sound_column_keeps_to_everything(workshop, template, tmp_path, check) -> None:
    folder = workshop.write("one", HOOKS, files=FILES)
    try_out(CHECKS[check], folder, template, tmp_path / "trial", {})
