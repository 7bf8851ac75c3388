"""Whatever a receiver does or does not do: nothing is lost, and nobody else waits for it."""

import threading
from functools import partial

import pytest

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.outbound import Client
from salesforce_lite.webhooks import get_webhook, waking
from salesforce_lite.webhooks import site as of_site
from salesforce_lite.webhooks.courier import Courier
from salesforce_lite.webhooks.noting import note_outcomes
from salesforce_lite.webhooks.parcels import Outcome
from tests.background.conftest import jobs_of, worker_of
from tests.outbound.conftest import receiving
from tests.webhooks.conftest import Inbox

SENT_AGAIN = ("CustomerCreated",)


@pytest.fixture
def over():
    """Set when the test ends, so that hanging receivers end too."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def hanging(inbox, over):
    inbox.talk = lambda _line, _body: over.wait(60)
    return inbox


@pytest.fixture
def hurried(monkeypatch):
    """Only so long is a receiver waited for: what ends the test, not what is measured."""
    monkeypatch.setattr(of_site, "Client", partial(Client, patience=0.4))


@pytest.mark.usefixtures("hurried")
def test_who_hangs_is_tried_again_later(hook, customer, run, hanging, later, deliveries):
    hook(types=SENT_AGAIN)
    customer("Ana")
    run()
    [one] = deliveries()
    assert (one.state, one.attempts, one.problem) == ("waiting", 1, "too_slow")
    hanging.talk = None
    later(seconds=11)
    run()
    assert [one.state for one in deliveries()] == ["sent"]


def test_a_worker_does_not_wait_for_who_hangs(app, hook, customer, run, hanging, over, deliveries):
    with receiving() as fine:
        good = Inbox(fine)
        fine.answer = good.answer
        hook(types=SENT_AGAIN)
        hook(types=SENT_AGAIN, url=good.address, name="Good")
        for number in range(40):
            customer(f"Customer {number}")
        worker_of(app).work_off(most=20)
        # The worker is free for other jobs while eight requests still wait for an answer.
        assert not over.is_set()
        assert {one.state for one in deliveries() if one.status is None} == {"waiting"}
        run()
        assert len(good.taken) == 40
        assert [one.state for one in deliveries() if one.status == 200] == ["sent"] * 40


@pytest.mark.usefixtures("hurried")
def test_who_does_not_answer_is_asked_by_one_request_at_a_time(
    hook, customer, run, hanging, later, work
):
    made = hook(types=SENT_AGAIN)
    for number in range(30):
        customer(f"Customer {number}")
    run()
    begun = len(hanging.taken)
    assert begun <= 8
    with work() as uow:
        assert get_webhook(uow, made.webhook.id).rests_until is not None
    run()
    assert len(hanging.taken) == begun
    later(seconds=20)
    run()
    assert len(hanging.taken) == begun + 1
    hanging.talk = None
    later(minutes=6)
    run()
    later(minutes=6)
    run()
    assert len({one["data"]["customer_id"] for one in hanging.events}) == 30


def test_a_receiver_that_was_dead_for_an_hour_gets_everything(
    hook, customer, run, inbox, later, deliveries
):
    hook(types=SENT_AGAIN)
    inbox.otherwise = 503
    saved = []
    for number in range(12):
        saved.append(str(customer(f"Customer {number}").id))
        run()
        later(minutes=5)
    inbox.otherwise = 200
    inbox.taken.clear()
    for _ in range(30):
        later(minutes=6)
        run()
    assert {one.state for one in deliveries()} == {"sent"}
    assert sorted(one["data"]["customer_id"] for one in inbox.events) == sorted(saved)


def test_a_receiver_that_asks_for_patience_is_given_it(hook, customer, run, inbox, later):
    hook(types=SENT_AGAIN)
    inbox.talk = lambda line, _body: line.sendall(
        b"HTTP/1.1 429 Slow\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
    )
    customer("Ana")
    run()
    later(minutes=9)
    run()
    assert len(inbox.taken) == 1
    later(minutes=2)
    run()
    assert len(inbox.taken) == 2


def test_ten_megabytes_are_not_read_and_not_kept(hook, customer, run, inbox, deliveries):
    hook(types=SENT_AGAIN)

    def pour(line, _body):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
        for _ in range(160):
            line.sendall(b"x" * 65536)

    inbox.talk = pour
    customer("Ana")
    run()
    [one] = deliveries()
    assert (one.state, len(one.answer)) == ("sent", 500)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (b"", "broken_answer"),
        (b"what?\r\n\r\n", "broken_answer"),
        (b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", ""),
    ],
)
def test_what_is_no_answer_is_told(hook, customer, run, inbox, deliveries, words, problem):
    hook(types=SENT_AGAIN)
    inbox.talk = lambda line, _body: line.sendall(words)
    customer("Ana")
    run()
    [one] = deliveries()
    assert (one.state, one.problem) == ("waiting", problem)


def test_odd_answers_are_kept_so_that_both_databases_take_them(
    hook, customer, run, inbox, deliveries
):
    hook(types=SENT_AGAIN)
    inbox.talk = lambda line, _body: line.sendall(
        b"HTTP/1.1 500 X\r\nContent-Length: 20\r\n\r\na\x00b\xff\xed\xa0\x80\x1b[31m<b>" + b"x" * 6
    )
    customer("Ana")
    run()
    [one] = deliveries()
    assert one.answer.startswith("ab")
    assert "\x00" not in one.answer


def test_an_unsafe_connection_is_told(hook, customer, run, tls_receiver, deliveries):
    hook(types=SENT_AGAIN, url=f"https://127.0.0.1:{tls_receiver.port}/hook")
    customer("Ana")
    run()
    [one] = deliveries()
    assert (one.problem, one.state) == ("not_trusted", "waiting")
    assert "self-signed" in one.answer
    assert tls_receiver.heads == []


def test_who_dies_after_sending_has_it_sent_again_under_the_same_id(
    app, hook, customer, inbox, later, deliveries, run, monkeypatch
):
    """The process ends between the answer of the receiver and the note about it."""
    hook(types=SENT_AGAIN)
    customer("Ana")
    real = Courier.send

    class Killed(BaseException):
        pass

    def send_and_die(self, parcels):
        real(self, parcels)
        raise Killed

    monkeypatch.setattr(Courier, "send", send_and_die)
    worker = worker_of(app, "dies")
    with pytest.raises(Killed):
        worker.work_off()
    monkeypatch.setattr(Courier, "send", real)
    [one] = deliveries()
    assert (len(inbox.taken), one.state, one.attempts) == (1, "waiting", 0)
    worker_of(app, "dies").recover()
    later(seconds=30)
    run()
    assert len(inbox.taken) == 1, "it is held by who died until its time is over"
    later(seconds=60)
    run()
    [one] = deliveries()
    assert one.state == "sent"
    assert [headers["webhook-id"] for headers, _ in inbox.taken] == [str(one.id)] * 2


def test_who_was_held_up_says_nothing_about_what_another_has_sent(
    app, hook, customer, run, inbox, later, deliveries
):
    made = hook(types=SENT_AGAIN)
    inbox.answers = [500]
    customer("Ana")
    run()
    [one] = deliveries()
    late = Outcome(delivery_id=one.id, token=one.token - 1, webhook_id=made.webhook.id, status=410)
    with unit_of_work(app.make_session, system_actor("test"), surface="test") as uow:
        note_outcomes(uow, [late])
    [one] = deliveries()
    assert (one.state, one.status) == ("waiting", 500)


def test_what_was_told_without_waking_anybody_is_found_by_the_schedule(
    app, hook, customer, run, inbox, later, monkeypatch
):
    worker_of(app).look()
    hook(types=SENT_AGAIN)
    run()
    monkeypatch.setattr(waking, "_call_reader", lambda _session: None)
    customer("Ana")
    run()
    assert inbox.taken == []
    later(minutes=1, seconds=5)
    worker_of(app).look()
    run()
    assert len(inbox.taken) == 1


def test_no_row_is_written_for_events_that_nobody_waits_for(app, customer):
    customer("Ana")
    assert jobs_of(app, "webhooks.match") == []


def test_many_events_wake_one_reader(app, hook, customer):
    hook(types=SENT_AGAIN)
    for number in range(5):
        customer(f"Customer {number}")
    assert len(jobs_of(app, "webhooks.match")) == 1
