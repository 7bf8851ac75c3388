"""What becomes of jobs when workers are killed and brokers go, with real processes: nothing is lost
and nothing is done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.engine import make_url

from salesforce_lite.background import Broker, Waking
from salesforce_lite.cli.lines import begin_to_carry, line_of
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.testing.databases import run_on_postgres
from tests.background.brokers import RedisServer, redis_server, until
from tests.background.conftest import jobs_of, names_of

KEY = "k" * 40
_PATIENCE = 90
HOOKS = """
    import os, time
    from pathlib import Path
    from salesforce_lite.customers import CustomerDraft, save_customer

    def run(uow, payload):
        save_customer(uow, CustomerDraft.of({"name": payload["name"]}))

    def tell(uow, payload):
        place = Path(payload["place"])
        is_first = not place.exists()
        place.with_suffix(".new").write_text(f"{os.getpid()} {os.getppid()}")
        place.with_suffix(".new").rename(place)
        while is_first and not place.with_suffix(".go").exists():
            time.sleep(0.02)
        run(uow, {"name": "Told"})

    @hookimpl
    def jobs():
        return [
            JobKind(name="one.run", label="Run", run=run),
            JobKind(name="one.tell", label="Tell", run=tell),
        ]
"""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def app(workshop, enable, redis):
    workshop.write("one", HOOKS)
    app = workshop.serve(broker_url=redis.address, secret_key=KEY)
    enable(app, "one")
    begin_to_carry(app)
    return app


@pytest.fixture
def ask(app, operating):
    def leave(kind: str, urgency: Urgency = Urgency.USUAL, **payload: str) -> UUID:
        with operating(app) as uow:
            return enqueue_job(uow, kind, payload, priority=urgency).id

    return leave


@pytest.fixture
def working(workshop, redis, tmp_path) -> Callable[..., object]:
    """`with working() as process:` – a worker command on the database of the app."""

    @contextmanager
    def begin(*options: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
        (tmp_path / "instance").mkdir(exist_ok=True)
        environment = os.environ | {
            "SFL_INSTANCE": str(tmp_path / "instance"),
            "SFL_DATABASE_URL": workshop.address,
            "SFL_PLUGIN_PATH": str(workshop.folder),
            "SFL_BROKER_URL": redis.address,
            "SFL_SECRET_KEY": KEY,
            **settings,
        }
        command = [sys.executable, "-m", "salesforce_lite", "worker", *options]
        with (tmp_path / "said.txt").open("ab") as said:
            process = subprocess.Popen(command, env=environment, stderr=said)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(_PATIENCE)

    return begin


def broker_of(app) -> Broker:
    broker = line_of(app)
    assert isinstance(broker, Broker)
    return broker


def listens(redis: RedisServer) -> Callable[[], bool]:
    """Whether a worker waits for messages."""
    return lambda: any(client["cmd"] == "brpop" for client in redis.client.client_list())


def is_done(app, *ids: UUID) -> Callable[[], bool]:
    return lambda: all(
        job.state == JobState.DONE for job in jobs_of(app) if not ids or job.id in ids
    )


def change(app, **values: object) -> None:
    """Skip a pause, or let a lease end, instead of waiting for it."""
    with writing(), app.engine.begin() as connection:
        connection.execute(Job.__table__.update().values(values))


def test_what_a_killed_machine_held_is_done_by_another(app, ask, working, redis, tmp_path) -> None:
    place = tmp_path / "who"
    with working() as first:
        told = ask("one.tell", place=str(place))
        until(place.exists)
        worker, supervisor = map(int, place.read_text().split())
        assert supervisor == first.pid
        # The whole machine: nobody is left who would start it again.
        first.kill()
        os.kill(worker, signal.SIGKILL)
        first.wait(_PATIENCE)
    with working():
        until(listens(redis))
        # It holds a lease that nobody extends.
        (job,) = jobs_of(app, "one.tell")
        assert (job.state, job.attempts) == (JobState.RUNNING, 1)
        change(app, lease_until=clock.now())
        until(lambda: jobs_of(app, "one.tell")[0].error == "lease expired")
        change(app, run_after=clock.now())
        until(is_done(app, told))
    assert names_of(app) == ["Told"]
    assert jobs_of(app, "one.tell")[0].attempts == 2


def test_a_worker_that_was_frozen_meanwhile_does_nothing_again(
    app, ask, working, redis, tmp_path
) -> None:
    """As a machine that slept. On SQLite a frozen writer keeps everybody from writing, so that
    nobody can take its job: there the job is only done."""
    place = tmp_path / "who"
    with working():
        told = ask("one.tell", place=str(place))
        until(place.exists)
        worker = int(place.read_text().split()[0])
        if app.engine.dialect.name == "sqlite":
            (tmp_path / "who.go").touch()
            until(is_done(app, told))
            assert names_of(app) == ["Told"]
            return
        os.kill(worker, signal.SIGSTOP)
        try:
            with working():
                change(app, lease_until=clock.now())
                until(lambda: jobs_of(app, "one.tell")[0].error == "lease expired")
                change(app, run_after=clock.now())
                until(is_done(app, told))
            assert names_of(app) == ["Told"]
        finally:
            (tmp_path / "who.go").touch()
            os.kill(worker, signal.SIGCONT)
        # It goes on, is refused, and is of use again.
        later = ask("one.run", name="Later")
        until(is_done(app, later))
    assert names_of(app) == ["Later", "Told"]


def test_a_broker_that_was_emptied_loses_no_job(app, ask, working, redis) -> None:
    asked = [ask("one.run", name=f"Before {number}") for number in range(3)]
    until(lambda: redis.waiting(broker_of(app)) == len(asked))
    redis.client.flushall()
    with working():
        until(is_done(app, *asked))
        until(listens(redis))
        # Under its hands, with all that Celery keeps there.
        redis.client.flushall()
        for number in range(3):
            asked.append(ask("one.run", name=f"After {number}"))
        until(is_done(app, *asked))
    assert names_of(app) == sorted(
        [f"{when} {n}" for when in ("After", "Before") for n in range(3)]
    )
    assert {job.attempts for job in jobs_of(app, "one.run")} == {1}


def test_a_broker_that_goes_and_comes_again(app, ask, working, redis) -> None:
    with working():
        until(listens(redis))
        redis.stop()
        asked = [ask("one.run", name=f"Without {number}") for number in range(3)]
        until(is_done(app, *asked))
        redis.start()
        until(listens(redis))
        asked.append(ask("one.run", name="Again"))
        until(is_done(app, *asked))
    assert names_of(app) == ["Again", *(f"Without {number}" for number in range(3))]
    assert {job.attempts for job in jobs_of(app, "one.run")} == {1}


def test_without_a_broker_a_redis_wakes(app, ask, working, redis) -> None:
    channel = Waking.of_site(redis.address, KEY).channel
    with working(SFL_BROKER_URL="", SFL_REDIS_URL=redis.address):
        until(lambda: redis.client.publish(channel, "") == 1)
        done = ask("one.run", name="Kiosco Sol")
        redis.client.publish(channel, "")
        until(is_done(app, done))
    assert names_of(app) == ["Kiosco Sol"]


def test_one_of_several_processes_is_kept_free_of_bulk(app, ask, working, redis, tmp_path) -> None:
    with working("--concurrency", "2"):
        told = ask("one.tell", Urgency.BULK, place=str(tmp_path / "who"))
        until((tmp_path / "who").exists)
        if app.engine.dialect.name == "postgresql":
            # An import that takes for ever, and another that waits for it, keep no mail waiting.
            other = ask("one.tell", Urgency.BULK, place=str(tmp_path / "other"))
            mail = ask("one.run", Urgency.INTERACTIVE, name="Mail")
            until(is_done(app, mail))
            (waiting,) = [job for job in jobs_of(app, "one.tell") if job.id == other]
            assert waiting.state == JobState.QUEUED
        (tmp_path / "other.go").touch()
        (tmp_path / "who.go").touch()
        until(is_done(app))
        (job,) = [job for job in jobs_of(app, "one.tell") if job.id == told]
        is_sqlite = app.engine.dialect.name == "sqlite"
        assert job.worker.endswith("/0" if is_sqlite else "/1")


def test_told_to_stop_a_worker_finishes_what_it_has_in_hand(app, ask, working, tmp_path) -> None:
    with working() as process:
        ask("one.tell", place=str(tmp_path / "who"))
        until((tmp_path / "who").exists)
        process.terminate()
        later = ask("one.run", name="Later")
        (tmp_path / "who.go").touch()
        assert process.wait(_PATIENCE) == 0
    (job,) = jobs_of(app, "one.run")
    assert (job.id, job.state, names_of(app)) == (later, JobState.QUEUED, ["Told"])


@pytest.fixture
def restart(app) -> Callable[[], None]:
    """Cut every connection to the database of the test and refuse new ones for a while, as a
    database that is started again; other tests use the server as well."""
    name = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database

    def cut() -> None:
        run_on_postgres(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            run_on_postgres(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            app.engine.dispose()
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(
                    app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
                ).close()
        finally:
            run_on_postgres(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    return cut


def test_workers_go_on_by_themselves_when_the_database_was_started_again(
    app, ask, working, request, tmp_path
) -> None:
    names = [f"Customer {number:03}" for number in range(60)]
    with working("--concurrency", "2"):
        for name in names:
            ask("one.run", name=name)
        if app.engine.dialect.name == "postgresql":
            restart = request.getfixturevalue("restart")
            for _ in range(3):
                done = len(names_of(app))
                until(lambda done=done: len(names_of(app)) > done or is_done(app)())
                restart()

        def go_on() -> bool:
            # What was cut off is tried again after a pause.
            change(app, run_after=clock.now())
            return is_done(app)()

        until(go_on)
    assert names_of(app) == names
