"""The loop of the worker and its supervisor go on when the database is away or the worker dies."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from salesforce_lite.background import Worker
from salesforce_lite.cli import worker as loop

SUPERVISING = """
import os, signal
from pathlib import Path
from salesforce_lite.cli import supervisor

now, wait = 0.0, supervisor._Watch.wait

def wait_shorter(watch, seconds):
    global now
    now += seconds or 0
    wait(watch, 0.01 if seconds is not None else None)

supervisor.monotonic = lambda: now
supervisor._Watch.wait = wait_shorter
starts = Path({place!r})
boss = os.getpid()

def work(number):
    starts.write_text(starts.read_text() + "x" if starts.exists() else "x")
    if len(starts.read_text()) == {most}:
        os.kill(boss, signal.SIGTERM)
        signal.pause()
    {end}

raise SystemExit(supervisor.supervise(work))
"""


@pytest.mark.parametrize(
    ("end", "how"),
    [
        ("return 3", "exit code 3"),
        ("raise RuntimeError", "exit code 1"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
    ],
)
def test_a_worker_that_dies_again_and_again_is_started_less_and_less_often(
    tmp_path, end, how
) -> None:
    program = SUPERVISING.format(place=str(tmp_path / "starts"), most=9, end=end)
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=False
    )
    told = [line for line in answer.stderr.splitlines() if line.startswith("The worker ended")]
    assert told == [
        f"The worker ended ({how}); it starts again in {seconds} s."
        for seconds in (1, 2, 4, 8, 16, 32, 60, 60)
    ]
    assert answer.returncode == 0


def resting(act: Callable[[float], None]) -> Callable[[object], AbstractContextManager[Any]]:
    """A rest that is this, and no signals."""
    return lambda _stop: nullcontext(SimpleNamespace(wait=act, end=lambda: None))


def test_the_worker_waits_for_a_database_that_is_away(app, monkeypatch) -> None:
    faults = iter([OperationalError("SELECT", {}, Exception("away"))] * 7)
    rests: list[float] = []

    def turn(worker: Worker) -> bool:
        for fault in faults:
            raise fault
        worker.stop()
        return True

    monkeypatch.setattr(Worker, "turn", turn)
    monkeypatch.setattr(loop, "_Rest", resting(rests.append))
    assert loop.work(app, "test", 0) == 0
    # It must go on soon after the database is back.
    assert rests == [1, 2, 4, 5, 5, 5, 5]


def test_a_worker_whose_supervisor_is_gone_ends(app, monkeypatch) -> None:
    def orphan(_seconds: float) -> None:
        monkeypatch.setattr(loop.os, "getppid", lambda: -1)

    monkeypatch.setattr(loop, "_Rest", resting(orphan))
    assert loop.work(app, "test", 0) == 0
