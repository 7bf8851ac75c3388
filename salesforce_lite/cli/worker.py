"""`worker`: does what is left for later, until told to stop."""

import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic

import click
from sqlalchemy.exc import DBAPIError

from salesforce_lite.app import site_of
from salesforce_lite.background import Call, Listener, Receiver, Waking, Worker
from salesforce_lite.cli.lines import begin_to_carry, line_of
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.db import take_all_time
from salesforce_lite.web import App

_log = logging.getLogger(__name__)
# Seconds. What is not called for – retries, schedules, what a broker lost – is found by a look.
_BETWEEN_LOOKS = 1.0
_LOOKS_BESIDE_CALLS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 5.0


@click.command()
@click.option(
    "--concurrency",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes (PostgreSQL). Of several, the first takes no bulk.",
)
@click.option("--no-bulk", "without_bulk", is_flag=True, help="None takes imports and the like.")
def worker(concurrency: int, without_bulk: bool) -> None:  # noqa: FBT001
    """Run jobs, deliver events and look after schedules. `serve` starts one by itself."""
    app = open_site(seals=True)
    count = _processes(app, concurrency)
    # What is loaded by now stays: looking at it over and over slows pages and jobs.
    gc.freeze()
    click.echo("The worker runs (stop with Ctrl+C).", err=True)
    if sys.platform == "win32":
        sys.exit(work(app, worker_name(), 0, takes_bulk=not without_bulk))
    from salesforce_lite.cli.supervisor import supervise  # noqa: PLC0415 – Unix only

    app.engine.dispose()
    name = worker_name()

    def work_at(number: int) -> int:
        # One is kept free for what somebody waits for.
        takes_bulk = not without_bulk and (number > 0 or count == 1)
        return work(app, name, number, takes_bulk=takes_bulk)

    sys.exit(supervise(work_at, count=count))


def _processes(app: App, asked: int) -> int:
    """On SQLite a second one would only wait for the first."""
    if app.engine.dialect.name == "sqlite" and asked > 1:
        click.echo("SQLite has one writer; --concurrency needs PostgreSQL.", err=True)
        return 1
    return asked


def worker_name() -> str:
    """What a worker is called as long as whoever started it lives, however often it dies."""
    return f"{socket.gethostname()[:60]}/{os.getpid()}"


def work(app: App, name: str, number: int, *, takes_bulk: bool = True) -> int:
    """Work until told to stop, or until who started it is gone; the exit code."""
    take_all_time(app.engine)
    worker = Worker(site_of(app), f"{name}/{number}", takes_bulk=takes_bulk)
    is_there = partial(_is_child_of, os.getppid())
    with _Rest(worker.stop) as rest, _received(app, worker, rest) as receiver:
        rounds = _Rounds(worker, receiver, rest)
        while not worker.is_stopping and is_there():
            rounds.go()
    return 0


class _Rounds:
    """What a worker does again and again: what it is called for, a look at the table, a rest."""

    def __init__(self, worker: Worker, receiver: Receiver | Listener | None, rest: "_Rest") -> None:
        self._worker = worker
        self._receiver = receiver
        self._rest = rest
        self._is_recovered = False
        self._looks_at = 0.0
        self._pause = _FIRST_PAUSE

    def go(self) -> None:
        """One round; a database that does not answer is asked again, and again."""
        try:
            if not self._is_recovered:
                self._worker.recover()
                self._is_recovered = True
            self._work()
            self._pause = _FIRST_PAUSE
        except DBAPIError as error:
            _log.warning("The database does not answer: %s", error.orig)
            # It could not be told what became of the job in hand.
            self._is_recovered = False
            self._rest.wait(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _work(self) -> None:
        call = self._receiver.next() if self._receiver else None
        if call is not None:
            self._answer(call)
        elif monotonic() < self._looks_at:
            self._rest.wait(self._looks_at - monotonic())
        elif not self._worker.turn():
            is_called = self._receiver is not None and self._receiver.is_connected
            self._looks_at = monotonic() + (_LOOKS_BESIDE_CALLS if is_called else _BETWEEN_LOOKS)

    def _answer(self, call: Call) -> None:
        with call:
            if call.job_id is None:
                self._looks_at = 0.0
            else:
                self._worker.take(call.job_id)


@contextmanager
def _received(app: App, worker: Worker, rest: "_Rest") -> Iterator[Receiver | Listener | None]:
    """What calls the worker, where there is a broker or a Redis."""
    begin_to_carry(app)
    line = line_of(app)
    if line is None:
        yield None
        return
    receiver: Receiver | Listener
    if isinstance(line, Waking):
        receiver = Listener(line, rest.end)
        receiver.begin()
    else:
        receiver = Receiver(line, worker.name, rest.end)
        receiver.begin(takes_bulk=worker.takes_bulk)
    try:
        yield receiver
    finally:
        receiver.end()


def _is_child_of(parent: int) -> bool:
    return sys.platform == "win32" or os.getppid() == parent


class _Rest:
    """A rest that ends when a signal comes, which is to stop, or when another thread says so."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)

    def __enter__(self) -> "_Rest":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        return self

    def __exit__(self, *_how: object) -> None:
        os.close(self._reader)
        os.close(self._writer)

    def _told(self, _number: int, _frame: object) -> None:
        self._stop()
        self.end()

    def end(self) -> None:
        """Whoever rests, or is about to, goes on; from any thread."""
        # It is full of this, or it is over.
        with suppress(BlockingIOError, OSError):
            os.write(self._writer, b"!")

    def wait(self, seconds: float) -> None:
        """Rest so long, or until `end`."""
        if sys.platform == "win32":
            # There one cannot wait for a pipe.
            time.sleep(min(seconds, _BETWEEN_LOOKS))
        elif select.select([self._reader], [], [], max(seconds, 0))[0]:
            os.read(self._reader, 1000)
