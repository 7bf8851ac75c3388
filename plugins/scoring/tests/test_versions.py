"""Rules are saved as versions; one pass scores everybody, however often it is asked for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from salesforce_lite.custom_fields import (
    FieldOption,
    FieldSettings,
    Kind,
    add_field,
    all_fields,
    retire_field,
)
from salesforce_lite.kernel.errors import (
    DomainError,
    InvalidInputError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.testing import Records, Trial

from .scores import VISITS, follow, is_, kept, rule, rules, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
At = Callable[[datetime], None]
ONE = rules(rule("r1", 50, is_("customer.kind", "organization")))


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()
    plugin.work_off()


def test_the_rules_that_come_along_are_version_one_and_can_be_saved_again(plugin: Trial) -> None:
    service = plugin.module("service")
    with plugin.working("admin") as uow:
        first = service.current_version(uow)
        assert (first.number, first.made_by_name) == (1, "")
        second = service.save_definition(uow, first.content, based_on=1, note=" as  before ")
        assert (second.number, second.note, second.based_on) == (2, "as before", 1)
        assert second.made_by_name == "Admin"
        assert second.content == first.content
        assert [one.number for one in service.list_versions(uow)] == [2, 1]


def test_whoever_comes_second_is_told_who_was_first(plugin: Trial) -> None:
    service, errors = plugin.module("service"), plugin.module("errors")
    use(plugin, ONE)
    with plugin.working("admin") as uow:
        with pytest.raises(errors.NewerVersionError) as refusal:
            service.save_definition(uow, ONE, based_on=1)
        assert refusal.value.params == {"name": "Admin", "number": 2}


def test_an_old_version_holds_again_as_a_new_one(plugin: Trial, records: Records) -> None:
    customer = records.customer()
    use(plugin, ONE)
    use(plugin, rules(rule("r1", 80, is_("customer.kind", "organization"))))
    assert kept(plugin) == {customer.id: ("A3", 3)}
    with plugin.working("admin") as uow:
        assert plugin.module("service").use_again(uow, 2, based_on=3).number == 4
    plugin.work_off()
    assert kept(plugin) == {customer.id: ("B3", 4)}


def test_an_old_version_is_not_used_again_over_one_that_nobody_has_seen(plugin: Trial) -> None:
    service, errors = plugin.module("service"), plugin.module("errors")
    use(plugin, ONE)
    with plugin.working("admin") as uow:
        with pytest.raises(errors.NewerVersionError) as refusal:
            service.use_again(uow, 1, based_on=1)
        assert isinstance(refusal.value, StaleVersionError)
        assert refusal.value.params == {"name": "Admin", "number": 2}
        assert [one.number for one in service.list_versions(uow)] == [2, 1]


@pytest.mark.parametrize("number", [0, -1, 99, 2**40])
def test_a_version_that_there_is_not_is_refused_in_a_sentence(plugin: Trial, number: int) -> None:
    with plugin.working("admin") as uow, pytest.raises(plugin.module("errors").NoVersionError):
        plugin.module("service").get_version(uow, number)


@pytest.mark.parametrize("name", ["manager", "rep", "viewer"])
def test_only_who_makes_rules_may(plugin: Trial, name: str) -> None:
    service = plugin.module("service")
    with plugin.working(name) as uow:
        refused: tuple[Callable[[], Any], ...] = (
            lambda: service.save_definition(uow, ONE, based_on=1),
            lambda: service.use_again(uow, 1, based_on=1),
            lambda: service.rescore_all(uow),
            lambda: service.list_versions(uow),
            lambda: service.get_version(uow, 1),
            lambda: plugin.module("preview").preview(uow, ONE),
        )
        for act in refused:
            with pytest.raises(PermissionDeniedError):
                act()


def test_a_second_request_goes_on_with_the_pass_of_the_first(
    plugin: Trial, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    service = plugin.module("service")
    monkeypatch.setattr(service, "ask_for_pass", asked.append)
    customer = records.customer()
    use(plugin, ONE, scored=False)
    use(plugin, rules(rule("r1", 80, is_("customer.kind", "organization"))), scored=False)
    with plugin.working("admin") as uow:
        service.rescore_all(uow)
        assert service.progress(uow) == 0.0
    assert len(asked) == 1
    with plugin.operating() as uow:
        plugin.module("recompute").recompute(uow, {"goes_on": True})
        assert service.progress(uow) == 1.0
    assert kept(plugin) == {customer.id: ("A3", 3)}


def test_a_pass_whose_job_is_gone_is_ended_by_the_next_look(
    plugin: Trial, records: Records, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin.module("service"), "ask_for_pass", lambda _uow: None)
    records.customer()
    use(plugin, ONE, scored=False)
    at(NOW + timedelta(minutes=1))
    follow(plugin)
    with plugin.reading() as uow:
        assert plugin.module("service").progress(uow) == 0.0
    at(NOW + timedelta(minutes=5))
    follow(plugin)
    with plugin.reading() as uow:
        assert plugin.module("service").progress(uow) == 1.0


def test_a_pass_is_steps_of_a_batch(
    plugin: Trial, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        records.customer(name=f"Kiosco {number}")
    module = plugin.module("recompute")
    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(module, "_STEP_SECONDS", 0)
    use(plugin, ONE, scored=False)
    told: list[Any] = []
    payload: Any = {"goes_on": True}
    while payload is not None:
        with plugin.operating() as uow:
            answer = module.recompute(uow, payload)
            payload = answer.payload if answer else None
            told.append(answer.progress if answer else None)
    assert told == [40, 80, None]
    assert len(kept(plugin)) == 5


def custom_choice(plugin: Trial) -> None:
    with plugin.working("admin") as uow:
        options = (FieldOption("gold", "Gold", "Oro"), FieldOption("iron", "Iron", "Hierro"))
        settings = FieldSettings(label_en="Rank", label_es="Rango", options=options)
        add_field(uow, "customer", Kind.CHOICE, settings, code="x_rank")


def test_a_rule_about_a_field_that_is_gone_gives_nothing_and_is_named(
    plugin: Trial, records: Records
) -> None:
    custom_choice(plugin)
    use(
        plugin,
        rules(
            rule("r1", 50, is_("customer.kind", "organization")),
            rule("r2", 50, is_("customer.custom.x_rank", "gold"), name="Golden"),
        ),
    )
    customer = records.customer(custom={"x_rank": "gold"})
    follow(plugin)
    assert kept(plugin) == {customer.id: ("A3", 2)}
    retire(plugin)
    with plugin.working("admin") as uow:
        plugin.module("service").rescore_all(uow)
    plugin.work_off()
    assert kept(plugin) == {customer.id: ("B3", 2)}
    with plugin.reading() as uow:
        health = plugin.module("health").how_it_fares(uow)
    assert health.state == "warn"
    assert "“Golden”" in health.words
    # Whoever changes something else is not kept from it.
    with plugin.working("admin") as uow:
        content = plugin.module("service").current_version(uow).content
    assert use(plugin, content) == 3


def retire(plugin: Trial) -> None:
    with plugin.working("admin") as uow:
        [field] = all_fields(uow, "customer")
        retire_field(uow, field.id)


def test_health_tells_that_nobody_works(plugin: Trial, at: At) -> None:
    health = plugin.module("health")
    with plugin.reading() as uow:
        assert health.how_it_fares(uow) is None
    at(NOW + timedelta(minutes=30))
    with plugin.reading() as uow:
        assert health.how_it_fares(uow).words.startswith("Scores have not been renewed for 30")


WRONG: list[tuple[Any, str]] = [
    (None, "groups.fit.cap"),
    ([], "groups.fit.cap"),
    ("{}", "groups.fit.cap"),
    ({"groups": []}, "groups.fit.cap"),
    ({**ONE, "groups": {"fit": {"cap": "1e999", "grades": [1]}}}, "groups.fit.cap"),
    ({**ONE, "rules": {"r1": 1}}, "rules"),
    ({**ONE, "rules": [None]}, "rules"),
    ({**ONE, "rules": [{"key": ["x"]}]}, "rules"),
    ({**ONE, "rules": ONE["rules"] * 2}, "rules"),
    ({**ONE, "rules": [{**ONE["rules"][0], "key": f"r{n}"} for n in range(101)]}, "rules"),
    ({**ONE, "threshold": {"grade": "Z", "level": 9}}, "threshold.grade"),
    ({**ONE, "threshold": {"grade": ["B"], "level": {}}}, "threshold.grade"),
    ({**ONE, "threshold": {"grade": "B", "level": 1, "margin": "x"}}, "threshold.margin"),
]


@pytest.mark.parametrize(("data", "place"), WRONG)
def test_what_is_no_definition_is_told_by_its_place(plugin: Trial, data: Any, place: str) -> None:
    assert place in refused(plugin, data)


def deep(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = is_("customer.kind", "person")
    for _ in range(levels):
        inner = {"all": [inner]}
    return inner


WRONG_RULES: list[tuple[dict[str, Any], str]] = [
    ({"points": 0}, "points"),
    ({"points": "1e3"}, "points"),
    ({"points": 10**30}, "points"),
    ({"points": True}, "points"),
    ({"group": "other"}, "group"),
    ({"group": ["fit"]}, "group"),
    ({"name": "x" * 121}, "name"),
    ({"name": "\0"}, "name"),
    ({"name": "\ud800"}, "name"),
    ({"name": {"a": 1}}, "name"),
    ({"per": "month"}, "per"),
    ({"per": "event"}, "per"),
    ({"per": "event", "when": {"any": [VISITS, deep(0)]}}, "per"),
    ({"per": "event", "when": {"not": VISITS}}, "per"),
    ({"per": "event", "when": {"all": [VISITS, VISITS]}}, "per"),
    ({"most": -1}, "most"),
    ({"decay": {"percent": 50, "days": 30}}, "decay"),
    ({"decay": {"percent": 50, "days": 30}, "group": "engagement"}, "decay"),
    ({"decay": {"percent": 0, "days": 30}}, "decay.percent"),
    ({"decay": []}, "decay.percent"),
    ({"when": None}, "when"),
    ({"when": []}, "when"),
    ({"when": {}}, "when"),
    ({"when": {"all": []}}, "when"),
    ({"when": {"all": {}}}, "when"),
    ({"when": deep(5)}, "when.0.0.0.0.0"),
    ({"when": deep(400)}, "when.0.0.0.0.0"),
    ({"when": {"all": [deep(0)] * 60}}, "when.49"),
    ({"when": {"some": "activities", "where": [deep(0)] * 60}}, "when.0.field"),
    ({"when": {"some": "people"}}, "when"),
    ({"when": {"some": ["activities"]}}, "when"),
    ({"when": {**VISITS, "within_days": 0}}, "when.within_days"),
    ({"when": {**VISITS, "within_days": "soon"}}, "when.within_days"),
    ({"when": {**VISITS, "at_least": 0}}, "when.at_least"),
    ({"when": {**VISITS, "where": "x"}}, "when"),
    ({"when": is_("customer.nothing", 1)}, "when.field"),
    ({"when": is_("activity.kind", "visit")}, "when.field"),
    ({"when": is_("customer.kind", "person", "at_least")}, "when.is"),
    ({"when": is_("customer.kind", "person", None)}, "when.is"),  # type: ignore[arg-type]
    ({"when": is_("customer.kind", ["person"])}, "when.value"),
    ({"when": is_("customer.kind", "")}, "when.value"),
    ({"when": is_("customer.kind", [], "one_of")}, "when.value"),
    ({"when": is_("customer.city", "x" * 201)}, "when.value"),
    ({"when": is_("customer.city", "a\0b")}, "when.value"),
    ({"when": is_("customer.created_at", "-1", "at_least")}, "when.value"),
    ({"when": is_("customer.created_at", "--1", "at_least")}, "when.value"),
    ({"when": is_("customer.created_at", 10**5000, "at_least")}, "when.value"),
    ({"when": is_("customer.has_email", "perhaps")}, "when.value"),
    ({"when": is_("customer.owner_id", "nobody")}, "when.value"),
]


@pytest.mark.parametrize(("change", "place"), WRONG_RULES)
def test_what_is_wrong_in_a_rule_is_told_by_its_place(
    plugin: Trial, change: dict[str, Any], place: str
) -> None:
    wrong = {**ONE["rules"][0], **change}
    assert f"rules.r1.{place}" in refused(plugin, {**ONE, "rules": [wrong]})


AMOUNTS: list[tuple[Any, str]] = [
    ("1e999", "at_least"),
    ("1e999999999", "at_least"),
    ("nan", "at_least"),
    ("-Infinity", "at_most"),
    ("9" * 5000, "at_least"),
    ("0.1234567", "at_least"),
    (["5", "1"], "between"),
    (["5"], "between"),
    ("5", "between"),
]


@pytest.mark.parametrize(("value", "operator"), AMOUNTS)
def test_an_amount_that_is_none_is_told(plugin: Trial, value: Any, operator: str) -> None:
    sold = {"some": "opportunities", "where": [is_("opportunity.amount", value, operator)]}
    wrong = {**ONE["rules"][0], "when": sold}
    assert "rules.r1.when.0.value" in refused(plugin, {**ONE, "rules": [wrong]})


def refused(plugin: Trial, data: Any) -> dict[str, str]:
    """Place → sentence; nothing is saved."""
    service = plugin.module("service")
    with plugin.working("admin") as uow:
        with pytest.raises(InvalidInputError) as refusal:
            service.save_definition(uow, data, based_on=1)
        assert service.current_version(uow).number == 1
    fields = refusal.value.fields
    assert all(sentence.endswith((".", "?")) for sentence in fields.values())
    assert isinstance(refusal.value, DomainError)
    return fields


def test_a_list_where_one_text_is_wanted_is_told(plugin: Trial) -> None:
    wrong = {**ONE["rules"][0], "when": is_("customer.country", ["ES"])}
    told = refused(plugin, {**ONE, "rules": [wrong]})
    assert any("a list of several is not taken" in one for one in told.values())
