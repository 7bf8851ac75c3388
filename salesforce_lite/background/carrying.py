"""Tells workers of jobs that are due, beside the requests that asked for them."""

import logging
import os
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

from salesforce_lite.background.broker import TASK, Broker, reason_of
from salesforce_lite.kernel.job_rows import urgency_of

_log = logging.getLogger(__name__)
# Units of work whose jobs wait to be handed over; what is more is found in the table.
_MOST_WAITING = 10_000
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0

Due = Sequence[tuple[UUID, int]]


class Line(Protocol):
    """What leads to where workers listen; `send` may raise anything, and takes some seconds at
    most."""

    shown: str

    def send(self, due: Due) -> None: ...

    def hang_up(self) -> None: ...


class Carrier:
    """Called after a commit with the jobs that are due. It never raises and never waits.

    A line that is dead costs a wake-up and nothing else: the jobs stand in the table, where
    workers look every few seconds.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._units: queue.SimpleQueue[Due] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._process: int | None = None
        self._thread: threading.Thread | None = None
        self._pause = _FIRST_PAUSE
        self._away_until = 0.0

    def begin(self) -> None:
        """From now on, in this process; a thread would not survive a fork, so each one says so."""
        self._process, self._thread = os.getpid(), None
        self._units = queue.SimpleQueue()
        self._lock = threading.Lock()

    def __call__(self, due: Due) -> None:
        if self._process != os.getpid() or self._units.qsize() >= _MOST_WAITING:
            return
        self._units.put(due)
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._carry, name="carrier", daemon=True)
                    self._thread.start()

    def _carry(self) -> None:
        while True:
            due = self._units.get()
            if monotonic() >= self._away_until:
                self._try(due)

    def _try(self, due: Due) -> None:
        try:
            self._line.send(due)
        except Exception as error:
            # Each client library has exceptions of its own; none of them is worth more than this.
            with suppress(Exception):
                self._line.hang_up()
            if self._pause == _FIRST_PAUSE:
                _log.warning(
                    "%s does not answer (%s). Jobs are found in the table meanwhile.",
                    self._line.shown,
                    reason_of(error),
                )
            self._away_until = monotonic() + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        else:
            self._pause = _FIRST_PAUSE


class BrokerLine:
    """Sends the id of each job to the queue of its class."""

    def __init__(self, broker: Broker) -> None:
        self.shown = broker.shown
        self._broker = broker
        self._app: Any = None
        self._producer: Any = None

    def send(self, due: Due) -> None:
        """Ids one by one; what was not sent is found in the table."""
        if self._producer is None:
            self._app = self._broker.celery()
            connection = self._app.connection_for_write()
            self._producer = self._app.amqp.Producer(connection, auto_declare=False)
        for job_id, priority in due:
            self._app.send_task(
                TASK,
                args=[str(job_id)],
                queue=self._broker.queue(urgency_of(priority)),
                producer=self._producer,
                retry=False,
            )

    def hang_up(self) -> None:
        """Begin anew next time."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.connection.release()
