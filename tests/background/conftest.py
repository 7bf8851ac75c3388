"""A worker of a server, and plugins with jobs to do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.background import Worker
from salesforce_lite.cli.worker import site_of
from salesforce_lite.customers import Customer
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.web import App
from tests.background.one_job import FAILURE, app_with
from tests.plugin.conftest import enable, operating, workshop

__all__ = ["FAILURE", "app_with", "enable", "operating", "workshop"]

# What a job does while it runs that its test wants to see: `conftest.meanwhile()` in its code.
meanwhile: Callable[[], None] = print


def worker_of(app: App, name: str = "test", **limits: float) -> Worker:
    return Worker(site_of(app), name, **limits)


def jobs_of(app: App, *kinds: str) -> list[Job]:
    """The jobs of these kinds, in the order in which they were asked for."""
    with app.make_session() as session:
        query = select(Job).order_by(Job.id)
        return list(session.scalars(query.where(Job.kind.in_(kinds)) if kinds else query))


def expire(app: App) -> None:
    """What runs has been held for too long: nobody waits for the minutes of a lease."""
    over = {"lease_until": clock.now() - timedelta(seconds=1)}
    running = Job.__table__.update().where(Job.state == JobState.RUNNING)
    with writing(), app.engine.begin() as connection:
        connection.execute(running.values(over))


def hurry(app: App) -> None:
    """Skip the pause before the next attempt."""
    with writing(), app.engine.begin() as connection:
        connection.execute(Job.__table__.update().values(run_after=clock.now()))


def names_of(app: App) -> list[str]:
    """The names of all customers: what the jobs of these tests leave behind."""
    with app.make_session() as session:
        return sorted(session.scalars(select(Customer.name)))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the clock; distances add up."""
    real, moved = clock.now, timedelta()

    def move(**distance: float) -> None:
        nonlocal moved
        moved += timedelta(**distance)
        monkeypatch.setattr(clock, "now", lambda: real() + moved)

    return move
