"""Ctrl+C on an import, as a person presses it: a process of its own and a real signal."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from salesforce_lite.customers import Customer
from salesforce_lite.imports import ImportRun

BATCH = 500
ROWS = 8 * BATCH
# Longer than needed on a busy machine; a test that waits this long has failed.
PATIENCE = 60


@pytest.fixture
def file(write) -> Path:
    return write("Id,Name\n" + "".join(f"{n},Customer {n}\n" for n in range(ROWS)))


@pytest.fixture
def importing(app, file, tmp_path) -> Iterator[subprocess.Popen[str]]:
    """The command at work in its own process."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "SFL_"}
    environment |= {
        "SFL_INSTANCE": str(tmp_path),
        "SFL_DATABASE_URL": app.engine.url.render_as_string(hide_password=False),
    }
    command = [sys.executable, "-m", "salesforce_lite", "import", "customers", str(file)]
    # In a background where SIGINT is ignored a child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    yield process
    process.kill()
    process.communicate()


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.0005)


def taken(app) -> int:
    with app.make_session() as session:
        return count(session)


def count(session: Session) -> int:
    return session.scalar(select(func.count(Customer.id))) or 0


def run_of(work) -> ImportRun:
    with work("admin") as uow:
        return uow.session.scalars(select(ImportRun)).one()


@contextmanager
def held_up(app) -> Iterator[int]:
    """Nobody saves customers until it ends; begins when the import stands there with a batch.

    Says how many customers there are.
    """
    with ExitStack() as stack, app.make_session() as session:
        if app.engine.dialect.name == "sqlite":
            stack.enter_context(_written_to(app.engine.url.database))
            time.sleep(1)
        else:
            session.execute(text("LOCK TABLE customer IN SHARE ROW EXCLUSIVE MODE"))
            until(partial(session.scalar, _WAITING))
        yield count(session)


@contextmanager
def _written_to(path: str) -> Iterator[None]:
    """SQLite has one writer; nobody can see who waits for it."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        until(partial(_begins, connection))
        yield


def _begins(connection: sqlite3.Connection) -> bool:
    # In the short moment between two batches.
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


_WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def ending_of(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """The exit code, and what it said last."""
    _out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, [line for line in err.splitlines() if line.strip()]


def test_ctrl_c_ends_an_import_when_the_batch_in_hand_is_saved(app, work, importing, file, command):
    until(lambda: taken(app))
    with held_up(app) as before:
        importing.send_signal(signal.SIGINT)
        time.sleep(0.3)
    code, said = ending_of(importing)
    assert (code, said[-1]) == (1, "Stopped.")
    assert "database" not in " ".join(said)
    assert taken(app) == before + BATCH
    run = run_of(work)
    assert (run.state, run.created, run.last_row) == ("stopped", before + BATCH, before + BATCH + 1)
    code, out, err = command("import", "customers", file)
    assert f"stopped after row {run.last_row}" in err
    assert out.splitlines()[-1] == (
        f"created={ROWS - run.created} updated=0 skipped={run.created} rejected=0"
    )
    assert "stopped after" not in command("import", "customers", file)[2]


def test_a_second_ctrl_c_does_not_wait_and_the_batch_is_taken_back(
    app, work, importing, file, command
):
    until(lambda: taken(app))
    with held_up(app) as before:
        importing.send_signal(signal.SIGINT)
        time.sleep(0.3)
        importing.send_signal(signal.SIGINT)
        time.sleep(0.3)
    code, said = ending_of(importing)
    assert (code, said[-1]) == (1, "Stopped.")
    assert "autocommit" not in " ".join(said)
    # While SQLite waits it hears nothing, and then both as one.
    waited = BATCH if app.engine.dialect.name == "sqlite" else 0
    assert taken(app) == before + waited
    run = run_of(work)
    assert (run.state, run.last_row) == ("stopped", before + waited + 1)
    assert command("import", "customers", file)[0] == 0
    assert taken(app) == ROWS
