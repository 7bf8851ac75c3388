"""Jobs of plugins: as whom they run, in which transactions, what becomes of those that fail."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from salesforce_lite.access import deactivate_user
from salesforce_lite.background import cancel, retry
from salesforce_lite.background.keeping import kept
from salesforce_lite.customers import Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.actor import ANONYMOUS
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import (
    LeaseLostError,
    claim_job,
    enqueue_job,
    fail_job,
    sweep_expired,
)
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.plugin import PluginRecord, Switch
from salesforce_lite.team import load_actor
from tests.background import conftest
from tests.background.conftest import FAILURE, jobs_of, names_of, worker_of
from tests.conftest import find_user

HOOKS = """
    from salesforce_lite.customers import CustomerDraft, save_customer
    from salesforce_lite.kernel.errors import DomainError, N_

    class NotNow(DomainError):
        sentence = N_("The line is busy.")

    def keep(uow, name):
        save_customer(uow, CustomerDraft.of({{"name": name}}))

    def run(uow, payload):
        {body}

    @hookimpl
    def jobs():
        return [JobKind(name="one.run", label="Run", run=run)]
"""
KEEP = 'keep(uow, payload["name"])'


@pytest.fixture
def app_with(workshop, enable):
    """A server on which the plugin “one” is on, whose job does this."""

    def serve(body: str, **settings):
        workshop.write("one", HOOKS.format(body=body))
        app = workshop.serve(**settings)
        enable(app, "one")
        return app

    return serve


def ask(app, name: str = "rep", payload=None, **more):
    """Leave a job as that person."""
    with app.make_session() as session:
        actor = load_actor(session, find_user(session, name))
    with unit_of_work(app.make_session, actor, surface="test") as uow:
        return enqueue_job(uow, "one.run", payload or {"name": "Kiosco Sol"}, **more).id


def failures(app) -> int:
    with app.make_session() as session:
        query = select(func.count()).select_from(Note)
        return session.scalar(query.where(Note.kind == FAILURE, Note.subject == "one"))


def test_a_job_runs_as_the_person_who_asked_for_it(app_with) -> None:
    app = app_with(KEEP)
    ask(app)
    assert worker_of(app).work_off() == 1
    (job,) = jobs_of(app, "one.run")
    assert (job.state, job.progress, job.error) == (JobState.DONE, 100, "")
    with app.make_session() as session:
        customer = session.scalars(select(Customer)).one()
        assert customer.owner_id == find_user(session, "rep").id
        line = session.scalars(select(AuditEntry).where(AuditEntry.record_id == customer.id)).one()
        assert (line.actor_name, line.surface) == ("Rep", "job")


def test_what_the_person_may_not_do_the_job_may_not_do(app_with) -> None:
    app = app_with('uow.actor.require("users.manage")')
    ask(app)
    worker_of(app).work_off()
    (job,) = jobs_of(app, "one.run")
    assert job.state == JobState.QUEUED
    assert "users.manage" in job.error
    assert failures(app) == 0


def test_a_job_of_somebody_who_has_gone_is_not_done(app_with, operating) -> None:
    app = app_with(KEEP)
    ask(app)
    with operating(app) as uow:
        deactivate_user(uow, find_user(uow.session, "rep").id)
    worker_of(app).work_off()
    assert names_of(app) == []
    assert "may not sign in" in jobs_of(app, "one.run")[0].error


def test_a_job_of_nobody_may_nothing(app_with) -> None:
    app = app_with('uow.actor.require("customers.edit")')
    with unit_of_work(app.make_session, ANONYMOUS, surface="test") as uow:
        enqueue_job(uow, "one.run", {})
    worker_of(app).work_off()
    assert "customers.edit" in jobs_of(app, "one.run")[0].error


def test_a_job_of_the_system_is_the_plugin_in_the_history(app_with, operating) -> None:
    app = app_with(KEEP)
    with operating(app) as uow:
        enqueue_job(uow, "one.run", {"name": "Kiosco Sol"})
    worker_of(app).work_off()
    with app.make_session() as session:
        names = select(AuditEntry.actor_name).where(AuditEntry.record_kind == "customer")
        assert session.scalars(names).all() == ["plugin:one"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("raise SystemExit(2)", "SystemExit: 2"),
        ("uow.session.commit()", "UnitLentError: “one” called commit(); "),
        ("uow.rollback()", "UnitLentError: “one” called rollback(); "),
        ("return 5", "TypeError: a job answers None or GoOn, not 5"),
        ("return GoOn({}, progress='a')", "ValueError"),
        ("return GoOn(5)", "TypeError"),
    ],
)
def test_a_job_that_fails_leaves_nothing_and_is_tried_again(app_with, later, fault, error) -> None:
    app = app_with(f"{KEEP}; {fault}")
    ask(app, max_attempts=2)
    worker = worker_of(app)
    assert worker.work_off() == 1
    (job,) = jobs_of(app, "one.run")
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error.startswith(error)
    assert names_of(app) == []
    assert failures(app) == 1
    assert worker.work_off() == 0
    later(minutes=6)
    assert worker.work_off() == 1
    assert jobs_of(app, "one.run")[0].state == JobState.DEAD


def test_a_plugin_whose_jobs_fail_is_cut_off_and_its_jobs_wait(app_with) -> None:
    app = app_with("raise RuntimeError('no')")
    for _ in range(7):
        ask(app)
    assert worker_of(app).work_off() == 5
    with app.make_session() as session:
        assert session.scalar(select(PluginRecord.switch)) == Switch.AUTO_DISABLED
    assert [job.attempts for job in jobs_of(app, "one.run")] == [1] * 5 + [0] * 2


def test_a_refusal_is_tried_again_and_nobodys_fault(app_with, later) -> None:
    app = app_with("raise NotNow")
    for _ in range(7):
        ask(app)
    worker_of(app).work_off()
    assert {job.error for job in jobs_of(app, "one.run")} == {"The line is busy."}
    assert failures(app) == 0


def test_who_saves_at_the_same_moment_is_nobodys_fault(app_with) -> None:
    app = app_with("from salesforce_lite.kernel.errors import StaleVersionError as S; raise S")
    ask(app)
    worker_of(app).work_off()
    assert "at that very moment" in jobs_of(app, "one.run")[0].error
    assert failures(app) == 0


def test_jobs_wait_while_the_plugin_is_off(app_with, operating) -> None:
    app = app_with(KEEP)
    ask(app)
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    worker = worker_of(app)
    assert worker.work_off() == 0
    (job,) = jobs_of(app, "one.run")
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    with operating(app) as uow:
        app.plugins.enable(uow, "one")
    assert worker.work_off() == 1
    assert names_of(app) == ["Kiosco Sol"]


def test_a_plugin_switched_off_elsewhere_since_the_last_look_is_not_run(
    app_with, operating, monkeypatch
) -> None:
    app = app_with(KEEP, plugin_ttl=60)
    ask(app)
    worker = worker_of(app)
    # The worker knows the state of before; another process switches the plugin off at the moment
    # at which the job is claimed.
    app.plugins.current()

    def claim(*arguments, **options):
        taken = claim_job(*arguments, **options)
        with writing(), app.engine.begin() as connection:
            off = {"switch": Switch.DISABLED}
            connection.execute(update(PluginRecord.__table__).values(off))
            connection.exec_driver_sql("UPDATE plugin_generation SET number = number + 1")
        return taken

    monkeypatch.setattr("salesforce_lite.background.worker.claim_job", claim)
    assert worker.turn()
    (job,) = jobs_of(app, "one.run")
    assert (job.state, job.attempts, names_of(app)) == (JobState.QUEUED, 0, [])


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


def test_a_dead_job_is_tried_again_by_who_may(app_with, operating, later) -> None:
    app = app_with("raise RuntimeError('no')")
    job_id = ask(app, max_attempts=1)
    worker = worker_of(app)
    worker.work_off()
    with operating(app) as uow:
        retry(uow, job_id)
    later(seconds=1)
    assert worker.work_off() == 1
    assert jobs_of(app, "one.run")[0].state == JobState.DEAD


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


def test_several_workers_do_each_job_once(app_with) -> None:
    app = app_with(KEEP)
    wanted = sorted(f"Customer {number:02}" for number in range(40))
    for name in wanted:
        ask(app, payload={"name": name})

    def work(name: str) -> None:
        worker = worker_of(app, name)
        while any(job.state != JobState.DONE for job in jobs_of(app, "one.run")):
            worker.work_off()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names_of(app) == wanted
    assert {job.attempts for job in jobs_of(app, "one.run")} == {1}


def test_a_job_that_this_server_does_not_know_waits(app_with, operating) -> None:
    app = app_with(KEEP)
    with operating(app) as uow:
        enqueue_job(uow, "one.other", {})
    assert worker_of(app).work_off() == 0


@pytest.mark.parametrize("name", ["run", "other.run", "one." + "x" * 80])
def test_a_job_says_whose_it_is(workshop, name) -> None:
    workshop.write(
        "one", f"@hookimpl\ndef jobs():\n    return [JobKind(name='{name}', label='', run=print)]"
    )
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert "one.tidy" in str(problem)


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


def test_a_key_is_used_once(app_with, operating) -> None:
    app = app_with(KEEP)
    key = str(uuid4())
    ask(app, key=key)
    with pytest.raises(ConflictError):
        ask(app, key=key)
    assert len(jobs_of(app, "one.run")) == 1


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
