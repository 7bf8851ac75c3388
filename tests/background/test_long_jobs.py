"""Jobs that take long: in steps, cancelled meanwhile, kept by a lease, beside others."""

import threading

import pytest

from salesforce_lite.background import cancel
from salesforce_lite.background.keeping import kept
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.job_rows import JobState, Urgency
from salesforce_lite.kernel.jobs import (
    LeaseLostError,
    claim_job,
    fail_job,
    sweep_expired,
)
from tests.background import conftest
from tests.background.conftest import jobs_of, names_of, worker_of
from tests.background.one_job import KEEP, ask


def test_long_work_is_done_in_steps_that_others_can_pass(app_with) -> None:
    app = app_with(
        """
        left = payload["left"]
        keep(uow, f"Customer {left}")
        if left > 1:
            return GoOn({"left": left - 1, "at": uow.now, "by": uow.actor.user_id}, progress=50)
        """
    )
    ask(app, payload={"left": 3})
    worker = worker_of(app)
    assert worker.turn()
    (job,) = jobs_of(app, "one.run")
    assert (job.state, job.progress, job.payload["left"]) == (JobState.QUEUED, 50, 2)
    ask(app, payload={"left": 1}, priority=1)
    assert worker.turn()
    assert [job.state for job in jobs_of(app, "one.run")] == [JobState.QUEUED, JobState.DONE]
    assert worker.work_off() == 2
    assert names_of(app) == ["Customer 1", "Customer 1", "Customer 2", "Customer 3"]


def test_a_job_cancelled_while_it_runs_saves_nothing(app_with, operating, monkeypatch) -> None:
    app = app_with(KEEP)
    job_id = ask(app)

    def claim(*arguments, **options):
        taken = claim_job(*arguments, **options)
        with operating(app) as uow:
            cancel(uow, job_id)
        return taken

    monkeypatch.setattr("salesforce_lite.background.worker.claim_job", claim)
    assert worker_of(app).turn()
    assert names_of(app) == []
    assert jobs_of(app, "one.run")[0].state == JobState.CANCELLED


def test_a_job_cancelled_between_two_steps_goes_no_further(app_with, operating) -> None:
    app = app_with(f"{KEEP}; return GoOn(payload)")
    job_id = ask(app)
    worker = worker_of(app)
    assert worker.turn()
    with operating(app) as uow:
        cancel(uow, job_id)
    assert not worker.turn()
    assert names_of(app) == ["Kiosco Sol"]


def test_a_step_that_speaks_with_others_keeps_nobody_from_saving(
    app_with, operating, monkeypatch
) -> None:
    app = app_with("from tests.background import conftest; conftest.meanwhile()")
    ask(app)
    saved = []

    def save_elsewhere() -> None:
        thread = threading.Thread(target=save)
        thread.start()
        thread.join()

    def save() -> None:
        with operating(app) as uow:
            saved.append(save_customer(uow, CustomerDraft.of({"name": "Ferretería"})).name)

    monkeypatch.setattr(conftest, "meanwhile", save_elsewhere)
    worker_of(app).work_off()
    assert (jobs_of(app, "one.run")[0].state, saved) == (JobState.DONE, ["Ferretería"])


def test_the_lease_is_kept_while_a_step_takes_long(app_with, later) -> None:
    app = app_with(KEEP)
    ask(app)
    claim = claim_job(app.make_session, ["one.run"])
    later(minutes=1)
    extended = threading.Event()
    before = jobs_of(app, "one.run")[0].lease_until

    def is_extended(_seconds) -> bool:
        if jobs_of(app, "one.run")[0].lease_until > before:
            extended.set()
        return False

    with kept(app.make_session, claim, is_enough=is_extended, give_up=print, beat=0.01):
        assert extended.wait(60)
    assert sweep_expired(app.make_session) == 0


def test_a_worker_that_hangs_is_given_up(app_with) -> None:
    app = app_with(KEEP)
    ask(app)
    claim = claim_job(app.make_session, ["one.run"])
    given_up = threading.Event()
    with kept(app.make_session, claim, is_enough=lambda _: True, give_up=given_up.set, beat=0.01):
        assert given_up.wait(60)


def test_what_a_worker_of_the_same_name_held_is_taken_back_at_once(app_with) -> None:
    app = app_with(KEEP)
    ask(app)
    ask(app)
    claim_job(app.make_session, ["one.run"], worker="a")
    claim_job(app.make_session, ["one.run"], worker="b")
    assert worker_of(app, "a").recover() == 1
    assert [job.state for job in jobs_of(app, "one.run")] == [JobState.QUEUED, JobState.RUNNING]
    assert jobs_of(app, "one.run")[0].error == "the worker ended"


def test_a_second_worker_does_not_finish_what_the_first_lost(app_with, later) -> None:
    app = app_with(KEEP)
    ask(app)
    worker = worker_of(app)
    claim = claim_job(app.make_session, ["one.run"])
    later(minutes=5)
    worker.look()
    later(minutes=1)
    assert worker.work_off() == 1
    with pytest.raises(LeaseLostError):
        fail_job(app.make_session, claim, "late")
    assert names_of(app) == ["Kiosco Sol"]


def test_a_mail_does_not_wait_for_an_import_of_many_steps(app_with) -> None:
    app = app_with(
        """
        keep(uow, payload["name"])
        if payload["name"] == "Bulk":
            return GoOn(payload)
        """
    )
    ask(app, payload={"name": "Bulk"}, priority=Urgency.BULK)
    worker = worker_of(app)
    assert worker.turn()
    ask(app, payload={"name": "Mail"}, priority=Urgency.INTERACTIVE)
    assert worker.turn()
    assert names_of(app) == ["Bulk", "Mail"]
    # Nothing is left but bulk, which one of several workers never takes.
    assert not worker_of(app, "free", takes_bulk=False).turn()
    assert worker.turn()
    assert names_of(app) == ["Bulk", "Bulk", "Mail"]
