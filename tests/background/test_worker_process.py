"""The worker as a process: started and kept by `serve`, stopped with it, killed, hanging."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.notes import Note
from tests.background.conftest import FAILURE, expire, hurry, jobs_of, names_of
from tests.cli.server import serving

HOOKS = """
    import os, time
    from pathlib import Path
    from salesforce_lite.customers import CustomerDraft, save_customer

    def run(uow, payload):
        save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))

    def tell(uow, payload):
        # Written as a whole, so that nobody reads half of it.
        place = Path(payload["place"])
        is_first = not place.exists()
        place.with_suffix(".new").write_text(f"{os.getpid()} {os.getppid()}")
        place.with_suffix(".new").rename(place)
        while is_first and not place.with_suffix(".go").exists():
            try:
                time.sleep(0.05)
            except Exception:
                pass
        run(uow, payload)

    @hookimpl
    def jobs():
        return [
            JobKind(name="one.run", label="Run", run=run),
            JobKind(name="one.tell", label="Tell", run=tell),
        ]
"""
# Longer than needed on a busy machine; a test that waits this long has failed.
_PATIENCE = 90


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = monotonic() + _PATIENCE
    while not is_so():
        assert monotonic() < end
        sleep(0.05)


def is_alive(process: int) -> bool:
    """A process that has ended and that nobody has buried yet is not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def app(workshop, enable):
    workshop.write("one", HOOKS)
    app = workshop.serve()
    enable(app, "one")
    return app


@pytest.fixture
def start(app, workshop, tmp_path):
    """`with start() as server:` – `serve` on the database of the app."""
    return lambda *options: serving(
        tmp_path, workshop.address, *options, SFL_PLUGIN_PATH=str(workshop.folder)
    )


@pytest.fixture
def ask(app, operating):
    def leave(kind: str, **payload):
        with operating(app) as uow:
            return enqueue_job(uow, kind, payload).id

    return leave


@pytest.fixture
def asked_to_tell(ask, tmp_path):
    """Answers who runs the job: the process of the worker, and that of the supervisor."""
    place = tmp_path / "who"
    ask("one.tell", place=str(place))

    def who() -> tuple[int, int]:
        until(place.exists)
        worker, supervisor = place.read_text().split()
        return int(worker), int(supervisor)

    return who


def state_of(app, kind: str) -> str:
    return jobs_of(app, kind)[-1].state


def test_serve_does_what_is_left_for_later(app, start, ask) -> None:
    ask("one.run")
    with start() as server:
        until(lambda: state_of(app, "one.run") == JobState.DONE)
        assert names_of(app) == ["Kiosco Sol"]
        assert jobs_of(app, "one.run")[0].worker.endswith(f"/{server.process.pid}/0")
        # What the plugins are is looked at anew for each job.
        ask("one.run")
        until(lambda: state_of(app, "one.run") == JobState.DONE)


def test_a_worker_that_is_killed_is_started_again_and_its_job_done(
    app, start, asked_to_tell
) -> None:
    with start() as server:
        worker, supervisor = asked_to_tell()
        assert supervisor != server.process.pid
        os.kill(worker, signal.SIGKILL)
        until(lambda: jobs_of(app, "one.tell")[0].error == "the worker ended")
        hurry(app)
        until(lambda: state_of(app, "one.tell") == JobState.DONE)
        assert asked_to_tell()[0] != worker
        assert "The worker ended (signal 9)" in server.said
        server.process.terminate()
        assert server.ended() == 0
    assert names_of(app) == ["Kiosco Sol"]


def test_a_server_that_is_killed_with_all_its_processes_does_its_job_when_it_is_back(
    app, start, asked_to_tell
) -> None:
    with start() as server:
        worker, _supervisor = asked_to_tell()
        server.killed()
        until(lambda: not is_alive(worker))
    assert state_of(app, "one.tell") == JobState.RUNNING
    assert names_of(app) == []
    expire(app)
    with start():
        until(lambda: jobs_of(app, "one.tell")[0].error == "lease expired")
        hurry(app)
        until(lambda: state_of(app, "one.tell") == JobState.DONE)
    assert asked_to_tell()[0] != worker
    assert names_of(app) == ["Kiosco Sol"]


