"""A Redis wakes workers where there is no broker; nobody needs to hear it."""

from collections.abc import Iterator

import pytest

from salesforce_lite.background import Carrier, Listener, Waking, WakingLine
from salesforce_lite.cli.lines import begin_to_carry, line_of
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Urgency
from tests.background.brokers import NOWHERE, RedisServer, redis_server, until

KEY = "k" * 40
DUE = [(new_id(), Urgency.USUAL)]


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def waking(redis) -> Waking:
    return Waking.of_site(redis.address, KEY)


@pytest.fixture
def listener(waking) -> Iterator[Listener]:
    woken: list[bool] = []
    listener = Listener(waking, lambda: woken.append(True))
    listener.begin()
    until(lambda: listener.is_connected)
    assert woken
    yield listener
    listener.end()


def calling(waking: Waking) -> Carrier:
    carrier = Carrier(WakingLine(waking))
    carrier.begin()
    return carrier


def test_who_listens_looks_once_when_it_is_woken(waking, listener) -> None:
    # What may have come before is looked for as well.
    (call,) = filter(None, [listener.next(), listener.next()])
    assert call.job_id is None
    calling(waking)(DUE * 3)
    until(lambda: listener.next() is not None)
    assert listener.next() is None


def test_it_is_heard_again_when_redis_comes_again(waking, listener, redis, caplog) -> None:
    redis.stop()
    until(lambda: not listener.is_connected)
    assert "The table is looked at meanwhile." in caplog.text
    redis.start()
    until(lambda: listener.is_connected)
    # Something may have come meanwhile.
    assert listener.next() is not None
    call = calling(waking)
    until(lambda: call(DUE) or listener.next() is not None)


def test_sites_with_one_redis_hear_only_their_own(waking, listener) -> None:
    listener.next()
    other = Waking.of_site(waking.address, "o" * 40)
    assert other.client().publish(other.channel, "") == 0
    assert waking.client().publish(waking.channel, "") == 1


def test_a_redis_that_is_away_keeps_nobody(workshop) -> None:
    served = workshop.serve(redis_url=NOWHERE)
    assert isinstance(line_of(served), Waking)
    begin_to_carry(served)
    served.carry(DUE)
    assert served.test_client().get("/readyz").status_code == 200
