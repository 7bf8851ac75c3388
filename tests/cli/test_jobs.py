"""The operator sees what failed, tries it again and takes jobs back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from salesforce_lite.background import JobCancelled, JobRetried, NoSuchJobError, list_jobs, retry
from salesforce_lite.background import cancel as cancel_job
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import enqueue_job
from tests.cli.conftest import Run


@pytest.fixture
def put(work):
    def leave(state: JobState = JobState.QUEUED, **more):
        with work() as uow:
            job = enqueue_job(uow, "background.tidy", {})
            job.state = state
            for name, value in more.items():
                setattr(job, name, value)
            return job.id

    return leave


def state_of(work, job_id):
    with work() as uow:
        return uow.session.get_one(Job, job_id).state


def test_jobs_are_listed_newest_first(run: Run, put) -> None:
    first = put(JobState.DEAD, error="no\nroute", attempts=8)
    second = put()
    lines = [line.split("\t") for line in run("jobs", "list").stdout.splitlines()]
    assert [line[0] for line in lines] == [str(second), str(first)]
    assert lines[1][1:5] == ["dead", "background.tidy", "0%", "8/8"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines[1][5])
    assert lines[1][6] == "no route"
    dead = run("jobs", "list", "--state", "dead").stdout
    assert dead.startswith(str(first))
    assert len(dead.splitlines()) == 1
    assert len(run("jobs", "list", "--most", "1").stdout.splitlines()) == 1


def test_dead_jobs_are_tried_again(run: Run, put, work) -> None:
    ids = [put(JobState.DEAD, attempts=8) for _ in range(3)]
    assert run("jobs", "retry", str(ids[0])).stdout == "retried=1\n"
    assert [state_of(work, each) for each in ids] == ["queued", "dead", "dead"]
    assert run("jobs", "retry", "--all").stdout == "retried=2\n"
    assert {state_of(work, each) for each in ids} == {"queued"}


def test_jobs_are_cancelled(run: Run, put, work) -> None:
    job_id = put()
    assert run("jobs", "cancel", str(job_id)).stdout == "cancelled=1\n"
    assert state_of(work, job_id) == "cancelled"


@pytest.mark.parametrize("command", ["retry", "cancel"])
def test_what_is_not_there_or_over_is_refused(run: Run, put, command) -> None:
    for job_id in (put(JobState.DONE), new_id()):
        with pytest.raises(NoSuchJobError):
            run("jobs", command, str(job_id))


def test_of_several_jobs_all_or_none_are_tried_again(run: Run, put, work) -> None:
    dead, done = put(JobState.DEAD), put(JobState.DONE)
    with pytest.raises(NoSuchJobError):
        run("jobs", "retry", str(dead), str(done))
    assert state_of(work, dead) == "dead"


def test_only_who_may_looks_after_jobs_and_it_is_told(put, work) -> None:
    dead, queued = put(JobState.DEAD), put()
    for name in ("rep", "manager", "viewer"):
        for use in (lambda uow: retry(uow, dead), lambda uow: cancel_job(uow, queued), list_jobs):
            with pytest.raises(PermissionDeniedError), work(name) as uow:
                use(uow)
    with work("admin") as uow:
        retry(uow, dead)
        cancel_job(uow, queued)
    with work("admin") as uow:
        names = [record.name for record in uow.session.query(EventRecord).order_by(EventRecord.id)]
        assert names == [JobRetried.__name__, JobCancelled.__name__]


def test_the_doctor_tells_of_dead_jobs(run: Run, put) -> None:
    put(JobState.DEAD)
    told = run("doctor")
    assert "1 jobs failed too often" in told.stdout
    assert told.exit_code == 1


def test_the_doctor_tells_when_nothing_does_the_jobs(run: Run, put, work) -> None:
    put()
    assert run("doctor").exit_code == 0
    with work() as uow:
        long_ago = uow.now - timedelta(minutes=20)
        uow.session.execute(update(Job).values(run_after=long_ago))
    assert "Is a worker running?" in run("doctor").stdout
    # What nobody here knows, such as a job of a plugin that is off, may wait.
    with work() as uow:
        uow.session.execute(update(Job).values(kind="one.run"))
    assert run("doctor").exit_code == 0
