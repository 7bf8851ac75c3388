"""Several workers send at the same time: each delivery once, and those of a record in order."""

from collections import defaultdict
from threading import Thread

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.webhooks.waking import SEND
from tests.background.conftest import worker_of


def test_order_is_kept_and_nothing_is_sent_twice(
    app, hook, customer, work, run, inbox, deliveries, monkeypatch
):
    # Small parcels, so that there is something left for each of them.
    monkeypatch.setattr("salesforce_lite.webhooks.claiming.MOST", 7)
    hook(types=("CustomerCreated", "CustomerChanged"))
    people = [customer(f"Customer {number}") for number in range(6)]
    for turn in range(8):
        with work("rep") as uow:
            for person in people:
                draft = CustomerDraft(fields={"name": f"{person.name} {turn}"}, id=person.id)
                save_customer(uow, draft)
    worker_of(app).turn()
    with unit_of_work(app.make_session, system_actor("test"), surface="test") as uow:
        for _ in range(3):
            enqueue_job(uow, SEND, {})
    workers = [worker_of(app, f"worker {number}") for number in range(3)]
    threads = [Thread(target=worker.work_off) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run()
    assert {one.state for one in deliveries()} == {"sent"}
    assert len(inbox.taken) == len(people) * 9
    positions = defaultdict(list)
    for event in inbox.events:
        positions[event["data"]["customer_id"]].append(event["position"])
    assert len(positions) == len(people)
    for of_one in positions.values():
        assert of_one == sorted(set(of_one))
