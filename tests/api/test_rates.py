"""How often programs may ask, and what happens when the counter is gone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from time import time

import pytest
from limits import parse

from salesforce_lite.api import rates
from salesforce_lite.api.errors import TooManyRequestsError
from salesforce_lite.api.problems import MIMETYPE
from salesforce_lite.api.rates import Limiter
from salesforce_lite.config import Settings
from salesforce_lite.testing import drop_database, make_app, servers
from tests.background.brokers import redis_server
from tests.cli.server import HOST


class SilentServer:
    """Accepts connections, counts them, and says nothing."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server((HOST, 0))
        self.address = f"redis://{HOST}:{self._socket.getsockname()[1]}/0"
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._held.append(self._socket.accept()[0])
                self.connections += 1

    def end(self) -> None:
        # Closing alone wakes nobody who accepts.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for one in [self._socket, *self._held]:
            one.close()


@pytest.fixture
def silent_server() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.end()


@pytest.fixture
def redis() -> Iterator[str]:
    """The address of a server that counts for several processes."""
    with redis_server() as server:
        yield server.address


@pytest.fixture
def clock(monkeypatch):
    """`clock(11)`: so many seconds pass."""
    now = [1_000.0]
    monkeypatch.setattr(rates, "monotonic", lambda: now[0])

    def let_pass(seconds: float) -> None:
        now[0] += seconds

    return let_pass


def limiter_of(storage: str, rate: str = "100/minute") -> Limiter:
    return Limiter(parse(rate), storage)


def test_headers_tell_how_many_are_left(program):
    first, second = program.get("/customers"), program.get("/customers")
    left = [int(one.headers["RateLimit-Remaining"]) for one in (first, second)]
    assert left[0] - left[1] == 1
    assert int(first.headers["RateLimit-Limit"]) == 600
    assert 0 < int(first.headers["RateLimit-Reset"]) <= 61


def test_who_asks_too_often_waits(app):
    with app.test_request_context("/api/v1/customers"):
        limiter = Limiter(parse("3/minute"), "")
        for _ in range(3):
            limiter.refuse_more("a")
        with pytest.raises(TooManyRequestsError) as refused:
            limiter.refuse_more("a")
        assert 0 < refused.value.seconds <= 61
        limiter.refuse_more("b")


def test_nobody_is_kept_out_because_the_counter_is_gone(app, caplog):
    with app.test_request_context("/api/v1/customers"):
        limiter = Limiter(parse("2/minute"), "memory://")
        limiter._together.storage.incr = _gone
        for _ in range(2):
            limiter.refuse_more("a")
        with pytest.raises(TooManyRequestsError):
            limiter.refuse_more("a")
    assert "rate_storage_unavailable" in caplog.text


def test_processes_count_together(app, redis):
    one, other = limiter_of(redis, "4/minute"), limiter_of(redis, "4/minute")
    with app.test_request_context("/api/v1/customers"):
        for limiter in (one, other, one, other):
            limiter.refuse_more("a")
        for limiter in (one, other):
            with pytest.raises(TooManyRequestsError):
                limiter.refuse_more("a")
        one.refuse_more("b")


def test_a_server_that_says_nothing_is_noticed_once(app, silent_server, clock, caplog):
    limiter = limiter_of(silent_server.address)
    with app.test_request_context("/api/v1/customers"):
        for _ in range(20):
            limiter.refuse_more("a")
    assert silent_server.connections == 1
    patience = limiter._together.storage.storage.connection_pool.connection_kwargs
    assert max(patience["socket_timeout"], patience["socket_connect_timeout"]) <= 0.2
    assert caplog.text.count("rate_storage_unavailable") == 1


def test_a_server_that_says_nothing_is_asked_again_now_and_then(app, silent_server, clock, caplog):
    limiter = limiter_of(silent_server.address)
    with app.test_request_context("/api/v1/customers"):
        for _ in range(3):
            limiter.refuse_more("a")
            clock(rates._ALONE_FOR - 1)
            limiter.refuse_more("a")
            clock(2)
    assert silent_server.connections == 3
    assert caplog.text.count("rate_storage_unavailable") == 1


def test_nobody_has_a_server_tried_while_another_waits_for_it(app, clock):
    """Of all that come when it is time to ask again, one alone waits."""
    limiter = limiter_of("memory://")
    asked = []

    def ask_meanwhile(*_arguments, **_options):
        asked.append("together")
        if len(asked) == 2:
            limiter.refuse_more("b")
        raise ConnectionError("gone")

    limiter._together.storage.incr = ask_meanwhile
    with app.test_request_context("/api/v1/customers"):
        limiter.refuse_more("a")
        clock(rates._ALONE_FOR + 1)
        limiter.refuse_more("a")
    assert len(asked) == 2


def test_a_counter_that_is_back_counts_for_all_again(app, redis, clock):
    with app.test_request_context("/api/v1/customers"):
        one, other = limiter_of(redis, "3/minute"), limiter_of(redis, "3/minute")
        incr, one._together.storage.incr = one._together.storage.incr, _gone
        one.refuse_more("a")
        one._together.storage.incr = incr
        other.refuse_more("a")
        clock(rates._ALONE_FOR + 1)
        one.refuse_more("a")
        other.refuse_more("a")
        with pytest.raises(TooManyRequestsError):
            one.refuse_more("a")


@pytest.fixture
def strict_app(template, tmp_path, monkeypatch):
    """A server that may be asked three times a minute."""
    monkeypatch.setattr(servers, "Settings", partial(Settings, api_rate=3))
    address = template.copy(tmp_path)
    app = make_app(tmp_path, address)
    yield app
    app.engine.dispose()
    drop_database(address)


def test_who_asks_too_often_is_told_when_to_come_back(strict_app):
    client = strict_app.test_client()
    answers = [client.get("/api/v1/customers") for _ in range(4)]
    assert [one.status_code for one in answers] == [401, 401, 401, 429]
    refused = answers[-1]
    assert (refused.mimetype, refused.json["code"]) == (MIMETYPE, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["Retry-After"] in refused.json["detail"]
    assert refused.headers["RateLimit-Remaining"] == "0"


def test_what_is_over_is_forgotten_without_a_thread_for_it(app, monkeypatch):
    with app.test_request_context("/api/v1/customers"):
        limiter = Limiter(parse("3/minute"), "")
        threads = threading.active_count()
        for who in ("a", "b"):
            limiter.refuse_more(who)
        counted = limiter._alone.storage
        assert len(counted.storage) == 2
        assert threading.active_count() == threads
        now = time()
        monkeypatch.setattr("salesforce_lite.api.rates.time", lambda: now + 90)
        monkeypatch.setattr("limits.storage.memory.time.time", lambda: now + 90)
        limiter.refuse_more("c")
        assert len(counted.storage) == 1


def _gone(*_arguments, **_options):
    raise ConnectionError("gone")
