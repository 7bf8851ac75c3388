"""Ids of jobs on their way through a broker: they come, or are not needed; nobody waits."""

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest

from salesforce_lite.background import (
    Broker,
    BrokerAwayError,
    BrokerLine,
    BrokerPackageMissingError,
    Carrier,
    Receiver,
)
from salesforce_lite.cli.lines import begin_to_carry, line_of
from salesforce_lite.config import Settings
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import JobState, Urgency
from salesforce_lite.kernel.jobs import claim_job, enqueue_job, waits
from tests.background.brokers import (
    NOWHERE,
    rabbitmq_answers,
    rabbitmq_queues,
    redis_server,
    until,
)
from tests.background.conftest import jobs_of, names_of, worker_of
from tests.cli.server import HOST

KEY = "k" * 40
KINDS = ["redis", *(["rabbitmq"] if rabbitmq_answers() else [])]


@pytest.fixture(params=KINDS)
def broker(request) -> Iterator[Broker]:
    """Each kind of broker that there is."""
    if request.param == "rabbitmq":
        with rabbitmq_queues() as found:
            yield found
        return
    with redis_server() as server:
        yield Broker.of_site(server.address, KEY)


@pytest.fixture
def receive():
    """Begins to receive; it ends with the test."""
    begun: list[Receiver] = []

    def begin(broker: Broker, *, takes_bulk: bool = True) -> Receiver:
        receiver = Receiver(broker, f"test@{len(begun)}", lambda: None)
        receiver.begin(takes_bulk=takes_bulk)
        begun.append(receiver)
        until(lambda: receiver.is_connected)
        return receiver

    yield begin
    for receiver in begun:
        receiver.end()


def carrier_of(broker: Broker) -> Carrier:
    carrier = Carrier(BrokerLine(broker))
    carrier.begin()
    return carrier


def heard(receiver: Receiver, count: int) -> list[UUID]:
    """The next ids; each is over before the next one comes."""
    found: list[UUID] = []

    def is_enough() -> bool:
        call = receiver.next()
        if call is not None:
            with call:
                found.append(call.job_id)
        return len(found) == count

    until(is_enough)
    return found


def test_what_is_handed_over_comes_out_once(broker, receive) -> None:
    ids = [new_id() for _ in range(30)]
    carry = carrier_of(broker)
    carry([(job_id, Urgency.USUAL) for job_id in ids])
    assert sorted(heard(receive(broker), len(ids))) == sorted(ids)


def test_who_takes_no_bulk_hears_of_none(broker, receive) -> None:
    bulk, mail = new_id(), new_id()
    carrier_of(broker)([(bulk, Urgency.BULK), (mail, Urgency.INTERACTIVE)])
    assert heard(receive(broker, takes_bulk=False), 1) == [mail]


def test_a_message_that_nobody_has_dealt_with_is_given_back(broker, receive) -> None:
    job_id = new_id()
    carrier_of(broker)([(job_id, Urgency.USUAL)])
    first = receive(broker)
    until(lambda: first._calls.qsize())
    first.end()
    assert heard(receive(broker), 1) == [job_id]


def test_sites_with_one_broker_have_queues_of_their_own() -> None:
    names = {Broker.of_site(NOWHERE, key).queue(each) for key in "ab" for each in Urgency}
    assert len(names) == 6
    assert Broker.of_site(NOWHERE, "a") == Broker.of_site(NOWHERE, "a")


def test_a_password_is_never_shown() -> None:
    broker = Broker.of_site("amqp://sales:hunter2@mq.example.com:5672/site", KEY)
    assert broker.shown == "amqp://mq.example.com:5672/site"


def test_a_package_that_is_missing_is_named(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("salesforce_lite.background.broker.find_spec", lambda name: None)
    with pytest.raises(BrokerPackageMissingError, match="package celery, which it needs"):
        Broker.of_site(NOWHERE, KEY)


def test_celery_is_loaded_only_where_a_broker_is_used() -> None:
    program = "import sys, salesforce_lite.cli, salesforce_lite.app; print('celery' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout == "False\n"


def test_nobody_notices_at_work_that_the_broker_is_away(caplog) -> None:
    carry = carrier_of(Broker.of_site(NOWHERE, KEY))
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            carry([(new_id(), Urgency.USUAL)])
        until(lambda: carry._units.empty())
        until(lambda: caplog.messages)
    # Said once, and not tried again for each.
    (said,) = caplog.messages
    assert said.startswith(f"{NOWHERE} does not answer")


def test_nobody_waits_for_a_broker_that_accepts_and_says_nothing() -> None:
    with socket.create_server((HOST, 0)) as silent:
        broker = Broker.of_site(f"redis://{HOST}:{silent.getsockname()[1]}/0", KEY)
        carry = carrier_of(broker)
        # It would fill up, if it kept all of them.
        for _ in range(20_000):
            carry([(new_id(), Urgency.USUAL)])
        assert carry._units.qsize() <= 10_000
        with pytest.raises(BrokerAwayError):
            broker.check()


def test_before_a_process_says_so_nothing_leaves_it() -> None:
    carry = Carrier(BrokerLine(Broker.of_site(NOWHERE, KEY)))
    carry([(new_id(), Urgency.USUAL)])
    assert carry._thread is None


HOOKS = """
    from salesforce_lite.customers import CustomerDraft, save_customer

    def run(uow, payload):
        save_customer(uow, CustomerDraft.of({"name": payload["name"]}))

    @hookimpl
    def jobs():
        return [JobKind(name="one.run", label="Run", run=run)]
"""


@pytest.fixture
def app(workshop, enable):
    workshop.write("one", HOOKS)
    app = workshop.serve(broker_url=NOWHERE)
    enable(app, "one")
    begin_to_carry(app)
    return app


@pytest.fixture
def ask(app, operating):
    def leave(name: str, urgency: Urgency = Urgency.USUAL) -> UUID:
        with operating(app) as uow:
            return enqueue_job(uow, "one.run", {"name": name}, priority=urgency).id

    return leave


def test_pages_and_jobs_go_on_without_the_broker(app, ask) -> None:
    ask("Kiosco Sol")
    assert worker_of(app).work_off() == 1
    assert names_of(app) == ["Kiosco Sol"]
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "reasons": []})


def test_a_message_lets_the_table_say_whose_turn_it_is(app, ask) -> None:
    bulk, mail = ask("Bulk", Urgency.BULK), ask("Mail", Urgency.INTERACTIVE)
    later = ask("Later", Urgency.BULK)
    worker_of(app).take(bulk)
    assert [job.state for job in jobs_of(app, "one.run")] == ["done", "done", "queued"]
    # What comes twice, or too late, finds nothing to do.
    for stale in (bulk, mail, new_id()):
        assert not waits(app.make_session, stale)
        worker_of(app).take(stale)
    assert waits(app.make_session, later)


def test_two_workers_with_the_same_message_do_the_job_once(app, ask) -> None:
    job_id = ask("Kiosco Sol")
    held = claim_job(app.make_session, ["one.run"], worker="first")
    worker_of(app, "second").take(job_id)
    assert held.job_id == job_id
    assert names_of(app) == []
    assert jobs_of(app, "one.run")[0].state == JobState.RUNNING


def test_a_worker_that_takes_no_bulk_leaves_it(app, ask) -> None:
    bulk = ask("Bulk", Urgency.BULK)
    worker_of(app, takes_bulk=False).take(bulk)
    assert waits(app.make_session, bulk)


def test_the_settings_lead_to_the_broker(app) -> None:
    assert line_of(app).address == NOWHERE
    assert Settings().broker_url == ""
