"""Whoever asks, and through whichever door: the same happens, or the same refusal is told."""

import pytest

from tests.doors.doors import DOORS
from tests.doors.refusals import REFUSALS
from tests.doors.traces import marks_of, trace_of
from tests.doors.use_cases import USE_CASES


@pytest.mark.parametrize("name", USE_CASES)
def test_a_use_case_leaves_the_same_behind_through_every_door(build, name) -> None:
    case = USE_CASES[name]
    left = {}
    for called, kind in DOORS.items():
        if name in kind.LACKS:
            continue
        house = build()
        door = kind(house, case.by)
        marks = marks_of(house)
        answer = getattr(door, name)(**case.said(house.stages))
        assert not answer.is_refused, (called, answer)
        trace = trace_of(house, since=marks)
        assert trace.events == list(case.events(house.stages)), called
        assert trace.surfaces == {kind.SURFACE}
        assert trace.actors == {house.actor_of(case.by).user_id}, called
        left[called] = trace
    first, *others = left.items()
    for called, trace in others:
        assert trace.history == first[1].history, (first[0], called)
        for table, rows in trace.rows.items():
            assert rows == first[1].rows[table], (table, first[0], called)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_the_same_at_every_door_and_leaves_nothing_behind(build, name) -> None:
    refusal = REFUSALS[name]
    for called, kind in DOORS.items():
        if refusal.use_case in kind.LACKS or name in kind.CANNOT_MEET:
            continue
        house = build()
        door = kind(house, refusal.by)
        marks = marks_of(house)
        before = trace_of(house, since=marks)
        answer = getattr(door, refusal.use_case)(**refusal.said)
        assert answer.is_refused, called
        for sentence in refusal.sentences:
            assert door.tells(answer, sentence), (called, answer)
        assert answer.code in (None, refusal.error.code), called
        assert trace_of(house, since=marks) == before, called
