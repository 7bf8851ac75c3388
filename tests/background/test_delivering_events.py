"""Events reach their subscribers after the commit: at least once, and not while they are off."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import deactivate_user
from salesforce_lite.background import retry
from salesforce_lite.customers import Customer, CustomerCreated, CustomerDraft, save_customer
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.team import load_actor
from tests.background.conftest import jobs_of, names_of, worker_of
from tests.conftest import find_user

KIND = "one/CustomerCreated/greet"
HOOKS = """
    from salesforce_lite.customers import Customer, CustomerCreated, get_customer

    def greet(uow, fact):
        customer = get_customer(uow, fact.customer_id)
        {body}

    def too(uow, fact):
        pass

    @hookimpl
    def subscriptions():
        return [after_commit(CustomerCreated, greet){more}]
"""
CHANGE = 'customer.name = customer.name + "!"'


@pytest.fixture
def app_with(workshop, enable):
    def serve(body: str = CHANGE, more: str = ""):
        workshop.write("one", HOOKS.format(body=body, more=more))
        app = workshop.serve()
        enable(app, "one")
        return app

    return serve


def add(app, name: str = "Kiosco Sol", person: str = "rep"):
    with app.make_session() as session:
        actor = load_actor(session, find_user(session, person))
    reactions = app.contributions.reactions
    with unit_of_work(app.make_session, actor, surface="test", reactions=reactions) as uow:
        return save_customer(uow, CustomerDraft.of({"name": name})).id


def test_an_event_is_delivered_after_its_commit(app_with) -> None:
    app = app_with()
    add(app)
    assert names_of(app) == ["Kiosco Sol"]
    assert worker_of(app).work_off() == 1
    assert names_of(app) == ["Kiosco Sol!"]
    assert jobs_of(app, KIND)[0].state == JobState.DONE


def test_the_plugin_acts_on_behalf_of_the_person(app_with) -> None:
    app = app_with()
    add(app)
    worker_of(app).work_off()
    with app.make_session() as session:
        query = select(AuditEntry).order_by(AuditEntry.id)
        made, changed = session.scalars(query.where(AuditEntry.record_kind == "customer"))
        assert (made.actor_name, changed.actor_name) == ("Rep", "plugin:one")
        assert changed.actor_id == made.actor_id
        assert changed.surface == "job"


def test_it_sees_no_more_than_the_person(app_with) -> None:
    app = app_with("customer.name = str(len(uow.session.query(Customer).all()))")
    add(app, "Of the other", "other")
    add(app, "Of the rep", "rep")
    worker_of(app).work_off()
    assert names_of(app) == ["1", "1"]


def test_what_happened_is_delivered_though_the_person_has_gone(app_with, operating) -> None:
    app = app_with()
    add(app)
    with operating(app) as uow:
        deactivate_user(uow, find_user(uow.session, "rep").id)
    assert worker_of(app).work_off() == 1
    assert names_of(app) == ["Kiosco Sol!"]


def test_an_event_that_is_not_committed_is_not_delivered(app_with, operating) -> None:
    app = app_with()

    def add_and_fail() -> None:
        with operating(app) as uow:
            save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))
            uow.session.flush()
            uow.settle()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    assert jobs_of(app) == []
    assert worker_of(app).work_off() == 0


def test_a_history_told_afterwards_is_delivered_to_nobody(app_with, operating) -> None:
    app = app_with()
    with operating(app) as uow:
        with uow.acting_as(uow.actor, uow.now - timedelta(days=300)):
            save_customer(uow, CustomerDraft.of({"name": "Long ago"}))
        save_customer(uow, CustomerDraft.of({"name": "Now"}))
    worker_of(app).work_off()
    assert names_of(app) == ["Long ago", "Now!"]


def test_every_subscriber_gets_every_event_once(app_with) -> None:
    app = app_with(more=", after_commit(CustomerCreated, too), before_commit(CustomerCreated, too)")
    add(app, "A")
    add(app, "B")
    kinds = [job.kind for job in jobs_of(app)]
    assert sorted(kinds) == [KIND] * 2 + ["one/CustomerCreated/too"] * 2
    assert len({job.key for job in jobs_of(app)}) == 4
    assert worker_of(app).work_off() == 4


def test_one_event_told_twice_in_one_unit_is_two_events(app_with, operating) -> None:
    app = app_with("pass")
    fact = CustomerCreated(customer_id=add(app))
    with operating(app) as uow:
        uow.record(fact, fact)
    assert len(jobs_of(app, KIND)) == 3
    assert worker_of(app).work_off() == 3


def test_deliveries_wait_while_the_plugin_is_off_and_come_when_it_is_on_again(
    app_with, operating
) -> None:
    app = app_with()
    add(app, "Before")
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    add(app, "While it is off")
    worker = worker_of(app)
    assert worker.work_off() == 0
    assert jobs_of(app, KIND)[0].attempts == 0
    with operating(app) as uow:
        app.plugins.enable(uow, "one")
    assert worker.work_off() == 1
    # What happens while nobody has subscribed is told to nobody.
    assert names_of(app) == ["Before!", "While it is off"]


def test_a_delivery_that_fails_is_tried_again_and_dead_in_the_end(
    app_with, later, operating
) -> None:
    app = app_with(f"{CHANGE}; raise RuntimeError('no')")
    add(app)
    worker = worker_of(app)
    for _ in range(8):
        assert worker.work_off() == 1
        later(days=1)
    (job,) = jobs_of(app, KIND)
    assert (job.state, job.error) == (JobState.DEAD, "RuntimeError: no")
    assert names_of(app) == ["Kiosco Sol"]
    assert worker.work_off() == 0
    with operating(app) as uow:
        retry(uow, job.id)
    assert worker.work_off() == 1


def test_an_event_of_another_version_is_not_guessed_at(app_with, operating) -> None:
    app = app_with()
    add(app)
    with operating(app) as uow:
        uow.session.query(EventRecord).update({"payload_version": 7})
    worker_of(app).work_off()
    assert "another version" in jobs_of(app, KIND)[0].error


def test_the_same_delivery_cannot_be_written_twice(app_with, operating) -> None:
    app = app_with()
    add(app)
    (job,) = jobs_of(app, KIND)
    row = {column.name: getattr(job, column.name) for column in job.__table__.columns}
    with pytest.raises(ConflictError), operating(app) as uow:
        uow.session.add(type(job)(**row | {"id": new_id()}))


@pytest.mark.parametrize(
    "more",
    [
        ", after_commit(CustomerCreated, lambda uow, fact: None)",
        ", after_commit(CustomerCreated, greet)",
        ", after_commit(CustomerCreated, too, name='x' * 80)",
    ],
)
def test_subscribers_have_names_of_their_own(workshop, more) -> None:
    workshop.write("one", HOOKS.format(body="pass", more=more))
    assert "name=…" in str(workshop.serve().plugins.installation.plugin("one").problem)


def test_nobody_writes_jobs_without_subscribers(workshop, enable, operating) -> None:
    app = workshop.serve()
    add(app)
    with app.make_session() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 1
    assert jobs_of(app) == []
