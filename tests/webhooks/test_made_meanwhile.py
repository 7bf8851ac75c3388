"""A webhook that comes while somebody looks through what happened gets its first events."""

import pytest

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.webhooks import matching, switch_off, switch_on
from tests.conftest import ENGINE

only_postgresql = pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer")


@pytest.fixture
def look(app, monkeypatch):
    """`look(step, then)`: looks once; `then` happens when one `step` of it is done."""

    def once(step, then):
        usual = getattr(matching, step)

        def followed(*given):
            found = usual(*given)
            then()
            return found

        with monkeypatch.context() as patch:
            patch.setattr(matching, step, followed)
            job = unit_of_work(app.make_session, system_actor("look"), surface="job")
            with job as uow:
                matching.match_events(uow, {})

    return once


STEPS = ["_take_place", "settled_number", "active_webhooks"]


@only_postgresql
@pytest.mark.parametrize("step", STEPS)
def test_one_that_is_made_meanwhile(hook, customer, run, inbox, look, step):
    hook(types=("CustomerDeleted",), name="Other")
    customer("Before")
    run()

    def make():
        hook(types=("CustomerCreated",), name="New")
        customer("First")

    look(step, make)
    customer("Second")
    run()
    assert len(inbox.events) == 2


@only_postgresql
@pytest.mark.parametrize("step", STEPS)
def test_one_that_is_switched_on_meanwhile(hook, customer, work, run, inbox, look, step):
    hook(types=("CustomerDeleted",), name="Other")
    made = hook(types=("CustomerCreated",), name="New")
    with work() as uow:
        switch_off(uow, made.webhook.id)
    customer("Before")
    run()

    def begin():
        with work() as uow:
            switch_on(uow, made.webhook.id)
        customer("First")

    look(step, begin)
    customer("Second")
    run()
    assert len(inbox.events) == 2
