"""A field that is of another kind since costs the rules that ask for it, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.custom_fields import (
    FieldOption,
    FieldSettings,
    Kind,
    add_field,
    change_field,
)
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
        found = plugin.module("preview").count_matches(uow, version.definition)
        assert found == {"r1": 0, "r2": 1}
    office = client_of("admin")
    for page in ("", "rules/r1", "versions", "versions/2", "draft"):
        assert office.get(f"/admin/x/scoring/{page}").status_code == 200
    assert "does nothing" in office.get("/admin/x/scoring/").text
    assert plugin.failures() == []
