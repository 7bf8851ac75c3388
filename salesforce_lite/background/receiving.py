"""Receives ids of jobs from the broker, in a thread beside the work, by a worker of Celery."""

import logging
import queue
import threading
from collections.abc import Callable
from importlib import import_module
from types import TracebackType
from typing import Any
from uuid import UUID

from salesforce_lite.background.broker import TASK, Broker, urgencies

_log = logging.getLogger(__name__)
_GOODBYE = 2.0


class Call:
    """One message; the broker may forget it when the block has ended, whatever became of the job:
    what is left to do says the table."""

    def __init__(self, job_id: UUID | None) -> None:
        """Without an id the table says what there is to do."""
        self.job_id = job_id
        self.is_given_back = False
        self.is_over = threading.Event()

    def __enter__(self) -> "Call":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_over.set()


class Receiver:
    """One per process: one message at a time is taken, and the next one when that is over."""

    def __init__(self, broker: Broker, name: str, wake: Callable[[], None]) -> None:
        """`wake` is called, from another thread, when there is a call."""
        self._broker = broker
        self._name = name
        self._wake = wake
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._controller: Any = None
        self._thread: threading.Thread | None = None

    def begin(self, *, takes_bulk: bool) -> None:
        """Connect, and again and again when the broker goes, until `end`."""
        queues = [self._broker.queue(each) for each in urgencies(takes_bulk=takes_bulk)]
        app = self._broker.celery(listens=True)
        app.task(self._receive, name=TASK, shared=False)
        for noisy in ("celery.worker.strategy", "celery.app.trace"):
            # A line for each message.
            logging.getLogger(noisy).setLevel(logging.WARNING)
        self._controller = app.WorkController(
            hostname=self._name,
            pool="solo",
            concurrency=1,
            queues=queues,
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )
        _stop_receiving(None)
        self._thread = threading.Thread(target=self._listen, name="receiver", daemon=True)
        self._thread.start()

    @property
    def is_connected(self) -> bool:
        """Whether messages would come; while they would not, the table is looked at more often."""
        consumer = self._controller and self._controller.consumer
        connection = consumer and consumer.connection
        return bool(connection and connection.connected and consumer.task_consumer)

    def next(self) -> Call | None:
        """The message that has come, if one has."""
        try:
            return self._calls.get_nowait()
        except queue.Empty:
            return None

    def end(self) -> None:
        """Give back what has come and was not begun, and hang up; briefly."""
        _stop_receiving(0)
        while (call := self.next()) is not None:
            call.is_given_back = True
            call.is_over.set()
        if self._thread is not None:
            self._thread.join(_GOODBYE)

    def _listen(self) -> None:
        try:
            # Of this thread; it finds the task there.
            self._controller.app.set_current()
            self._controller.start()
        except Exception:
            # Then the table is looked at, as if there were no broker.
            _log.exception("The worker hears nothing from the broker any more")

    def _receive(self, job_id: str) -> None:
        """The task: wait until the worker is done with it."""
        call = Call(UUID(job_id))
        self._calls.put(call)
        self._wake()
        call.is_over.wait()
        if call.is_given_back:
            exceptions: Any = import_module("celery.exceptions")
            raise exceptions.Reject(requeue=True)


def _stop_receiving(code: int | None) -> None:
    """Celery knows one worker per process, as we do, and is told by this variable to stop."""
    state: Any = import_module("celery.worker.state")
    state.should_stop = code
