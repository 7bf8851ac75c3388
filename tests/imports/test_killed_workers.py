"""A worker that is killed in the middle of an import: another goes on, and every count is true."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer
from salesforce_lite.imports import ImportRun
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import take_back
from tests.imports.pages import bring_in, try_it

GOOD = 1200
# Refused by the rules, by itself or together with its batch, or not read at all.
BAD = {
    100: ",nobody@example.com",
    700: "Kiosco,not an address",
    900: "Kiosco,k@example.com,too many",
    1204: ",nobody@example.com",
}
LONG = "x" * 500


def content() -> str:
    lines = [f"Cliente {number},c{number}@example.com" for number in range(GOOD)]
    for place, line in BAD.items():
        lines.insert(place, line)
    lines.insert(300, f"{LONG},long@example.com")
    return "\n".join(["Name,Email", *lines])


@pytest.fixture
def asked(office, hand_in, work_off):
    """The page of a file that is to be brought in."""
    path = hand_in(content(), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    return path


@pytest.fixture
def kill(app, tmp_path, work):
    """Lets a worker begin and kills it at that moment; the next one finds what it held."""

    def begin(moment: str, times: int) -> ImportRun:
        address = app.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.imports.killed_worker"]
        ended = subprocess.run([*command, str(tmp_path), address, moment, str(times)], check=False)
        assert ended.returncode == -signal.SIGKILL
        assert take_back(app.make_session, "killed") == 1
        with work("admin") as uow:
            for job in uow.session.scalars(select(Job).where(Job.state == JobState.QUEUED)):
                job.run_after = uow.now
            return uow.session.scalars(select(ImportRun)).one()

    return begin


def customers(work) -> int:
    with work("admin") as uow:
        query = select(func.count()).select_from(Customer)
        return uow.session.scalar(query.where(Customer.name.startswith("Cliente ")))


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.skipped, run.rejected


@pytest.mark.parametrize(
    ("moment", "times"),
    [
        *(("within a batch", times) for times in (0, 1, 2)),
        *(("behind a batch", times) for times in (0, 1)),
        ("behind a step", 2),
    ],
)
def test_what_a_killed_worker_brought_in_is_counted_once_and_as_created(
    app, office, asked, work_off, work, kill, moment: str, times: int
) -> None:
    stopped = kill(moment, times)
    # What is saved and what is counted is one transaction.
    assert stopped.created == customers(work)
    assert stopped.created + stopped.rejected == max(stopped.last_row - 1, 0)
    work_off()
    assert customers(work) == GOOD
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, *counts(run)) == ("finished", GOOD, 0, 0, len(BAD) + 1)
    with office.get(f"{asked}/rejected") as sent:
        assert len(sent.text.splitlines()) == 1 + len(BAD) + 1


def test_one_that_is_killed_again_and_again_counts_the_same(
    office, asked, work_off, work, kill
) -> None:
    first, second = kill("behind a batch", 0), kill("behind a batch", 1)
    assert 0 < first.created < second.created < GOOD
    work_off()
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert counts(run) == (GOOD, 0, 0, len(BAD) + 1)
    assert run.report["rows"] == GOOD + len(BAD) + 1
