"""`worker`: does what is left for later, until told to stop."""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click
from sqlalchemy.exc import DBAPIError

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.db import take_all_time
from salesforce_lite.web import App

_log = logging.getLogger(__name__)
_BETWEEN_LOOKS = 1.0
_LONGEST_PAUSE = 30.0


@click.command()
@click.option(
    "--concurrency",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes (PostgreSQL).",
)
def worker(concurrency: int) -> None:
    """Run jobs, deliver events and look after schedules. `serve` starts one by itself."""
    app = open_site(seals=True)
    count = _processes(app, concurrency)
    click.echo("The worker runs (stop with Ctrl+C).", err=True)
    if sys.platform == "win32":
        sys.exit(work(app, worker_name(), 0))
    from salesforce_lite.cli.supervisor import supervise  # noqa: PLC0415 – Unix only

    app.engine.dispose()
    sys.exit(supervise(partial(work, app, worker_name()), count=count))


def _processes(app: App, asked: int) -> int:
    """On SQLite a second one would only wait for the first."""
    if app.engine.dialect.name == "sqlite" and asked > 1:
        click.echo("SQLite has one writer; --concurrency needs PostgreSQL.", err=True)
        return 1
    return asked


def worker_name() -> str:
    """What a worker is called as long as whoever started it lives, however often it dies."""
    return f"{socket.gethostname()[:60]}/{os.getpid()}"


def work(app: App, name: str, number: int) -> int:
    """Work until told to stop, or until who started it is gone; the exit code."""
    take_all_time(app.engine)
    worker = Worker(site_of(app), f"{name}/{number}")
    parent = os.getppid()
    is_there = partial(_is_child_of, parent)
    with _woken_by_signals(worker.stop) as rest:
        is_recovered, pause = False, _BETWEEN_LOOKS
        while not worker.is_stopping and is_there():
            try:
                if not is_recovered:
                    worker.recover()
                    is_recovered = True
                if not worker.turn():
                    rest(_BETWEEN_LOOKS)
                pause = _BETWEEN_LOOKS
            except DBAPIError as error:
                _log.warning("The database does not answer: %s", error.orig)
                rest(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
    return 0


def _is_child_of(parent: int) -> bool:
    return sys.platform == "win32" or os.getppid() == parent


@contextmanager
def _woken_by_signals(stop: Callable[[], None]) -> Iterator[Callable[[float], None]]:
    """Within it, SIGTERM and SIGINT call `stop`; what it gives rests, until one comes."""
    reader, writer = os.pipe()

    def told(_number: int, _frame: object) -> None:
        stop()
        os.write(writer, b"!")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    try:
        yield lambda seconds: _rest(reader, seconds)
    finally:
        os.close(reader)
        os.close(writer)


def _rest(reader: int, seconds: float) -> None:
    if sys.platform == "win32":
        # There one cannot wait for a pipe.
        time.sleep(seconds)
        return
    select.select([reader], [], [], seconds)