def test_the_worker_stops_with_the_server_and_finishes_its_job(
    app, start, asked_to_tell, tmp_path
) -> None:
    with start() as server:
        worker, supervisor = asked_to_tell()
        server.process.terminate()
        (tmp_path / "who.go").touch()
        assert server.ended() == 0
        assert not is_alive(worker)
        assert not is_alive(supervisor)
        assert len(server.said.splitlines()) == 1
    assert state_of(app, "one.tell") == JobState.DONE


def test_a_server_that_is_killed_leaves_no_worker_behind(
    app, start, asked_to_tell, tmp_path
) -> None:
    with start() as server:
        worker, supervisor = asked_to_tell()
        (answering,) = set(_descendants(server.process.pid)) - {worker, supervisor}
        # One that is busy, and does not see that the server is gone.
        os.kill(answering, signal.SIGSTOP)
        try:
            server.process.kill()
            (tmp_path / "who.go").touch()
            until(lambda: not is_alive(supervisor))
            until(lambda: not is_alive(worker))
        finally:
            os.kill(answering, signal.SIGKILL)


def _descendants(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children")
    if not children.exists():
        pytest.skip("this system does not tell the children of a process")
    found = [int(each) for each in children.read_text().split()]
    return [*found, *(one for child in found for one in _descendants(child))]


def test_a_server_without_a_worker_leaves_the_jobs_to_the_command(
    app, workshop, start, ask, tmp_path
) -> None:
    ask("one.run")
    with start("--no-worker") as server:
        server.answers()
        with _worker(workshop, tmp_path) as process:
            until(lambda: state_of(app, "one.run") == JobState.DONE)
            assert jobs_of(app, "one.run")[0].worker.endswith(f"/{process.pid}/0")
            process.send_signal(signal.SIGINT)
            assert process.wait(_PATIENCE) == 0


def test_several_workers_share_the_work_where_the_database_can_do_it(
    app, workshop, asked_to_tell, ask, tmp_path
) -> None:
    (tmp_path / "instance").mkdir()
    with _worker(workshop, tmp_path, "--concurrency", "2") as process:
        first, supervisor = asked_to_tell()
        assert supervisor == process.pid
        ask("one.run")
        if app.engine.dialect.name == "postgresql":
            # While the first one is busy.
            until(lambda: state_of(app, "one.run") == JobState.DONE)
            assert len(_descendants(process.pid)) == 2
        else:
            assert _descendants(process.pid) == [first]
        (tmp_path / "who.go").touch()
        process.terminate()
        assert process.wait(_PATIENCE) == 0


def _worker(workshop, tmp_path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "salesforce_lite", "worker", *options]
    environment = os.environ | {
        "SFL_INSTANCE": str(tmp_path / "instance"),
        "SFL_DATABASE_URL": workshop.address,
        "SFL_PLUGIN_PATH": str(workshop.folder),
    }
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


PROGRAM = """
from threading import Timer
from salesforce_lite.background import Worker
from salesforce_lite.cli.site import open_site
from salesforce_lite.cli.worker import site_of
worker = Worker(site_of(open_site()), "test", longest_step={step}, longest_goodbye={goodbye})
Timer({stops}, worker.stop).start()
worker.turn()
"""


@pytest.mark.parametrize(
    ("limits", "code", "state", "attempts", "failures"),
    [
        ({"step": 0.5, "goodbye": 60, "stops": 600}, 70, JobState.QUEUED, 1, 1),
        ({"step": 60, "goodbye": 0.1, "stops": 1}, 0, JobState.QUEUED, 0, 0),
    ],
    ids=["too long", "told to stop"],
)
def test_a_job_that_hangs_ends_its_worker_and_not_the_job(
    app, workshop, asked_to_tell, tmp_path, limits, code, state, attempts, failures
) -> None:
    environment = os.environ | {
        "SFL_INSTANCE": str(tmp_path),
        "SFL_DATABASE_URL": workshop.address,
        "SFL_PLUGIN_PATH": str(workshop.folder),
    }
    program = PROGRAM.format(**limits)
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, timeout=_PATIENCE, check=False
    )
    asked_to_tell()
    assert answer.returncode == code
    (job,) = jobs_of(app, "one.tell")
    assert (job.state, job.attempts) == (state, attempts)
    with app.make_session() as session:
        noted = select(func.count()).select_from(Note).where(Note.kind == FAILURE)
        assert session.scalar(noted) == failures
