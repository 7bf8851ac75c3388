"""Fields of another kind since, and values that do not fit, cost their rules and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from salesforce_lite.custom_fields import (
    FieldOption,
    FieldSettings,
    Kind,
    add_field,
    change_field,
    fits,
)
from salesforce_lite.customers import Customer
from salesforce_lite.testing import Records, Trial

from .scores import follow, is_, kept, rule, rules, standing, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
SIZE = "customer.custom.size"
OPTIONS = (FieldOption("big", "Big", "Grande"), FieldOption("small", "Small", "Pequeño"))


@pytest.mark.parametrize(
    ("kind", "asked", "since"),
    [
        (Kind.NUMBER, is_(SIZE, ["1", "2"], "between"), Kind.DATE),
        (Kind.DATE, is_(SIZE, ["2026-01-01", "2026-02-01"], "between"), Kind.MONEY),
        (Kind.YES_NO, is_(SIZE, True), Kind.TEXT),
        (Kind.TEXT, is_(SIZE, "large"), Kind.YES_NO),
        (Kind.CHOICE, is_(SIZE, ["big"], "one_of"), Kind.USER),
        (Kind.TEXT, is_(SIZE, "large", "begins"), Kind.NUMBER),
    ],
)
def test_scores_and_pages_go_on(
    plugin: Trial,
    records: Records,
    client_of: Callable[[str], FlaskClient],
    at: Callable[[datetime], None],
    kind: Kind,
    asked: dict[str, Any],
    since: Kind,
) -> None:
    at(NOW)
    plugin.enable()
    with plugin.working("admin") as uow:
        settings = FieldSettings(label_en="Size", options=OPTIONS if kind == Kind.CHOICE else ())
        field = add_field(uow, "customer", kind, settings, code="size")
    organisation = rule("r2", 50, is_("customer.kind", "organization"))
    use(plugin, rules(rule("r1", 30, asked), organisation))
    customer = records.customer()
    with plugin.working("admin") as uow:
        change_field(uow, field.id, FieldSettings(label_en="Size"), kind=since)
    follow(plugin)
    assert kept(plugin)[customer.id] == ("B3", 2)
    assert [one.rule.key for one in standing(plugin, customer.id).reasons] == ["r2"]
    with plugin.working("admin") as uow:
        version = plugin.module("service").current_version(uow)
        matches = plugin.module("preview").Matches(uow, version.definition, [customer.id])
        matches.count(uow, [customer.id])
        assert matches.found == {"r1": 0, "r2": 1}
    office = client_of("admin")
    for page in ("", "rules/r1", "versions", "versions/2", "draft"):
        assert office.get(f"/admin/x/scoring/{page}").status_code == 200
    assert "does nothing" in office.get("/admin/x/scoring/").text
    assert plugin.failures() == []


STRANGE = [
    *("Always open", "", "Infinity", "1e999999999", 12, 1.5, True, []),
    *(["big", "?"], ["big", {}], {"minor": "x"}, {"amount": "1"}),
]
ASKED = {
    Kind.TEXT: {"field": SIZE, "is": "known"},
    Kind.NUMBER: is_(SIZE, "0", "at_least"),
    Kind.MONEY: is_(SIZE, "0", "at_least"),
    Kind.DATE: is_(SIZE, "1990-01-01", "after"),
    Kind.CHOICE: is_(SIZE, ["big"], "one_of"),
    Kind.CHOICES: is_(SIZE, ["small"], "contains_none"),
    Kind.YES_NO: is_(SIZE, True),
    Kind.USER: {"field": SIZE, "is": "known"},
}


@pytest.mark.parametrize("kind", ASKED)
def test_a_value_that_does_not_fit_its_field_says_nothing(
    plugin: Trial, records: Records, kind: Kind
) -> None:
    plugin.enable()
    with plugin.working("admin") as uow:
        has_options = kind in (Kind.CHOICE, Kind.CHOICES)
        settings = FieldSettings(label_en="Size", options=OPTIONS if has_options else ())
        field = add_field(uow, "customer", kind, settings, code="size")
    use(plugin, rules(rule("r1", 50, ASKED[kind])))
    customer = records.customer()
    for value in STRANGE:
        with plugin.operating() as uow:
            uow.session.execute(update(Customer).values(custom={"size": value}))
        does_fit = fits(field, value)
        follow(plugin)
        assert (kept(plugin)[customer.id][0] == "B3") is does_fit, value
