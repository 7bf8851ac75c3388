"""Keeps the lease of a job while it runs, and gives up a worker that hangs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from sqlalchemy.exc import DBAPIError

from salesforce_lite.kernel.jobs import LEASE, Claim, LeaseLostError, MakeSession, extend_lease

_BEAT = LEASE.total_seconds() / 4


@contextmanager
def kept(
    make_session: MakeSession,
    claim: Claim,
    *,
    is_enough: Callable[[float], bool],
    give_up: Callable[[], None],
    beat: float = _BEAT,
) -> Iterator[None]:
    """Within it the lease is extended every `beat` seconds, by a thread of its own.

    Code that hangs cannot be stopped from outside, so `give_up`, called when `is_enough` of the
    seconds so far, ends the process.
    """
    is_over = Event()
    started = monotonic()

    def watch() -> None:
        last = started
        while not is_over.wait(min(beat, 1)):
            if is_enough(monotonic() - started):
                give_up()
                return
            if monotonic() - last >= beat:
                last = monotonic()
                if not _extend(make_session, claim):
                    return

    watcher = Thread(target=watch, name="lease", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _extend(make_session: MakeSession, claim: Claim) -> bool:
    """Whether it is worth asking again. The step itself may hold SQLite's write lock for long."""
    try:
        extend_lease(make_session, claim)
    except LeaseLostError:
        # The step cannot be saved any more; its end will meet that.
        return False
    except DBAPIError:
        return True
    return True
