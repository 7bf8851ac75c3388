"""Jobs of plugins: as whom they run, once, and under whose name."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy import select

from salesforce_lite.access import deactivate_user
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.actor import ANONYMOUS
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import (
    enqueue_job,
)
from salesforce_lite.kernel.uow import unit_of_work
from tests.background.conftest import jobs_of, names_of, worker_of
from tests.background.one_job import KEEP, ask, failures
from tests.conftest import find_user


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


@pytest.mark.parametrize("name", ["run", "other.run", "one." + "x" * 80])
def test_a_job_says_whose_it_is(workshop, name) -> None:
    workshop.write(
        "one", f"@hookimpl\ndef jobs():\n    return [JobKind(name='{name}', label='', run=print)]"
    )
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert "one.tidy" in str(problem)


def test_a_key_is_used_once(app_with, operating) -> None:
    app = app_with(KEEP)
    key = str(uuid4())
    ask(app, key=key)
    with pytest.raises(ConflictError):
        ask(app, key=key)
    assert len(jobs_of(app, "one.run")) == 1
