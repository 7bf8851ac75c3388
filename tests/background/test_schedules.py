"""Schedules ask for their jobs once, in the zone they say, and make up for one missed time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.background.lead import LEASE, take_lead
from salesforce_lite.background.model import ScheduledJob
from salesforce_lite.company import Company
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.ids import smallest_id_of
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import enqueue_job
from tests.background.conftest import jobs_of, names_of, worker_of

HOOKS = """
    from salesforce_lite.customers import CustomerDraft, save_customer

    def run(uow, payload):
        save_customer(uow, CustomerDraft.of({{"name": uow.actor.name}}))

    @hookimpl
    def jobs():
        return [JobKind(name="one.run", label="Run", run=run, schedule=Schedule({schedule}))]
"""


@pytest.fixture
def at(monkeypatch):
    """`at("2026-03-01 07:59")`: the clock stands there, in UTC."""

    def stand(moment: str) -> None:
        here = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: here)

    return stand


@pytest.fixture
def app_with(workshop, enable):
    def serve(schedule: str = '"0 8 * * *", "UTC"'):
        workshop.write("one", HOOKS.format(schedule=schedule))
        app = workshop.serve()
        enable(app, "one")
        return app

    return serve


def times_of(app) -> list[str]:
    """When the jobs of the schedule were due."""
    return [job.key.removeprefix("schedule/one.run/")[:16] for job in jobs_of(app, "one.run")]


def test_a_job_comes_due_at_its_time(app_with, at) -> None:
    app = app_with()
    worker = worker_of(app)
    at("2026-03-01 07:59")
    worker.look()
    at("2026-03-01 08:00")
    worker.look()
    worker.look()
    assert times_of(app) == ["2026-03-01T08:00"]
    # Besides it, what the server does every minute.
    assert worker.work_off() >= 1
    assert names_of(app) == ["plugin:one"]
    at("2026-03-02 08:00:01")
    worker.look()
    assert times_of(app) == ["2026-03-01T08:00", "2026-03-02T08:00"]


def test_of_many_workers_one_asks(app_with, at) -> None:
    app = app_with()
    workers = [worker_of(app, name) for name in "abc"]
    at("2026-03-01 07:59")
    for worker in workers:
        worker.look()
    at("2026-03-01 08:00")
    for worker in workers:
        worker.look()
    assert times_of(app) == ["2026-03-01T08:00"]


def test_another_worker_leads_when_the_lease_of_the_first_has_ended(
    app_with, at, operating
) -> None:
    app = app_with()

    def asked(name: str) -> bool:
        with operating(app) as uow:
            return take_lead(uow, "schedules", name)

    at("2026-03-01 08:00")
    assert [asked("a"), asked("b"), asked("a")] == [True, False, True]
    at("2026-03-01 08:01:01")
    assert [asked("b"), asked("a")] == [True, False]
    assert timedelta(minutes=1) == LEASE


def test_of_the_times_that_were_missed_the_last_is_made_up_for(app_with, at) -> None:
    app = app_with()
    worker = worker_of(app)
    at("2026-03-01 07:59")
    worker.look()
    at("2026-03-11 12:00")
    worker.look()
    assert times_of(app) == ["2026-03-01T08:00"]
    worker.work_off()
    at("2026-03-12 08:00")
    worker.look()
    assert times_of(app) == ["2026-03-01T08:00", "2026-03-12T08:00"]


def test_a_job_that_is_not_done_yet_is_not_asked_for_again(app_with, at, operating) -> None:
    app = app_with('"* * * * *"')
    worker = worker_of(app)
    for minute in range(5):
        at(f"2026-03-01 08:0{minute}")
        worker.look()
    assert times_of(app) == ["2026-03-01T08:01"]
    # What somebody asked for besides is no reason.
    worker.work_off()
    with operating(app) as uow:
        enqueue_job(uow, "one.run", {})
    at("2026-03-01 08:06")
    worker.look()
    assert len(jobs_of(app, "one.run")) == 3


def test_of_what_comes_every_minute_the_last_time_is_kept_and_what_went_wrong(
    app_with, at, operating
) -> None:
    app = app_with('"* * * * *"')
    worker = worker_of(app)
    at("2026-03-01 07:59:30")
    worker.look()
    for minute in ("08:00", "08:01", "08:02", "08:03"):
        at(f"2026-03-01 {minute}")
        worker.look()
        if minute == "08:01":
            with operating(app) as uow:
                waiting = select(Job).where(Job.state == JobState.QUEUED, Job.kind == "one.run")
                job = uow.session.scalars(waiting).one()
                job.state = JobState.DEAD
        worker.work_off()
    assert times_of(app) == ["2026-03-01T08:01", "2026-03-01T08:03"]


def test_a_schedule_waits_while_the_plugin_is_off(app_with, at, operating) -> None:
    app = app_with()
    worker = worker_of(app)
    at("2026-03-01 07:59")
    worker.look()
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    at("2026-03-03 12:00")
    worker.look()
    assert jobs_of(app, "one.run") == []
    with operating(app) as uow:
        app.plugins.enable(uow, "one")
    worker.look()
    assert times_of(app) == ["2026-03-01T08:00"]


def test_it_is_the_time_of_the_company_unless_another_is_named(app_with, at, operating) -> None:
    app = app_with('"0 8 * * *"')
    with operating(app) as uow:
        uow.session.query(Company).update({"zone": "America/Mexico_City"})
    at("2026-03-01 00:00")
    worker = worker_of(app)
    worker.look()
    assert _next_at(app) == "2026-03-01 14:00"
    # It follows the company.
    with operating(app) as uow:
        uow.session.query(Company).update({"zone": "Europe/Madrid"})
    worker.look()
    assert _next_at(app) == "2026-03-01 07:00"


def _next_at(app) -> str:
    with app.make_session() as session:
        query = select(ScheduledJob.next_at).where(ScheduledJob.name == "one.run")
        return session.scalars(query).one().strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("schedule", ['"0 25 * * *"', '"0 8 * * *", "Europe/Madird"', '"@daily"'])
def test_a_time_that_never_comes_breaks_only_its_plugin(workshop, schedule) -> None:
    workshop.write("one", HOOKS.format(schedule=schedule))
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert "is not a time that comes again" in str(problem)


def test_looking_writes_nothing_while_nothing_is_due(app_with, at, monkeypatch) -> None:
    app = app_with()
    worker = worker_of(app)
    at("2026-03-01 00:00")
    worker.look()
    monkeypatch.setattr(
        "salesforce_lite.background.schedules.unit_of_work", lambda *_, **__: pytest.fail("writes")
    )
    worker.look()
    assert not worker.turn()


def test_jobs_that_ended_long_ago_are_forgotten_at_night(workshop, at, operating) -> None:
    app = workshop.serve()
    start = clock.now()
    with operating(app) as uow:
        states = (JobState.DONE, JobState.CANCELLED, JobState.DEAD, JobState.QUEUED)
        for state in states:
            enqueue_job(uow, "one.run", {}).state = state
        uow.session.flush()
        uow.session.query(Job).update({"ended_at": start})
        # Asked for before, ended today.
        late = enqueue_job(uow, "one.run", {"late": True})
        late.state, late.ended_at = JobState.DONE, start + timedelta(days=31)
    worker = worker_of(app)
    at((start + timedelta(days=30)).strftime("%Y-%m-%d 00:00"))
    worker.look()
    at((start + timedelta(days=32)).strftime("%Y-%m-%d 12:00"))
    worker.look()
    worker.work_off()
    kept = [job.state for job in jobs_of(app, "one.run")]
    assert kept == [JobState.DEAD, JobState.QUEUED, JobState.DONE]


def test_many_old_jobs_are_forgotten_in_short_steps(workshop, at, operating, monkeypatch) -> None:
    monkeypatch.setattr("salesforce_lite.background.tidying._BATCH", 2)
    app = workshop.serve()
    with operating(app) as uow:
        for _ in range(5):
            job = enqueue_job(uow, "one.run", {})
            job.state, job.ended_at = JobState.DONE, uow.now
        enqueue_job(uow, "background.tidy", {}, run_after=uow.now + timedelta(days=40))
    at((clock.now() + timedelta(days=41)).strftime("%Y-%m-%d 12:00"))
    worker = worker_of(app)
    steps = 0
    while jobs_of(app, "background.tidy")[0].state != JobState.DONE:
        steps += worker.turn()
    assert jobs_of(app, "one.run") == []
    assert steps >= 3


def test_ids_made_after_a_moment_are_larger() -> None:
    moment = clock.now()
    assert str(smallest_id_of(moment)) > str(smallest_id_of(moment - timedelta(seconds=1)))


@pytest.mark.parametrize("is_purged", [False, True])
def test_a_plugin_that_was_removed_and_comes_again_has_missed_nothing(
    app_with, at, operating, is_purged
) -> None:
    app = app_with()
    worker = worker_of(app)
    at("2026-03-01 07:59")
    worker.look()
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    with operating(app) as uow:
        if is_purged:
            app.plugins.removal.purge(uow, "one", typed="one")
        else:
            app.plugins.removal.uninstall(uow, "one")
    with app.make_session() as session:
        left = session.scalars(select(ScheduledJob.name)).all()
    assert "background.tidy" in left
    assert not [name for name in left if name.startswith("one.")]
    with operating(app) as uow:
        app.plugins.enable(uow, "one")
    at("2026-03-03 12:00")
    worker.look()
    assert jobs_of(app, "one.run") == []
