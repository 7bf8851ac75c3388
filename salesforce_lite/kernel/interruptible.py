"""Code of others that can be interrupted in its thread, and nothing else in it.

Python delivers an exception to a thread wherever that is. A window is open only while code of
others runs; it is closed by a plain assignment, between whose instructions nothing is delivered,
and `settle` then takes back what was sent and has not come. One exception at most is sent for each
window: what follows the closing is ours again, and undisturbed.
"""

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakSet

T = TypeVar("T")


class InterruptedForTimeError(BaseException):
    """Raised in code that took far too long; no `except Exception` holds it up."""

    def __str__(self) -> str:
        return "It took far longer than it may, and was interrupted."


class _Slot:
    """What one thread is doing; `lock` is held to send, and to make sure that nothing is sent."""

    def __init__(self) -> None:
        self.thread_id = threading.get_ident()
        self.lock = threading.Lock()
        self.window: Window | None = None


class Window:
    """One call of somebody's code. `about` is whose it is; times are those of `monotonic`.

    Written out, as all of this: it is made for each of the many calls of a page.
    """

    is_open = False
    is_shielded = False
    is_sent = False
    # Somebody wants to interrupt it, and it was not open.
    is_wanted = False
    # The stage of hanging was told.
    is_told = False

    def __init__(
        self, slot: _Slot, about: Any, arguments: tuple[Any, ...], outer: "Window | None"
    ) -> None:
        self.slot = slot
        self.about = about
        self.arguments = arguments
        self.outer = outer
        self.started = monotonic()


_local = threading.local()
_slots: WeakSet[_Slot] = WeakSet()


def run_interruptible(about: Any, call: Callable[..., T], *arguments: Any) -> T:
    """Call it; whoever watches may interrupt it. Raises InterruptedForTimeError."""
    slot: _Slot = getattr(_local, "slot", None) or _begin()
    outer = slot.window
    if outer is not None and outer.is_open:
        raise RuntimeError("pause() first: what surrounds this call could be interrupted")
    window = slot.window = Window(slot, about, arguments, outer)
    try:
        try:
            window.is_open = True
            return call(*arguments)
        finally:
            window.is_open = False
            if window.is_wanted:
                _settle(window)
    finally:
        slot.window = outer
        if outer is not None:
            # What the inner one took is not its time.
            outer.started += monotonic() - window.started


def _begin() -> _Slot:
    """What this thread does is seen from now on."""
    slot: _Slot = _Slot()
    _local.slot = slot
    _slots.add(slot)
    return slot


def pause() -> Window | None:
    """Ours from here on, even inside of a call of somebody's code: nothing is delivered until
    `go_on`, which takes what is answered here. What was sent before is raised here."""
    slot: _Slot | None = getattr(_local, "slot", None)
    window = slot.window if slot is not None else None
    if window is None or not window.is_open:
        return None
    window.is_open = False
    if window.is_wanted:
        _settle(window)
    return window


def go_on(window: Window | None) -> None:
    """The last thing that is done: from here on it may be interrupted again."""
    if window is not None:
        window.is_open = True


def _settle(window: Window) -> None:
    """The window is closed: nothing is sent from now on, and what has not come does not come.

    Only a wanted window needs it: who interrupts says so first and looks afterwards whether it is
    open, who closes it looks the other way round, so that one of the two sees the other.
    """
    with window.slot.lock:
        if window.is_sent:
            _send(window.slot.thread_id, None)


def shield() -> None:
    """Before a statement: a connection that is interrupted within one is of no use any more.

    Raises InterruptedForTimeError where somebody has waited for the code to come out of the last.
    """
    slot: _Slot | None = getattr(_local, "slot", None)
    window = slot.window if slot is not None else None
    if window is not None and window.is_open:
        window.is_open = False
        if window.is_wanted:
            _settle(window)
            if not window.is_sent:
                # Code that does nothing but ask the database is hardly ever met elsewhere.
                window.is_sent = True
                raise InterruptedForTimeError
        window.is_shielded = True


def unshield() -> None:
    """After it."""
    slot: _Slot | None = getattr(_local, "slot", None)
    window = slot.window if slot is not None else None
    if window is not None and window.is_shielded:
        window.is_shielded = False
        window.is_open = True


def open_windows() -> Iterator[Window]:
    """The innermost call of each thread of this process."""
    with suppress(RuntimeError):  # a thread began meanwhile: it is seen next time
        for slot in list(_slots):
            # It may end while it is looked at.
            window = slot.window
            if window is not None:
                yield window


def interrupt(window: Window) -> None:
    """Raise InterruptedForTimeError in it, if somebody else's code is running just now."""
    slot = window.slot
    with slot.lock:
        if slot.window is not window or window.is_sent:
            return
        window.is_wanted = True
        if window.is_open:
            window.is_sent = True
            _send(slot.thread_id, InterruptedForTimeError)


def _send(thread_id: int, exception: type[BaseException] | None) -> None:
    what = ctypes.py_object(exception) if exception else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), what)
