"""A plugin with one job, a server on which it is on, and people who leave the job."""

import pytest
from sqlalchemy import func, select

from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.team import load_actor
from tests.conftest import find_user

# The kind of the notes of failures, as the back office counts them.
FAILURE = "plugin.failure"
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
