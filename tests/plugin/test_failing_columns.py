"""Columns of plugins that fail, are gone or forbidden: no one's loss but their own."""

from base64 import urlsafe_b64encode

import pytest

from salesforce_lite.testing.records import Records
from tests.conftest import sign_in
from tests.plugin.columns import changed
from tests.plugin.shops import NAME, NEXT, names, score, serve, shops
from tests.plugin.test_isolation import failures

__all__ = ["score", "serve", "shops"]  # fixtures


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
