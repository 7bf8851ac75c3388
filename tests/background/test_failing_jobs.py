"""Jobs of plugins that fail, are refused or have to wait: what becomes of them."""

import pytest
from sqlalchemy import select, update

from salesforce_lite.background import retry
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import (
    claim_job,
    enqueue_job,
)
from salesforce_lite.plugin import PluginRecord, Switch
from tests.background.conftest import jobs_of, names_of, worker_of
from tests.background.one_job import KEEP, ask, failures


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


def test_a_job_that_this_server_does_not_know_waits(app_with, operating) -> None:
    app = app_with(KEEP)
    with operating(app) as uow:
        enqueue_job(uow, "one.other", {})
    assert worker_of(app).work_off() == 0
