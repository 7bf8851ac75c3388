"""How far long work has come, on one line of a terminal; silent where nobody watches."""

import sys
import time

_OFTEN = 0.2


class Progress:
    """Writes to standard error, only where that is a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_watched = sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown = 0.0
        self._width = 0

    def show(self, share: float | None, rows: int | None = None) -> None:
        """The share done, 0 to 1, and how many rows so far, each where it is known."""
        moment = time.monotonic()
        if not self._is_watched or moment - self._shown < _OFTEN:
            return
        self._shown = moment
        line = self._what
        if share is not None:
            line += f" {share:4.0%}"
        if rows is not None:
            speed = rows / max(moment - self._started, 0.001)
            line += f"  {rows:,} rows  {speed:,.0f}/s"
        self._write(line)

    def end(self) -> None:
        if self._width:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)
