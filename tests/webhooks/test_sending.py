"""What happens reaches who asked for it: signed, in order, at least once and under the same id."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError
from time_machine import travel

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel import clock
from salesforce_lite.webhooks import (
    DeliveryState,
    delete_webhook,
    get_webhook,
    retry_delivery,
    rotate_secret,
    send_test,
    switch_off,
    switch_on,
)
from salesforce_lite.webhooks.model import WebhookDelivery
from salesforce_lite.webhooks.noting import pause_after
from tests.tables import core_tables


def change(work, customer, name, who="rep"):
    with work(who) as uow:
        save_customer(uow, CustomerDraft(fields={"name": name}, id=customer.id))


def test_an_event_reaches_the_receiver_signed(hook, customer, run, inbox, deliveries):
    secret = hook(types=("CustomerCreated",)).secret
    ana = customer("Ana")
    run()
    [(headers, body)] = inbox.taken
    document = Verifier(secret).verify(body, headers)
    assert document["type"] == "CustomerCreated"
    assert document["data"] == {"customer_id": str(ana.id)}
    assert document["actor"]["name"]
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("Salesforce-Lite/")
    [delivery] = deliveries()
    assert headers["webhook-id"] == str(delivery.id)
    assert (delivery.state, delivery.status, delivery.answer) == ("sent", 200, "well")


def test_what_was_changed_on_the_way_is_not_ours(hook, customer, run, inbox):
    secret = hook().secret
    customer("Ana")
    run()
    headers, body = inbox.taken[0]
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body.replace(b"rep", b"boss") + b" ", headers)


def test_only_what_happens_after_it_was_made_is_sent(hook, customer, run, inbox):
    customer("Before")
    hook(types=("CustomerCreated",))
    customer("After")
    run()
    assert len(inbox.taken) == 1


def test_what_is_taken_back_is_not_sent(hook, work, run, inbox):
    hook(types=("CustomerCreated",))

    def fail():
        with work("rep") as uow:
            save_customer(uow, CustomerDraft(fields={"name": "Ana", "kind": "person"}))
            uow.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    run()
    assert inbox.taken == []


@pytest.mark.parametrize("status", [500, 503, 404, 301, 304, 100 + 99])
def test_what_is_not_taken_is_sent_again_under_the_same_id(
    hook, customer, run, inbox, later, deliveries, status
):
    hook(types=("CustomerCreated",))
    inbox.answers = [status]
    customer("Ana")
    run()
    [waiting] = deliveries()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    later(seconds=11)
    run()
    [sent] = deliveries()
    assert (sent.state, sent.attempts, sent.status) == ("sent", 2, 200)
    assert len({headers["webhook-id"] for headers, _ in inbox.taken}) == 1
    assert inbox.taken[0][1] == inbox.taken[1][1]


def test_a_later_event_of_the_same_record_waits_and_others_go_on(
    hook, customer, work, run, inbox, later
):
    hook(types=("CustomerCreated", "CustomerChanged"))
    ana = customer("Ana")
    change(work, ana, "Ana María")
    luis = customer("Luis")
    inbox.talk = _refusing(ana.id)
    run()
    told = {(one["type"], one["data"]["customer_id"]) for one in inbox.events}
    assert told == {("CustomerCreated", str(ana.id)), ("CustomerCreated", str(luis.id))}
    assert len(inbox.events) == 2
    inbox.talk = None
    later(seconds=11)
    run()
    told = [one["type"] for one in inbox.events if one["data"]["customer_id"] == str(ana.id)]
    assert told == ["CustomerCreated", "CustomerCreated", "CustomerChanged"]


def _refusing(record_id):
    def talk(line, body):
        status = 422 if str(record_id).encode() in body else 200
        line.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())

    return talk


def test_many_events_of_one_record_arrive_in_their_order(hook, customer, work, run, inbox):
    hook(types=("CustomerChanged",))
    ana = customer("Ana")
    for number in range(30):
        change(work, ana, f"Ana {number}")
    run()
    positions = [event["position"] for event in inbox.events]
    assert len(positions) == 30
    assert positions == sorted(positions)


def test_it_is_tried_for_three_days_and_then_shown_as_dead(
    hook, customer, run, inbox, later, deliveries
):
    hook(types=("CustomerCreated",))
    inbox.otherwise = 500
    customer("Ana")
    attempts, hours = 0, 0.0
    while hours < 80:
        run()
        [one] = deliveries()
        attempts = one.attempts
        if one.state == DeliveryState.DEAD:
            break
        pause = pause_after(attempts).total_seconds() + 1
        hours += pause / 3600
        later(seconds=pause)
    assert one.state == DeliveryState.DEAD
    assert attempts == 23
    assert 66 < hours < 72


def test_a_dead_one_is_sent_again_by_hand(hook, customer, work, run, inbox, deliveries):
    made = hook(types=("CustomerCreated",))
    inbox.answers = [500]
    customer("Ana")
    run()
    [one] = deliveries()
    with work() as uow:
        uow.session.get_one(WebhookDelivery, one.id).state = DeliveryState.DEAD
    with work() as uow:
        retry_delivery(uow, made.webhook.id, one.id)
    run()
    [again] = deliveries()
    assert again.state == DeliveryState.SENT
    assert {headers["webhook-id"] for headers, _ in inbox.taken} == {str(one.id)}


def test_a_receiver_that_is_gone_switches_the_webhook_off(
    hook, customer, work, run, inbox, told, deliveries
):
    made = hook(types=("CustomerCreated",))
    inbox.answers = [410]
    customer("Ana")
    run()
    with work() as uow:
        webhook = get_webhook(uow, made.webhook.id)
        assert (webhook.is_on, webhook.off_reason) == (False, "gone")
    assert [one.state for one in deliveries()] == ["dead"]
    customer("Luis")
    run()
    assert len(inbox.taken) == 1
    with work() as uow:
        switch_on(uow, made.webhook.id)
    customer("Eva")
    run()
    assert len(inbox.taken) == 2


def test_what_happens_while_it_is_off_is_not_sent_and_what_waited_is(
    hook, customer, work, run, inbox, later
):
    made = hook(types=("CustomerCreated",))
    inbox.answers = [500]
    ana = customer("Ana")
    run()
    with work() as uow:
        switch_off(uow, made.webhook.id)
    customer("Luis")
    later(minutes=1)
    run()
    assert len(inbox.taken) == 1
    with work() as uow:
        switch_on(uow, made.webhook.id)
    run()
    assert [one["data"]["customer_id"] for one in inbox.events] == [str(ana.id)] * 2


def test_both_keys_sign_for_a_day_after_a_rotation(hook, customer, work, run, inbox, later, site):
    made = hook(types=("CustomerCreated",))
    with work() as uow:
        renewed = rotate_secret(uow, made.webhook.id, site).secret
    assert renewed != made.secret
    customer("Ana")
    run()
    headers, body = inbox.taken[0]
    assert Verifier(renewed).verify(body, headers) == Verifier(made.secret).verify(body, headers)
    later(hours=25)
    customer("Luis")
    run()
    headers, body = inbox.taken[1]
    # The receiver's clock did not move with ours; the time is not what is looked at here.
    _verify_at(clock.now(), renewed, body, headers)
    with pytest.raises(WebhookVerificationError, match="signature"):
        _verify_at(clock.now(), made.secret, body, headers)


def _verify_at(moment, secret, body, headers):
    with travel(moment.astimezone(UTC), tick=False):
        return Verifier(secret).verify(body, headers)


def test_a_test_delivery_looks_like_an_event(hook, customer, work, run, inbox):
    made = hook(types=("CustomerCreated",))
    customer("Ana", who="admin")
    run()
    with work() as uow:
        send_test(uow, made.webhook.id)
    run()
    event, test = (Verifier(made.secret).verify(body, headers) for headers, body in inbox.taken)
    assert list(test) == list(event)
    assert {name: type(value) for name, value in test.items()} == {
        name: type(value) for name, value in event.items()
    }
    assert test["actor"] == event["actor"]
    assert (test["type"], test["position"], test["data"]) == ("WebhookTest", 0, {})


def test_nothing_of_a_deleted_webhook_is_sent(hook, customer, work, run, inbox, later, deliveries):
    made = hook(types=("CustomerCreated",))
    inbox.otherwise = 500
    customer("Ana")
    run()
    with work() as uow:
        delete_webhook(uow, made.webhook.id)
    inbox.otherwise = 200
    later(minutes=5)
    customer("Luis")
    run()
    assert len(inbox.taken) == 1
    later(days=1, hours=12)
    run()
    assert deliveries() == []


def test_timestamps_are_of_the_attempt(hook, customer, run, inbox, later):
    hook(types=("CustomerCreated",))
    inbox.answers = [500]
    customer("Ana")
    run()
    later(seconds=30)
    run()
    first, second = (
        datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC) for headers, _ in inbox.taken
    )
    assert (second - first).total_seconds() >= 29
    assert json.loads(inbox.taken[0][1])["timestamp"].endswith("Z")


def test_secrets_stand_nowhere_in_the_open(hook, customer, run, work, site, app, caplog):
    caplog.set_level("DEBUG")
    made = hook(types=("CustomerCreated",))
    with work() as uow:
        renewed = rotate_secret(uow, made.webhook.id, site)
    customer("Ana")
    run()
    for secret in (made.secret, renewed.secret):
        bare = secret.removeprefix("whsec_")
        assert bare not in caplog.text
        assert bare not in repr(made) + repr(renewed) + repr(renewed.webhook)
        with app.engine.connect() as connection:
            for table in core_tables():
                assert bare not in repr(connection.execute(table.select()).all())
