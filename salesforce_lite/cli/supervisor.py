"""Keeps worker processes running: started again when they die, stopped with the server."""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import click

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
# Who lived that long did not die of how it was started.
_STEADY = 60.0
# Longer than a worker takes to say good-bye.
_LONGEST_GOODBYE = 25.0


class Supervised:
    """The supervisor, a small process of its own, as the server sees it.

    The server holds one end of a line: the worker is started when something is said, and ends when
    the line is cut, however the server ends.
    """

    def __init__(self, process: int, line: int) -> None:
        self._process = process
        self._line = line
        self._server = os.getpid()

    def begin(self) -> None:
        """The server answers now: the worker may take its part of the processor."""
        with suppress(BrokenPipeError):
            os.write(self._line, b"!")

    def let_go(self) -> None:
        """For children of the server, which must not keep the line alive."""
        os.close(self._line)

    def end(self) -> None:
        """Tell it to stop, and wait. Children of the server, which come by here too, do neither."""
        if os.getpid() != self._server:
            return
        os.close(self._line)
        # The server may have met its end already, as that of any child.
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


@contextmanager
def supervised(work: Callable[[int], int]) -> Iterator[Supervised]:
    """A supervisor beside the server, forked before the server has threads and sockets."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(writer)
        _leave_with(lambda: supervise(work, line=reader))
    os.close(reader)
    made = Supervised(process, writer)
    try:
        yield made
    finally:
        made.end()


def supervise(work: Callable[[int], int], *, count: int = 1, line: int | None = None) -> int:
    """Keep children at work, each with its number, until SIGTERM, SIGINT or the end of the line."""
    watch = _Watch(line)
    if line is not None and not os.read(line, 1):
        return 0
    posts = [_Post(number) for number in range(count)]
    while not watch.is_told:
        for post in posts:
            post.keep(work, watch)
        pauses = [left for post in posts if (left := post.pause_left()) is not None]
        watch.wait(min(pauses, default=None))
    _end([post.child for post in posts if post.child is not None], watch)
    return 0


class _Post:
    """Where one child works, and its successor when it dies: sooner or later."""

    def __init__(self, number: int) -> None:
        self.child: int | None = None
        self._number = number
        self._pause = _FIRST_PAUSE
        self._since = self._not_before = monotonic()

    def keep(self, work: Callable[[int], int], watch: "_Watch") -> None:
        """See whether the child is still there; start one if there is none, and it is time."""
        if self.child is not None:
            ended, status = os.waitpid(self.child, os.WNOHANG)
            if ended:
                self._is_dead(_words(status))
        if self.child is None and monotonic() >= self._not_before:
            self._since = monotonic()
            self.child = _start(lambda: work(self._number), watch)

    def pause_left(self) -> float | None:
        """Seconds until the next start; None while the child works."""
        return max(self._not_before - monotonic(), 0) if self.child is None else None

    def _is_dead(self, how: str) -> None:
        self.child = None
        if monotonic() - self._since > _STEADY:
            self._pause = _FIRST_PAUSE
        click.echo(f"The worker ended ({how}); it starts again in {self._pause:.0f} s.", err=True)
        self._not_before = monotonic() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


class _Watch:
    """Waits for what happens first: a signal, the end of a child, the end of the line."""

    def __init__(self, line: int | None) -> None:
        self.is_told = False
        self._line = line
        self._reader, self._writer = os.pipe()
        for end in (self._reader, self._writer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)

    def _tell(self, _number: int, _frame: object) -> None:
        self.is_told = True

    def wait(self, seconds: float | None) -> None:
        """Until something happens, which may be nothing new, or until the seconds are over."""
        lines = [] if self._line is None or self.is_told else [self._line]
        heard, _, _ = select.select([self._reader, *lines], [], [], seconds)
        if self._reader in heard:
            with suppress(BlockingIOError):
                os.read(self._reader, 100)
        if self._line in heard and not os.read(self._line, 1):
            self.is_told = True

    def forget(self) -> None:
        """For the child, which has signals of its own."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for end in (self._reader, self._writer, self._line):
            if end is not None:
                os.close(end)


def _end(children: list[int], watch: _Watch) -> None:
    """Tell them to stop, and wait for their good-byes, but not for ever."""
    for child in children:
        os.kill(child, signal.SIGTERM)
    until = monotonic() + _LONGEST_GOODBYE
    while children := [child for child in children if not os.waitpid(child, os.WNOHANG)[0]]:
        if monotonic() > until:
            for child in children:
                os.kill(child, signal.SIGKILL)
        watch.wait(1)


def _start(work: Callable[[], int], watch: _Watch) -> int:
    child = os.fork()
    if child == 0:
        watch.forget()
        _leave_with(work)
    return child


def _leave_with(work: Callable[[], int]) -> None:
    """A copy of the process ends here: what its original does at its end is not its to do."""
    code = 1
    try:
        code = work()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _words(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit code {code}"
