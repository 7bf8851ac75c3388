"""Random sequences with a bad network: nothing lost, nothing doubled, nobody overwritten silently.

`make prove` plays ten thousand of them. Each planted fault must be found, or the test proves
nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from salesforce_lite.api import rates
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit
from salesforce_lite.sync import merging, pulling, receiving
from salesforce_lite.tokens import Purses
from tests.sync.machine import Sequences, World

EXAMPLES = int(os.environ.get("SFL_TEST_SEQUENCES", "12"))
_ALL = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    database=None,
    # Everybody's run plays the same sequences; a long one plays others each time.
    derandomize="SFL_TEST_SEQUENCES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


# A fault has to be found, not told in the shortest way.
_HUNT = settings(_ALL, max_examples=60, derandomize=True, phases=[Phase.generate])


@pytest.fixture
def world(app, connect, monkeypatch) -> World:
    # In seconds they do what people do in a day.
    monkeypatch.setattr(rates.Limiter, "refuse_more", lambda *_: None)
    monkeypatch.setattr(Purses, "spend", lambda *_, **__: None)

    @contextmanager
    def open_session() -> Iterator[Session]:
        with reading_unit(app.make_session, system_actor("tests"), surface="tests") as uow:
            yield uow.session

    return World(connect("rep"), connect("admin"), open_session)


def played(world: World, wishes: settings) -> None:
    run_state_machine_as_test(type("Played", (Sequences,), {"world": world}), settings=wishes)


def test_whatever_the_network_does(world):
    played(world, _ALL)


def _overwrites(monkeypatch):
    monkeypatch.setattr(merging, "_changed_since", lambda *_: ({}, set()))


def _forgets_what_it_received(monkeypatch):
    receive = receiving.Receiver.receive

    def anew(self, received):
        return receive(self, replace(received, op_id=uuid4()))

    monkeypatch.setattr(receiving.Receiver, "receive", anew)


def _loses_what_it_refuses(monkeypatch):
    monkeypatch.setattr(receiving, "keep_conflict", lambda *_, **__: SimpleNamespace(id=None))


def _passes_by(monkeypatch):
    rows = pulling._rows
    monkeypatch.setattr(pulling, "_rows", lambda *given: rows(*given)[1:])


@pytest.mark.parametrize(
    "plant", [_overwrites, _forgets_what_it_received, _loses_what_it_refuses, _passes_by]
)
def test_a_planted_fault_is_found(world, monkeypatch, plant):
    plant(monkeypatch)
    with pytest.raises((AssertionError, NoResultFound, BaseExceptionGroup)):
        played(world, _HUNT)
