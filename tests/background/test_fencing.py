"""A worker whose job has passed to another can change nothing any more, whatever it had in hand."""

import sys
from functools import partial

import pytest

from salesforce_lite.background.worker import Worker
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel import clock, fences
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.further_units import further_units
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import LeaseLostError, enqueue_job, sweep_expired
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import GoOn, JobKind, Reach
from salesforce_lite.testing import contribute
from tests.background.conftest import jobs_of, names_of, worker_of

KIND = "test.save"


class Slow:
    """A job in three parts – a unit, a call outside with units of its own, the end –, held up once
    where a test says so."""

    def __init__(self) -> None:
        self.places: dict[str, object] = {}
        self.left: list[str] = []

    def pass_by(self, place: str) -> None:
        act = self.places.pop(place, None)
        if act is not None:
            act()  # type: ignore[operator]

    def run(self, uow, payload) -> Reach | GoOn | None:
        if "answer" in payload:
            self.pass_by("end")
            save_customer(uow, CustomerDraft.of({"name": "End"}))
            uow.afterwards("left", partial(self.left.append, "end"))
            uow.note(Note(kind="test", subject="end", at=uow.now))
            return None
        return Reach(partial(self.outside, uow), payload)

    def outside(self, uow) -> str:
        for name in ("First", "Second"):
            self.pass_by(name)
            with further_units(uow, surface="job")() as unit:
                save_customer(unit, CustomerDraft.of({"name": name}))
                unit.afterwards("left", partial(self.left.append, name))
                unit.note(Note(kind="test", subject=name, at=unit.now))
        return "done"


@pytest.fixture
def slow(app):
    job = Slow()
    contribute(app, jobs=(JobKind(name=KIND, label="Save", run=job.run),))
    app.plugins.fresh = app.plugins.current
    return job


@pytest.fixture
def passes(app, slow, operating):
    """Does the job with a worker from whom it passes to another at that place; the other does all
    of it before the first one goes on."""

    def work(place: str) -> Worker:
        with operating(app) as uow:
            enqueue_job(uow, KIND, {})

        def pass_on() -> None:
            with writing(), app.engine.begin() as connection:
                connection.execute(Job.__table__.update().values(lease_until=clock.now()))
            assert sweep_expired(app.make_session) == 1
            with writing(), app.engine.begin() as connection:
                connection.execute(Job.__table__.update().values(run_after=clock.now()))
            assert worker_of(app, "other").work_off() == 1

        slow.places[place] = pass_on
        first = worker_of(app, "first")
        assert first.turn()
        return first

    return work


def notes_of(app) -> list[str]:
    with app.make_session() as session:
        return sorted(note.subject for note in session.query(Note).filter_by(kind="test"))


@pytest.mark.parametrize(
    ("place", "names", "left"),
    [
        ("First", ["End", "First", "Second"], ["First", "Second", "end"]),
        ("Second", ["End", "First", "First", "Second"], ["First", "First", "Second", "end"]),
    ],
)
def test_who_comes_back_late_changes_nothing_more(app, passes, slow, place, names, left) -> None:
    passes(place)
    assert names_of(app) == names
    # Neither notes nor what comes after a unit are the late one's to leave.
    assert sorted(slow.left) == left
    assert notes_of(app) == sorted(left)
    (job,) = jobs_of(app, KIND)
    assert (job.state, job.worker, job.attempts, job.error) == (JobState.DONE, "other", 2, "")


@pytest.mark.parametrize("place", ["First", "Second"])
def test_without_the_fence_the_late_one_would_do_it_again(app, passes, monkeypatch, place) -> None:
    """So the test above would notice if it were gone."""
    monkeypatch.setattr(fences, "_refuse_lost", lambda _claim, _uow: None)
    passes(place)
    assert names_of(app) == ["End", "First", "First", "Second", "Second"]


def test_the_end_of_a_job_is_refused_to_the_late_one_as_well(
    app, slow, operating, monkeypatch
) -> None:
    """On SQLite the writer holds the database, so the job passes on just before its last unit."""
    real = sys.modules["salesforce_lite.background.worker"].unit_of_work
    with operating(app) as uow:
        enqueue_job(uow, KIND, {})
    slow.places["Second"] = lambda: monkeypatch.setattr(
        "salesforce_lite.background.worker.unit_of_work", pass_on_first
    )

    def pass_on_first(*arguments, **options):
        monkeypatch.setattr("salesforce_lite.background.worker.unit_of_work", real)
        with writing(), app.engine.begin() as connection:
            connection.execute(Job.__table__.update().values(token=Job.token + 1))
        return real(*arguments, **options)

    assert worker_of(app, "first").turn()
    assert names_of(app) == ["First", "Second"]
    assert slow.left == ["First", "Second"]
    assert notes_of(app) == ["First", "Second"]
    (job,) = jobs_of(app, KIND)
    assert (job.state, job.error) == (JobState.RUNNING, "")


def test_what_a_cancelled_job_has_in_hand_may_end(app, slow, operating) -> None:
    with operating(app) as uow:
        job_id = enqueue_job(uow, KIND, {}).id

    def cancel() -> None:
        with operating(app) as uow:
            uow.session.get_one(Job, job_id).state = JobState.CANCELLED

    slow.places["Second"] = cancel
    assert worker_of(app).turn()
    assert names_of(app) == ["First", "Second"]
    assert jobs_of(app, KIND)[0].state == JobState.CANCELLED


def test_an_import_that_has_passed_to_another_says_nothing_of_its_rows() -> None:
    from salesforce_lite.imports.running import _is_about_rows  # noqa: PLC0415

    assert not _is_about_rows(LeaseLostError())
