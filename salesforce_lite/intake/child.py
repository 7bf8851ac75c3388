"""The process that reads one foreign file: told what to do on standard input, answers on output.

It is started by `reader` and ends with its parent, whatever happens to that.
"""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from salesforce_lite.intake.frames import BrokenFrameError, opened, receive, send
from salesforce_lite.intake.limits import OUT_OF_MEMORY, Limits
from salesforce_lite.intake.order import Order
from salesforce_lite.intake.rows import PIECE_ROWS, FileRow, RefusedRow, Rows
from salesforce_lite.intake.survey import survey
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.tabular import Table, TableError, open_table

_PIECE_CHARACTERS = 4 << 20
# What of the first rows is told before anything is asked.
_EXAMPLES = 3
_LONGEST_EXAMPLE = 80


def main() -> None:
    # Ctrl+C is the parent's to answer: it ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders), daemon=True).start()
    answers = sys.stdout.buffer
    try:
        _serve(orders, answers)
    except TableError as problem:
        send(answers, {"table_error": problem.code, "params": _texts(problem.params)})
    except DomainError as refusal:
        send(answers, {"refusal": refusal.code, "params": _texts(refusal.params)})
    except BrokenPipeError:
        pass
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        send(answers, {"broken": _place(error)})
    # Without waiting for the thread that listens.
    os._exit(0)


def _listen(stream: BinaryIO, orders: SimpleQueue[dict[str, Any]]) -> None:
    """Hand on what the parent says; without a parent there is nothing left to do."""
    try:
        while payload := receive(stream):
            orders.put(opened(payload))
    except (BrokenFrameError, OSError):
        pass
    os._exit(0)


def _serve(orders: SimpleQueue[dict[str, Any]], answers: BinaryIO) -> None:
    wanted = orders.get()
    path = Path(wanted["path"])
    Limits(**wanted["limits"]).enforce(_size(path))
    with _Watched(path, wanted["options"]) as file:
        table = file.table
        columns = {
            "columns": table.columns,
            "encoding": table.encoding,
            "is_encoding_certain": table.is_encoding_certain,
            "delimiter": table.delimiter,
            "sheets": table.sheet_names,
            "examples": [_shortened(row.values) for row in islice(table.rows, _EXAMPLES)],
        }
        send(answers, columns)
        rows = Rows(Order.from_json(orders.get()))
        found = survey(table, rows.order, rows.identity, lambda share: _tell(answers, share))
        rows.learn(found)
        file.check()
        send(answers, {"surveyed": found.rows})
        for piece in _pieces(rows.read(table)):
            words, rows.unknown_words = rows.unknown_words, []
            # What was read from a file that somebody is writing to is not handed on.
            file.check()
            send(answers, {**piece, "unknown_words": words, "share": table.progress})
        send(answers, {"amounts": rows.amounts})


def _shortened(values: dict[str, str]) -> list[str]:
    return [text[:_LONGEST_EXAMPLE] for text in values.values()]


def _tell(answers: BinaryIO, share: float) -> None:
    send(answers, {"share": share})


def _texts(params: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


def _place(error: Exception) -> str:
    """The kind of a mistake of ours and where it is; its text could quote the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Opening it will tell.
        return 0


class _Watched:
    """A table whose file must stay as it was when it was opened."""

    def __init__(self, path: Path, options: dict[str, str | None]) -> None:
        self._path = path
        self._before = self._state()
        self.table: Table = open_table(path, **options)

    def check(self) -> None:
        if self._state() != self._before:
            raise TableError("changed")

    def _state(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def __enter__(self) -> "_Watched":
        return self

    def __exit__(self, *_ending: object) -> None:
        self.table.close()


def _pieces(rows: Iterator[FileRow | RefusedRow]) -> Iterator[dict[str, list[Any]]]:
    read: list[FileRow] = []
    refused: list[RefusedRow] = []
    characters = 0
    for row in rows:
        if isinstance(row, FileRow):
            read.append(row)
        else:
            refused.append(row)
        characters += sum(map(len, row.cells))
        if len(read) + len(refused) >= PIECE_ROWS or characters > _PIECE_CHARACTERS:
            yield {"rows": read, "refused": refused}
            read, refused, characters = [], [], 0
    if read or refused:
        yield {"rows": read, "refused": refused}


if __name__ == "__main__":
    main()
