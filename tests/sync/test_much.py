"""More than usual waits on a phone: what does not fit is left for the next push, and said so."""

from itertools import count

from salesforce_lite.kernel import clock
from salesforce_lite.sync import pushing
from tests.sync.conftest import at


def test_what_does_not_fit_into_the_time_is_left_and_taken_with_the_next_push(phone, monkeypatch):
    waiting = [phone.command("customers.create_customer", name=f"C {n}") for n in range(45)]
    # Each look at the clock is 21 seconds later.
    seconds = count(0, 21)
    monkeypatch.setattr(pushing, "monotonic", lambda: next(seconds))
    backwards = waiting[::-1]
    first = phone.push(*backwards)
    assert first["left"] == 25
    assert [one["op_id"] for one in first["results"]] == [one["op_id"] for one in waiting[:20]]
    taken = phone.program.get("/customers?limit=200").json["items"]
    assert {one["name"] for one in taken} == {f"C {n}" for n in range(20)}
    monkeypatch.undo()
    rest = phone.push(*waiting)
    assert rest["left"] == 0
    told = [one["status"] for one in rest["results"]]
    assert told == ["duplicate"] * 20 + ["applied"] * 25
    taken = phone.program.get("/customers?limit=200").json["items"]
    assert sorted(one["name"] for one in taken) == sorted(f"C {n}" for n in range(45))


def test_what_fits_into_the_time_is_taken_at_once(phone, monkeypatch):
    seconds = count(0, 6)
    monkeypatch.setattr(pushing, "monotonic", lambda: next(seconds))
    waiting = [phone.command("customers.conquer", name="A") for _ in range(45)]
    assert phone.push(*waiting)["left"] == 0


def test_a_thousand_commands_are_taken_at_once_and_not_one_more(phone):
    # Of commands that nobody knows each is looked at, and nothing is made.
    waiting = [phone.command("customers.conquer", name="A") for _ in range(1000)]
    answer = phone.push(*waiting)
    assert (len(answer["results"]), answer["left"]) == (1000, 0)
    body = {
        "device_id": phone.device_id,
        "device_now": at(clock.now()),
        "commands": [*waiting, phone.command("customers.create_customer", name="One more")],
    }
    refused = phone.program.post("/sync/push", body)
    assert (refused.status_code, refused.json["code"]) == (422, "wrong_shape")
    assert phone.program.get("/customers").json["items"] == []
