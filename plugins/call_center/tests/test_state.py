"""A call is what its events say by their own times: order and repetition make no difference."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesforce_lite.testing import Trial

from .telling import event, incoming

EXAMPLES = int(os.environ.get("SFL_TEST_SEQUENCES", "40"))
_ALL = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="SFL_TEST_SEQUENCES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
_KINDS = ("offered", "queued", "ringing", "answered", "held", "resumed", "left", "ended", "swept")
_TOLD = st.lists(
    st.tuples(
        st.sampled_from(_KINDS),
        st.integers(0, 90),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["", "in", "out"]),
        st.sampled_from(["", "+34911234567", "anonymous"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture(autouse=True)
def _on(plugin: Trial) -> None:
    plugin.enable()


def events(plugin: Trial, told: list[Any]) -> list[Any]:
    return [
        event(
            plugin,
            kind,
            second,
            leg=leg,
            direction=direction,
            number=number,
            is_agent=is_agent,
            key=f"e{place}",
        )
        for place, (kind, second, leg, direction, number, is_agent) in enumerate(told)
    ]


def test_any_order_and_repetition_of_the_events_is_the_same_call(plugin: Trial) -> None:
    state_of = plugin.module("state").state_of

    @_ALL
    @given(_TOLD, st.randoms(use_true_random=False))
    def holds(told: list[Any], random: Any) -> None:
        first = events(plugin, told)
        again = [*first, *random.choices(first, k=len(first))]
        random.shuffle(again)
        assert state_of(again) == state_of(first)

    holds()


def test_the_times_of_any_call_fit_together(plugin: Trial) -> None:
    state_of = plugin.module("state").state_of

    @_ALL
    @given(_TOLD)
    def holds(told: list[Any]) -> None:
        call = state_of(events(plugin, told))
        assert call.talk_s >= 0
        assert call.hold_s >= 0
        if call.ended_at is not None:
            assert call.phase == "ended"
            assert call.started_at <= call.ended_at
            assert call.result != "open"
            if call.answered_at is not None:
                assert call.started_at <= call.answered_at <= call.ended_at

    holds()


def test_ringing_told_after_the_end_changes_neither_end_nor_result(plugin: Trial) -> None:
    state_of = plugin.module("state").state_of
    told = incoming(plugin)
    late = [one for one in told if one.kind == "ringing"]
    early = [one for one in told if one.kind != "ringing"]
    assert state_of([*early, *late]) == state_of(told)
    assert state_of(told).result == "handled"
    assert (state_of(told).wait_s, state_of(told).talk_s) == (8, 52)


def test_a_transfer_is_one_call_with_a_leg_for_each_who_had_it(plugin: Trial) -> None:
    told = [
        *incoming(plugin)[:3],
        event(plugin, "held", 20),
        event(plugin, "ringing", 22, leg="c", extension="205", is_agent=True),
        event(plugin, "answered", 25, leg="c", is_agent=True),
        event(plugin, "resumed", 30),
        event(plugin, "left", 30, leg="b", is_agent=True),
        event(plugin, "left", 90, leg="c", is_agent=True),
        event(plugin, "ended", 90),
    ]
    call = plugin.module("state").state_of(told)
    assert [one.extension for one in call.agent_legs] == ["204", "205"]
    assert (call.hold_s, call.talk_s) == (10, 72)


def test_an_incoming_call_nobody_took_was_abandoned(plugin: Trial) -> None:
    call = plugin.module("state").state_of(incoming(plugin, answered=None))
    assert (call.result, call.answered_at, call.wait_s) == ("abandoned", None, 60)


def test_a_true_end_counts_more_than_the_sweepers(plugin: Trial) -> None:
    state_of = plugin.module("state").state_of
    open_call = [one for one in incoming(plugin) if one.kind not in ("left", "ended")]
    swept = [*open_call, event(plugin, "swept", 8)]
    assert state_of(open_call).phase == "talking"
    assert (state_of(swept).phase, state_of(swept).duration_source) == ("ended", "estimated")
    told = state_of([*swept, event(plugin, "ended", 60)])
    assert (told.talk_s, told.duration_source) == (52, "provider")


def test_a_length_that_the_exchange_tells_stands_in_for_a_lost_answer(plugin: Trial) -> None:
    told = [
        event(plugin, "offered", 0, direction="out", number="+34911234567"),
        event(plugin, "ended", 60, seconds=45),
    ]
    call = plugin.module("state").state_of(told)
    assert (call.result, call.wait_s, call.talk_s) == ("handled", 15, 45)
