"""An administrator looks at background work, tries what failed again and takes the rest back."""

import pytest

from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import enqueue_job


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def job(work):
    with work("admin") as uow:
        made = enqueue_job(uow, "one.count", {"secret": "canary"})
        uow.session.flush()
        return made.id


@pytest.fixture
def fail(work, job):
    with work("admin") as uow:
        found = uow.session.get(Job, job)
        found.state, found.attempts, found.error = JobState.DEAD, 8, "LookupError: no such word"


def state(work, job):
    with work("admin") as uow:
        return uow.session.get(Job, job).state


def test_what_waits_is_shown_without_what_is_in_it_and_taken_back(office, work, job):
    page = office.get("/admin/jobs/").text
    assert "one.count" in page
    assert "Waiting" in page
    assert "canary" not in page
    assert office.post(f"/admin/jobs/{job}/cancellation").status_code == 303
    assert state(work, job) == JobState.CANCELLED
    assert "one.count" not in office.get("/admin/jobs/?state=queued").text


def test_what_failed_is_told_and_tried_again(office, work, job, fail):
    page = office.get("/admin/jobs/?state=dead").text
    assert "1 piece of work failed" in page
    assert "LookupError: no such word" in page
    again = office.post(f"/admin/jobs/{job}/retry", data={"state": "dead"})
    assert again.location == "/admin/jobs/?state=dead"
    assert state(work, job) == JobState.QUEUED


def test_what_is_not_there_is_not_found_and_an_odd_state_shows_all(office, job):
    nothing = "0190a7a4-0000-7000-8000-000000000000"
    assert office.post(f"/admin/jobs/{nothing}/retry").status_code == 404
    assert "one.count" in office.get("/admin/jobs/?state=odd&before=x").text


def test_pages_go_on(office, work):
    with work("admin") as uow:
        for number in range(60):
            enqueue_job(uow, f"one.number_{number:02}", {})
    first = office.get("/admin/jobs/").text
    assert "number_59" in first
    assert "number_09" not in first
    after = first.split("before=")[1][:36]
    assert "number_09" in office.get(f"/admin/jobs/?before={after}").text
