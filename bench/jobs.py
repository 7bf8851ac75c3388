"""How many jobs four worker processes do in a second, and whether any is lost or done twice: on
SQLite and PostgreSQL, by looks at the table alone and called by a broker."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bench import goals
from bench.servers import free_port
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.cli.lines import begin_to_carry
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.web import App

_KIND = "bench.count"
_PROCESSES, _JOBS, _IN_A_UNIT = 4, 5_000, 50
_PATIENCE = 600.0
_KEY = "bench " * 8
_SERVER = os.environ.get(
    "SFL_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
# Each job leaves one row in the transaction that ends it, so rows tell what was done.
_MANIFEST = """
[plugin]
id = "bench"
name = "Bench"
version = "1.0"
api = 1
summary = "Counts."
"""
_HOOKS = f"""
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import JobKind, hookimpl

def count(uow, payload):
    uow.session.add(Note(kind="{_KIND}", subject=str(payload["number"]), at=uow.now))

@hookimpl
def jobs():
    return [JobKind(name="{_KIND}", label="Count", run=count)]
"""


@dataclass(frozen=True)
class _Place:
    """What one measurement runs on."""

    folder: Path
    database_url: str
    broker_url: str

    @property
    def plugins(self) -> Path:
        return self.folder / "plugins"

    @property
    def environment(self) -> dict[str, str]:
        given = {
            "SFL_INSTANCE": str(self.folder),
            "SFL_DATABASE_URL": self.database_url,
            "SFL_PLUGIN_PATH": str(self.plugins),
            "SFL_SECRET_KEY": _KEY,
        }
        return given | ({"SFL_BROKER_URL": self.broker_url} if self.broker_url else {})


def measure_jobs(folder: Path) -> None:
    """Each of the four; without a PostgreSQL or a redis-server those that need one are left out."""
    for engine, database in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        for carried, broker in (("the table alone", _nothing), ("a broker (Redis)", _redis)):
            with ExitStack() as stack:
                place = folder / uuid4().hex
                place.mkdir()
                url = stack.enter_context(database(place))
                address = stack.enter_context(broker())
                print(f"\n{_JOBS:,} jobs, {_PROCESSES} processes, {engine}, by {carried}")
                if url is None or address is None:
                    print("left out: no server for it on this machine")
                else:
                    _measure(_Place(place, url, address))


def _measure(place: _Place) -> None:
    app = _prepared(place)
    with _working(place):
        # The first ones wait until the processes are there.
        _ask(app, range(-_PROCESSES * 5, 0))
        _wait(app)
        _ask(app, range(_JOBS))
        _wait(app)
        with app.make_session() as session:
            mine = select(Note.subject).where(Note.kind == _KIND, ~Note.subject.startswith("-"))
            done = Counter(session.scalars(mine))
            times = select(func.min(Job.started_at), func.max(Job.ended_at)).where(
                Job.id.in_(select(Job.id).order_by(Job.id.desc()).limit(_JOBS))
            )
            began, ended = session.execute(times).one()
            shares = select(func.count()).where(Job.kind == _KIND).group_by(Job.worker)
            print(f"{'jobs of each process':<28}{sorted(session.scalars(shares))}")
    app.engine.dispose()
    print(goals.JOBS_LOST.line(_JOBS - len(done)))
    print(goals.JOBS_DOUBLED.line(sum(done.values()) - len(done)))
    print(f"{'jobs done':<28}{_JOBS / (ended - began).total_seconds():>10,.0f} /s")


def _prepared(place: _Place) -> App:
    code = place.plugins / "bench"
    code.mkdir(parents=True)
    (code / "plugin.toml").write_text(_MANIFEST)
    (code / "__init__.py").write_text('"""Bench."""\n')
    (code / "hooks.py").write_text(_HOOKS)
    app = create_app(
        Settings(
            instance=place.folder,
            database_url=place.database_url,
            secret_key=_KEY,
            plugin_path=(place.plugins,),
            broker_url=place.broker_url,
        )
    )
    upgrade_database(app.engine)
    prepare_instance(app)
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        app.plugins.enable(uow, "bench")
    begin_to_carry(app)
    return app


def _ask(app: App, numbers: range) -> None:
    for start in range(0, len(numbers), _IN_A_UNIT):
        with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
            for number in numbers[start : start + _IN_A_UNIT]:
                enqueue_job(uow, _KIND, {"number": number})


def _wait(app: App) -> None:
    left = select(func.count()).where(Job.kind == _KIND, Job.state != JobState.DONE)
    until = monotonic() + _PATIENCE
    while True:
        with app.make_session() as session:
            if not session.scalar(left):
                return
        if monotonic() > until:
            raise TimeoutError("jobs are left")
        sleep(0.25)


@contextmanager
def _working(place: _Place) -> Iterator[None]:
    command = [sys.executable, "-m", "salesforce_lite", "worker"]
    environment = os.environ | place.environment
    workers = [
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(_PROCESSES)
    ]
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()


@contextmanager
def _sqlite(folder: Path) -> Iterator[str | None]:
    yield f"sqlite:///{folder / 'salesforce_lite.db'}"


@contextmanager
def _postgresql(_folder: Path) -> Iterator[str | None]:
    name = f"sfl_bench_{uuid4().hex}"
    try:
        server = psycopg.connect(_SERVER.replace("+psycopg", ""), autocommit=True)
    except psycopg.OperationalError:
        yield None
        return
    with server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield make_url(_SERVER).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def _nothing() -> Iterator[str | None]:
    yield ""


@contextmanager
def _redis() -> Iterator[str | None]:
    if shutil.which("redis-server") is None:
        yield None
        return
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        with suppress(ProcessLookupError):
            server.terminate()
        server.wait()
