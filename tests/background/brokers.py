"""Brokers of the tests: a Redis server of their own, and the RabbitMQ of this machine, if there is
one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis

from salesforce_lite.background import Broker
from salesforce_lite.kernel.job_rows import Urgency
from tests.cli.server import HOST, free_port

RABBITMQ = f"amqp://guest:guest@{HOST}:5672//"
# Longer than needed on a busy machine; a test that waits this long has failed.
_PATIENCE = 60
# Nobody answers there: the port is reserved.
NOWHERE = f"redis://{HOST}:1/0"


class RedisServer:
    """A server that a test may empty, stop and start again; it keeps nothing."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"redis://{HOST}:{self.port}/0"
        self.client = Redis(host=HOST, port=self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            ["redis-server", *options], stdout=subprocess.DEVNULL, cwd="/"
        )
        until(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(_PATIENCE)

    def waiting(self, broker: Broker) -> int:
        """Messages that nobody has taken."""
        return sum(int(self.client.llen(broker.queue(each))) for each in Urgency)

    def _answers(self) -> bool:
        with suppress(Exception):
            return bool(self.client.ping())
        return False


def until(is_so: Any) -> None:
    """Wait until it is so."""
    end = monotonic() + _PATIENCE
    while not is_so():
        assert monotonic() < end
        sleep(0.02)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        problem = "no redis-server was found"
        if os.environ.get("CI") == "true":
            pytest.fail(problem)
        pytest.skip(problem)
    server = RedisServer()
    server.start()
    try:
        yield server
    finally:
        server.client.close()
        server.stop()


def rabbitmq_answers() -> bool:
    try:
        Broker(RABBITMQ, "sfl-test").check()
    except Exception:
        return False
    return True


@contextmanager
def rabbitmq_queues() -> Iterator[Broker]:
    """Queues of a random name, which are gone afterwards."""
    broker = Broker(RABBITMQ, f"sfl-test-{uuid4().hex}")
    try:
        yield broker
    finally:
        forget(broker)


def forget(broker: Broker) -> None:
    """Remove what it made in a server that others use as well."""
    with broker.celery().connection_for_write() as connection, connection.channel() as channel:
        for each in Urgency:
            channel.queue_delete(broker.queue(each))
        channel.exchange_delete(broker.prefix)
