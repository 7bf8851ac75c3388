"""A server whose power goes in the middle of an import: back again, it brings in the rest, once."""

from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer
from salesforce_lite.imports import ImportRun
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.job_rows import Job, JobState
from tests.background.conftest import expire, hurry
from tests.cli.server import serving
from tests.imports.pages import bring_in, try_it

# More than can be brought in between two looks.
ROWS = 12_000
# Longer than needed on a busy machine; a test that waits this long has failed.
_PATIENCE = 120


@pytest.fixture
def asked(office, hand_in, work_off):
    """A file that is to be brought in."""
    lines = (f"{number},Cliente {number},c{number}@example.com" for number in range(ROWS))
    path = hand_in("\n".join(["Id,Name,Email", *lines]), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)


@pytest.fixture
def serve(app, tmp_path):
    """`with serve() as server:` – on the database and the instance of the app."""
    address = app.engine.url.render_as_string(hide_password=False)
    return lambda: serving(tmp_path, address, SFL_INSTANCE=str(tmp_path))


def run_of(work) -> ImportRun | None:
    with work("admin") as uow:
        return uow.session.scalar(select(ImportRun))


def created(app) -> int:
    """Looks without a unit of work, which would wait for its turn among those that write."""
    with app.make_session() as session:
        return session.scalar(select(ImportRun.created)) or 0


def until(is_so) -> None:
    end = monotonic() + _PATIENCE
    while not is_so():
        assert monotonic() < end
        sleep(0.02)


def count(work, kind, *where) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count()).select_from(kind).where(*where))


def test_what_a_killed_server_was_bringing_in_is_brought_in_once(app, asked, serve, work) -> None:
    with serve() as server:
        until(lambda: created(app))
        server.killed()
    stopped = run_of(work)
    assert 0 < stopped.created < ROWS
    assert stopped.created == count(work, Customer)
    assert count(work, Job, Job.state == JobState.RUNNING) == 1
    expire(app)
    with serve():
        until(lambda: not count(work, Job, Job.state == JobState.RUNNING))
        hurry(app)
        until(lambda: run_of(work).state == "finished")
    run = run_of(work)
    assert (run.created, run.updated, run.skipped, run.rejected) == (ROWS, 0, 0, 0)
    assert count(work, Customer) == ROWS
    assert count(work, EventRecord, EventRecord.name == "CustomerCreated") == ROWS
    assert count(work, AuditEntry, AuditEntry.record_kind == "customer") == ROWS
