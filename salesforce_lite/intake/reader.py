"""The parent's side of reading a foreign file: starts the process, asks it, and ends it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from queue import Empty, Queue
from typing import Any, BinaryIO, Self, TypeVar, cast

import salesforce_lite
from salesforce_lite.intake.decoding import Decoder, Piece, finite
from salesforce_lite.intake.errors import (
    AmbiguousDatesError,
    AmbiguousNumbersError,
    BrokenReaderError,
    DefaultValueError,
    TooMuchMemoryError,
    TooMuchTimeError,
)
from salesforce_lite.intake.frames import BrokenFrameError, opened, receive, send
from salesforce_lite.intake.limits import OUT_OF_MEMORY, Limits
from salesforce_lite.intake.order import Order
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.tabular import TableError

_REFUSALS = {
    one.code: one for one in (AmbiguousDatesError, AmbiguousNumbersError, DefaultValueError)
}
# Pieces that wait to be taken: while the parent saves one, the next are read.
_WAITING = 3
# Seconds for a process that said its last word to end.
_GRACE = 5.0
# What a program needs to start; the secrets of the server are not among it.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZDIR")
T = TypeVar("T")
R = TypeVar("R")

_ROOT = Path(salesforce_lite.__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the file is, and its columns."""

    columns: tuple[str, ...]
    encoding: str
    is_encoding_certain: bool
    delimiter: str | None
    sheets: tuple[str, ...] = ()
    # The beginnings of the cells of the first rows.
    examples: tuple[tuple[str, ...], ...] = ()


def open_file(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
) -> "FileReader":
    """Start reading at once, while the caller has other things to do; errors come with `head`."""
    options = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter}
    return FileReader(path, options, limits or Limits())


class FileReader:
    """One file in its own process: `head`, then `survey`, then `pieces`, in this order.

    All of them raise TableError for what is wrong with the file, and BrokenReaderError when the
    process breaks; it has ended then.
    """

    def __init__(self, path: Path, options: dict[str, str | None], limits: Limits) -> None:
        self.path = path
        # Which share of the file is read, 0 to 1.
        self.progress = 0.0
        # Currency → sum of the amounts in the file; known after the last piece.
        self.amounts: dict[str, Decimal] = {}
        self._head: Head | None = None
        self._decoder = Decoder(())
        self._silence = limits.silence
        self._process = _start()
        self._answers: Queue[bytes] = Queue(_WAITING)
        self._listener = threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), daemon=True
        )
        self._listener.start()
        self._say({"path": str(path.absolute()), "options": options, "limits": asdict(limits)})

    @property
    def head(self) -> Head:
        if self._head is None:
            self._head = self._understood(_head, self._next())
        return self._head

    @property
    def process_id(self) -> int:
        return self._process.pid

    def survey(self, order: Order, watch: Callable[[float], None]) -> int:
        """Have the whole file gone through once; answers how many rows it has."""
        self._decoder = Decoder(order.fields)
        self._say(order.as_json())
        while "surveyed" not in (message := self._next()):
            watch(self._understood(_share, message))
        return self._understood(_count, message)

    def pieces(self) -> Iterator[Piece]:
        while "amounts" not in (message := self._next()):
            self.progress = self._understood(_share, message)
            yield self._understood(self._decoder.piece, message)
        self.amounts = self._understood(_amounts, message)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        # The listener may be waiting to hand on what nobody wants any more.
        while self._listener.is_alive():
            self._taken(timeout=0.01)
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(BinaryIO, stream).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ending: object) -> None:
        self.close()

    def _say(self, message: dict[str, Any]) -> None:
        try:
            send(cast(BinaryIO, self._process.stdin), message)
        except OSError:
            # It has ended; its last words tell why.
            return

    def _next(self) -> dict[str, Any]:
        payload = self._taken(timeout=self._silence)
        if payload is None:
            self.close()
            raise TooMuchTimeError(file=self.path)
        if not payload:
            raise self._ending()
        message = self._understood(opened, payload)
        if "table_error" in message:
            raise self._understood(_table_error, message)
        if "refusal" in message:
            raise self._understood(_refusal, message)
        if "broken" in message:
            raise BrokenReaderError(file=self.path, reason=str(message["broken"])[:200])
        return message

    def _taken(self, timeout: float) -> bytes | None:
        try:
            return self._answers.get(timeout=timeout)
        except Empty:
            return None

    def _ending(self) -> BrokenReaderError:
        """Why nothing comes any more."""
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            # It closed its output and stays.
            code = -signal.SIGTERM
        self.close()
        if code == OUT_OF_MEMORY:
            return TooMuchMemoryError(file=self.path)
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return TooMuchTimeError(file=self.path)
        reason = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return BrokenReaderError(file=self.path, reason=reason)

    def _understood(self, read: Callable[[T], R], told: T) -> R:
        """What comes from a process that may have been taken over is looked at with mistrust."""
        try:
            return read(told)
        except (BrokenFrameError, LookupError, TypeError, ValueError, ArithmeticError):
            raise BrokenReaderError(file=self.path, reason="no sense") from None


def _start() -> subprocess.Popen[bytes]:
    """A new program and no copy of this one: it has neither our secrets nor our connections."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # -P: what lies in the current folder is no module of ours.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "salesforce_lite.intake.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | {"PYTHONPATH": str(_ROOT)},
    )


def _listen(stream: BinaryIO, answers: Queue[bytes]) -> None:
    """Put every answer into the queue, and nothing as the last one."""
    try:
        while payload := receive(stream):
            answers.put(payload)
    except (BrokenFrameError, OSError, ValueError):
        # Ended in the middle; how is told by its exit code.
        pass
    answers.put(b"")


def _head(told: dict[str, Any]) -> Head:
    return Head(
        columns=tuple(str(column) for column in told["columns"]),
        encoding=str(told["encoding"]),
        is_encoding_certain=bool(told["is_encoding_certain"]),
        delimiter=told["delimiter"] and str(told["delimiter"]),
        sheets=tuple(str(sheet) for sheet in told["sheets"]),
        examples=tuple(tuple(str(cell) for cell in row) for row in told["examples"]),
    )


def _share(told: dict[str, Any]) -> float:
    return float(told["share"])


def _count(told: dict[str, Any]) -> int:
    return int(told["surveyed"])


def _amounts(told: dict[str, Any]) -> dict[str, Decimal]:
    amounts = told["amounts"]
    if not isinstance(amounts, dict):
        raise TypeError
    return {currency: finite(amount) for currency, amount in amounts.items()}


def _table_error(told: dict[str, Any]) -> TableError:
    error = TableError(told["table_error"], **told["params"])
    str(error)  # LookupError where it is no sentence of ours
    return error


def _refusal(told: dict[str, Any]) -> DomainError:
    refusal = _REFUSALS[told["refusal"]](**told["params"])
    str(refusal)
    return refusal
