"""Jobs: none lost, none doubled, however many workers there are and however they end."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import make_engine
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.job_rows import Urgency, urgency_of
from salesforce_lite.kernel.jobs import (
    Job,
    JobState,
    LeaseLostError,
    cancel_job,
    claim_job,
    continue_job,
    enqueue_job,
    extend_lease,
    fail_job,
    finish_job,
    release_job,
    retry_job,
    sweep_expired,
)
from salesforce_lite.kernel.session import GuardedSession
from salesforce_lite.kernel.uow import unit_of_work

KINDS = ["count"]


@pytest.fixture
def make_session(app):
    return app.make_session


@pytest.fixture
def unit(make_session):
    return lambda: unit_of_work(make_session, system_actor("test"), surface="test")


@pytest.fixture
def later(monkeypatch):
    """Moves the clock."""
    real = clock.now

    def move(**distance):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**distance))

    return move


def put(unit, **more):
    with unit() as uow:
        return enqueue_job(uow, "count", {"number": 1}, **more).id


def job_of(make_session, job_id):
    with make_session() as session:
        return session.get_one(Job, job_id)


def test_a_job_is_there_only_if_its_unit_commits(unit, make_session):
    def ask_and_fail():
        with unit() as uow:
            enqueue_job(uow, "count", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert claim_job(make_session, KINDS) is None


def test_a_job_runs_as_the_person_who_asked_for_it(work, make_session, actor_of):
    with work("rep") as uow:
        enqueue_job(uow, "count", {"number": 7})
    claim = claim_job(make_session, KINDS)
    assert claim.payload == {"number": 7}
    assert claim.actor_id == actor_of("rep").user_id


def test_only_kinds_that_are_asked_for_are_claimed(unit, make_session):
    put(unit)
    assert claim_job(make_session, ["other"]) is None
    assert claim_job(make_session, ["other", "count"]) is not None


def test_urgent_jobs_go_first_and_later_ones_wait(unit, make_session, later):
    usual, urgent = put(unit), put(unit, priority=1)
    waiting = put(unit, priority=0, run_after=clock.now() + timedelta(hours=1))
    assert [claim_job(make_session, KINDS).job_id for _ in "12"] == [urgent, usual]
    assert claim_job(make_session, KINDS) is None
    later(hours=2)
    assert claim_job(make_session, KINDS).job_id == waiting


def test_work_and_its_end_are_one_transaction(unit, make_session):
    put(unit)
    claim = claim_job(make_session, KINDS)

    def finish_and_fail():
        with unit() as uow:
            finish_job(uow, claim)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        finish_and_fail()
    assert job_of(make_session, claim.job_id).state == JobState.RUNNING
    with unit() as uow:
        finish_job(uow, claim)
    job = job_of(make_session, claim.job_id)
    assert (job.state, job.progress, job.lease_until) == (JobState.DONE, 100, None)
    assert job.ended_at is not None


def test_a_failed_job_waits_longer_each_time_and_is_dead_in_the_end(unit, make_session, later):
    job_id = put(unit, max_attempts=3)
    pauses = []
    for attempt in (1, 2, 3):
        later(days=attempt)
        claim = claim_job(make_session, KINDS)
        assert claim.attempt == attempt
        fail_job(make_session, claim, "no route to host")
        job = job_of(make_session, job_id)
        pauses.append((job.run_after - clock.now()).total_seconds())
    assert job.state == JobState.DEAD
    assert job.error == "no route to host"
    assert pauses[0] == pytest.approx(10, abs=2)
    assert pauses[1] == pytest.approx(20, abs=2)
    later(days=30)
    assert claim_job(make_session, KINDS) is None


def test_a_dead_job_can_be_tried_again(unit, make_session):
    job_id = put(unit, max_attempts=1)
    fail_job(make_session, claim_job(make_session, KINDS), "x")
    with unit() as uow:
        retry_job(uow, job_id)
    assert claim_job(make_session, KINDS).attempt == 1
    with pytest.raises(NotFoundError), unit() as uow:
        retry_job(uow, job_id)


def test_what_a_dead_worker_held_is_given_to_another(unit, make_session, later):
    put(unit)
    dead = claim_job(make_session, KINDS)
    assert sweep_expired(make_session) == 0
    later(minutes=5)
    assert sweep_expired(make_session) == 1
    later(minutes=10)
    alive = claim_job(make_session, KINDS)
    assert (alive.job_id, alive.attempt, alive.token) == (dead.job_id, 2, dead.token + 1)


def test_who_comes_back_late_is_refused(unit, make_session, later):
    put(unit)
    late = claim_job(make_session, KINDS)
    later(minutes=5)
    sweep_expired(make_session)
    with pytest.raises(LeaseLostError):
        extend_lease(make_session, late)
    later(minutes=10)
    current = claim_job(make_session, KINDS)
    with pytest.raises(LeaseLostError), unit() as uow:
        finish_job(uow, late)
    with pytest.raises(LeaseLostError):
        fail_job(make_session, late, "x")
    with unit() as uow:
        finish_job(uow, current)


def test_a_job_that_kills_its_workers_is_dead_in_the_end(unit, make_session, later):
    job_id = put(unit, max_attempts=2)
    for hour in (1, 2):
        later(hours=hour)
        claim_job(make_session, KINDS)
        later(hours=hour, minutes=30)
        sweep_expired(make_session)
    assert job_of(make_session, job_id).state == JobState.DEAD


def test_a_longer_lease_is_kept_and_progress_shown(unit, make_session, later):
    put(unit)
    claim = claim_job(make_session, KINDS)
    later(minutes=1)
    extend_lease(make_session, claim, progress=140)
    later(minutes=2, seconds=30)
    assert sweep_expired(make_session) == 0
    assert job_of(make_session, claim.job_id).progress == 100


def test_a_cancelled_job_is_not_run_and_not_finished(unit, make_session):
    queued, running = put(unit), put(unit, priority=1)
    claim = claim_job(make_session, KINDS)
    for job_id in (queued, running):
        with unit() as uow:
            cancel_job(uow, job_id)
    assert claim_job(make_session, KINDS) is None
    with pytest.raises(LeaseLostError), unit() as uow:
        finish_job(uow, claim)
    with pytest.raises(NotFoundError), unit() as uow:
        cancel_job(uow, queued)


def test_four_threads_do_each_of_500_jobs_once(unit, make_session):
    with unit() as uow:
        wanted = {enqueue_job(uow, "count", {"number": n}).id for n in range(500)}
    done: list = []
    faults: list = []

    def claim_all():
        try:
            while claim := claim_job(make_session, KINDS):
                with unit() as uow:
                    finish_job(uow, claim)
                done.append(claim.job_id)
        except Exception as fault:  # shown by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    # A claimer may pass over what others hold and stop; what is left is nobody's loss.
    claim_all()
    assert Counter(done) == dict.fromkeys(wanted, 1)
    with make_session() as session:
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}


def _claim_and_vanish(address, answers):
    engine = make_engine(address)
    claim = claim_job(lambda: GuardedSession(bind=engine), KINDS)
    answers.put(claim.token)
    answers.close()
    answers.join_thread()
    # As a killed process: no rollback, no good-bye.
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_job_of_a_killed_process_is_recovered(app, unit, make_session, later):
    job_id = put(unit)
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    process = context.Process(target=_claim_and_vanish, args=(address, answers))
    process.start()
    token = answers.get(timeout=60)
    process.join()
    assert process.exitcode < 0
    later(minutes=5)
    assert sweep_expired(make_session) == 1
    later(minutes=10)
    claim = claim_job(make_session, KINDS)
    assert (claim.job_id, claim.token) == (job_id, token + 1)


def test_moments_of_jobs_are_utc(unit, make_session):
    job = job_of(make_session, put(unit, run_after=datetime(2030, 1, 1, tzinfo=UTC)))
    assert job.run_after == datetime(2030, 1, 1, tzinfo=UTC)


def test_classes_of_urgency_go_one_after_the_other_and_some_workers_take_no_bulk(
    unit, make_session
):
    bulk = put(unit, priority=Urgency.BULK)
    usual = put(unit)
    interactive = put(unit, priority=Urgency.INTERACTIVE)
    kept_free = [claim_job(make_session, KINDS, takes_bulk=False) for _ in "123"]
    assert [claim and claim.job_id for claim in kept_free] == [interactive, usual, None]
    assert claim_job(make_session, KINDS).job_id == bulk


@pytest.mark.parametrize(
    ("priority", "urgency"),
    [
        *((0, "INTERACTIVE"), (50, "INTERACTIVE"), (99, "INTERACTIVE"), (100, "USUAL")),
        *((199, "USUAL"), (200, "BULK"), (900, "BULK")),
    ],
)
def test_every_priority_belongs_to_a_class(priority, urgency):
    assert urgency_of(priority) == Urgency[urgency]


def test_who_commits_tells_which_jobs_are_due(app, unit, make_session, monkeypatch):
    told = []
    monkeypatch.setattr(type(app), "carry", staticmethod(told.extend))
    due = put(unit, priority=Urgency.BULK)
    put(unit, run_after=clock.now() + timedelta(hours=1))
    assert told == [(due, Urgency.BULK)]
    claim = claim_job(make_session, KINDS)
    with unit() as uow:
        continue_job(uow, claim, {})
    assert told == [(due, Urgency.BULK)] * 2
    release_job(make_session, claim_job(make_session, KINDS))
    assert told == [(due, Urgency.BULK)] * 3
    # After a pause only.
    fail_job(make_session, claim_job(make_session, KINDS), "x")
    assert told == [(due, Urgency.BULK)] * 3


def test_nobody_is_told_of_a_job_whose_unit_failed(app, unit, monkeypatch):
    told = []
    monkeypatch.setattr(type(app), "carry", staticmethod(told.extend))

    def ask_and_fail():
        with unit() as uow:
            enqueue_job(uow, "count", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert told == []
