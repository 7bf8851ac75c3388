"""Scores through the API: in order, with reasons, along with customers; gone when it is off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Records, Trial

from .scores import follow, is_, rule, rules, use

Browsers = Callable[[str], FlaskClient]
SCORES = "/api/v1/x/scoring/scores"


@pytest.fixture
def shop(plugin: Trial, records: Records) -> UUID:
    plugin.enable()
    use(plugin, rules(rule("r1", 80, is_("customer.lifecycle", "lead"))))
    made = records.customer(by="rep", name="Ferretería Norte")
    records.customer(by="other", name="Of somebody else")
    follow(plugin)
    return made.id


def told(browser: FlaskClient, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_scores_come_best_first_and_only_of_whom_one_sees(client_of: Browsers, shop: UUID) -> None:
    found = told(client_of("rep"), SCORES)
    assert [one["customer_id"] for one in found["items"]] == [str(shop)]
    admin = client_of("admin")
    first = told(admin, f"{SCORES}?limit=1")
    second = told(admin, f"{SCORES}?limit=1&cursor={first['next_cursor']}")
    assert second["items"] != first["items"]
    assert second["next_cursor"] is None


def test_one_score_says_why(client_of: Browsers, shop: UUID) -> None:
    score = told(client_of("rep"), f"{SCORES}/{shop}")
    assert score["cell"] in {f"{grade}{level}" for grade in "ABC" for level in "123"}
    assert [one for one in score["reasons"] if "+80" in one]
    assert client_of("other").get(f"{SCORES}/{shop}").status_code == 404


def test_scores_come_along_with_customers(client_of: Browsers, shop: UUID) -> None:
    [one] = told(client_of("rep"), "/api/v1/customers?include=scoring&fields=name")["items"]
    assert [score["customer_id"] for score in one["scoring"]] == [str(shop)]


def test_it_is_gone_from_the_api_when_it_is_off(
    plugin: Trial, client_of: Browsers, shop: UUID
) -> None:
    rep = client_of("rep")
    assert SCORES in told(rep, "/api/v1/openapi.json")["paths"]
    plugin.disable()
    for path in ("/scores", f"/scores/{shop}", "/scores/", "/nothing", "/", ""):
        answer = rep.get(f"/api/v1/x/scoring{path}")
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"
    # Not even another method betrays it.
    assert rep.delete(SCORES).status_code == 404
    assert rep.get("/api/v1/customers?include=scoring").status_code == 422
    for path in ("/api/v1/openapi.json", "/me/tokens/new", "/api/docs"):
        assert "scoring" not in rep.get(path).text
