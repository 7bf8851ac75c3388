"""Watches over what plugins run: what takes far too long is interrupted, or ends the process."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep
from traceback import format_stack
from typing import Any
from weakref import ref

from salesforce_lite.kernel.interruptible import Window, interrupt, open_windows

_log = logging.getLogger(__name__)
_OFTEN = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: after `interrupted` a call is interrupted, after `ended` its process ends itself."""

    interrupted: float = 10.0
    ended: float = 30.0


@dataclass(frozen=True, slots=True)
class Guarded:
    """Whose call it is. Steps that an administrator waits for may take `patience` times as long;
    what runs beside a page hangs nobody."""

    plugin_id: str
    place: str
    patience: int = 1
    holds_up: bool = True
    # Several servers in one process, as in tests, watch their own.
    watchdog: "Watchdog | None" = None


# Given the call, the lines where it is, and its arguments.
Tell = Callable[[Guarded, str, tuple[Any, ...]], None]


class Watchdog:
    """One thread per process, begun with the first call that it has to watch.

    `tell` is given a call that could not be interrupted, before `end` ends the process; a process
    that nobody starts again is not ended.
    """

    def __init__(self, limits: Limits, tell: Tell) -> None:
        self._limits = limits
        self._tell = tell
        self.end: Callable[[], None] | None = None
        self.is_begun = False
        if hasattr(os, "register_at_fork"):
            # Threads do not outlive a fork: each process begins its own.
            os.register_at_fork(after_in_child=partial(_begin_anew, ref(self)))
        self._beginning = threading.Lock()

    def begin(self) -> None:
        """Look from now on, once in each process, for as long as somebody holds the watchdog."""
        with self._beginning:
            if not self.is_begun:
                self.is_begun = True
                pause = min(_OFTEN, self._limits.interrupted / 4)
                threading.Thread(
                    target=_watch, args=(ref(self), pause), name="plugin watch", daemon=True
                ).start()

    def look(self) -> None:
        """Look once at what runs now."""
        for window in open_windows():
            call = window.about
            if isinstance(call, Guarded) and call.watchdog is self:
                self._look_at(window, call)

    def _look_at(self, window: Window, call: Guarded) -> None:
        taken = (monotonic() - window.started) / call.patience
        if taken > self._limits.interrupted:
            interrupt(window)
        if taken > self._limits.ended and call.holds_up and not window.is_told:
            window.is_told = True
            self._give_up(window, call)

    def _give_up(self, window: Window, call: Guarded) -> None:
        frame: Any = sys._current_frames().get(window.slot.thread_id)
        where = "".join(format_stack(frame)) if frame else ""
        try:
            # What it was given is only taken from it where it does not go on.
            self._tell(call, where, window.arguments if self.end else ())
        except Exception:
            _log.exception("a hanging plugin could not be noted")
        if self.end is not None:
            _log.error("plugin_hangs", extra={"plugin": call.plugin_id, "place": call.place})
            self.end()


def _watch(watchdog: "ref[Watchdog]", pause: float) -> None:
    """A thread of a server that nobody has any more would hold it, and wake up, for ever."""
    while True:
        sleep(pause)
        there = watchdog()
        if there is None:
            return
        there.look()
        del there


def _begin_anew(watchdog: "ref[Watchdog]") -> None:
    there = watchdog()
    if there is not None:
        there.is_begun = False
        there._beginning = threading.Lock()
