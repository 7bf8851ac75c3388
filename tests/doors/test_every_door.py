"""What each door has, what it has not and why: nothing is left out unsaid."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from tests.doors.api_door import ApiDoor
from tests.doors.door import Door, House
from tests.doors.doors import DOORS
from tests.doors.page_door import PageDoor
from tests.doors.refusals import REFUSALS
from tests.doors.use_cases import USE_CASES
from tests.doors.world import Stages

_RECORDS = ("customers", "contacts", "opportunities", "activities")
# Addresses below those of the records that are none of the use cases, each with the reason.
_BESIDE = {
    "create_many": "several of what is added one by one",
    "change_many": "several of what is changed one by one",
    "find_twins": "asks, and changes nothing",
    "find_contact_twins_of": "asks, and changes nothing",
    **dict.fromkeys(
        ("relate", "change_relation_of", "unrelate"), "relations between customers are no core"
    ),
    **dict.fromkeys(
        ("relations.new", "relations.edit", "relations.end", "relations.remove"),
        "relations between customers are no core",
    ),
    "activities.tick_off": "completes without a form",
    "activities.postpone": "puts off to the next day without a form",
}


class _Recorder:
    """In the place of a server: says that all went well, and keeps what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def get(self, _path: str) -> SimpleNamespace:
        return SimpleNamespace(text="")

    def post(self, path: str, **_sent: object) -> SimpleNamespace:
        return self.open(path, method="POST")

    def open(self, path: str, *, method: str, **_sent: object) -> SimpleNamespace:
        self.asked.append((path.partition("?")[0], method))
        return SimpleNamespace(status_code=204, text="")


@pytest.mark.parametrize("called", DOORS)
def test_a_door_has_every_use_case_or_says_why_not(called) -> None:
    kind = DOORS[called]
    has = {name for name in dir(kind) if name[0].islower() and name not in dir(Door)}
    lacks = kind.LACKS.keys()
    assert not has & lacks
    assert has | lacks == USE_CASES.keys()
    assert all(kind.LACKS.values())


@pytest.mark.parametrize("called", DOORS)
def test_a_refusal_that_cannot_be_met_is_one_there_is(called) -> None:
    kind = DOORS[called]
    for name, reason in kind.CANNOT_MEET.items():
        assert REFUSALS[name].use_case in USE_CASES, name
        assert reason, name


def test_what_stands_in_the_tables_is_met_somewhere() -> None:
    for name, refusal in REFUSALS.items():
        doors = [
            called
            for called, kind in DOORS.items()
            if refusal.use_case not in kind.LACKS and name not in kind.CANNOT_MEET
        ]
        assert len(doors) > 1, name
    for name in USE_CASES:
        assert sum(name not in kind.LACKS for kind in DOORS.values()) > 1, name


@pytest.mark.parametrize(("kind", "prefix"), [(PageDoor, ""), (ApiDoor, "/api/v1")])
def test_every_address_that_changes_a_record_is_asked_for_by_a_use_case(
    app, actor_of, tmp_path, kind, prefix
) -> None:
    stages = Stages(UUID(int=1), UUID(int=2), "Second")
    door = kind(House(app, tmp_path, stages, actor_of), "admin")
    door.client = recorder = _Recorder()
    for name, case in USE_CASES.items():
        getattr(door, name)(**case.said(stages))
    addresses = app.url_map.bind("localhost")
    asked = {addresses.match(path, method)[0] for path, method in recorder.asked}
    beginnings = tuple(f"{prefix}/{name}" for name in _RECORDS)
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(beginnings) and rule.methods - {"GET", "HEAD", "OPTIONS"}
    }
    beside = {one for one in changing if {one, one.partition(".")[2]} & _BESIDE.keys()}
    assert changing - beside == asked
