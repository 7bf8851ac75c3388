"""What takes too long is a fault of the plugin only where it does so each time."""

from types import SimpleNamespace
from typing import Any

import pytest

from salesforce_lite.testing import Fault
from salesforce_lite.testing.checks import running

SLOW = {"jobs.one": (0.5, 0.2)}
TRIAL: Any = SimpleNamespace(enable_to_look=lambda: None)


def rounds(monkeypatch: pytest.MonkeyPatch, *found: dict[str, tuple[float, float]]) -> None:
    told = iter(found)
    monkeypatch.setattr(running, "_too_slow", lambda trial: next(told))


@pytest.mark.parametrize("found", [[{}], [SLOW, {}], [SLOW, SLOW, {"jobs.two": (0.5, 0.2)}]])
def test_what_is_slow_now_and_then_is_a_busy_machine(monkeypatch, found) -> None:
    rounds(monkeypatch, *found)
    running.check_budget(TRIAL)


def test_what_is_slow_each_time_is_told_as_it_was_last(monkeypatch) -> None:
    rounds(monkeypatch, SLOW, SLOW, {"jobs.one": (0.3, 0.2)})
    with pytest.raises(Fault, match=r"jobs\.one takes 300 ms; 200 are allowed"):
        running.check_budget(TRIAL)
