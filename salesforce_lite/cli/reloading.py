"""`serve --reload`: starts the server again when a file changes. For development only."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

_LOOK_EVERY = 0.5
# Requests that run get this long; then the server is ended all the same.
_PATIENCE = 5.0
_READ_AT_START = frozenset([".py", ".html", ".toml", ".po", ".mo", ".json"])


def serve_and_watch(arguments: Sequence[str], folders: Iterable[Path]) -> NoReturn:
    """Run `salesforce-lite` with these arguments, and again after each change in the folders.

    A server that ends by itself, as over a mistake in the code, is started after the next change.
    """
    watched = [folder.resolve() for folder in folders]
    signal.signal(signal.SIGTERM, _interrupt)
    server = _started(arguments)
    seen = _stamps(watched)
    has_ended = False
    try:
        while True:
            time.sleep(_LOOK_EVERY)
            now = _stamps(watched)
            changed = sorted({path for path, _ in seen.items() ^ now.items()})
            seen = now
            if changed:
                click.echo(f"{changed[0]} has changed: the server starts again.", err=True)
                _end(server)
                server, has_ended = _started(arguments), False
            elif server.poll() is not None and not has_ended:
                click.echo("The server has ended; it starts when a file changes.", err=True)
                has_ended = True
    except KeyboardInterrupt:
        sys.exit(0)
    finally:
        _end(server)


def _started(arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "salesforce_lite", *arguments]
    return subprocess.Popen(command)  # noqa: S603 – ourselves, with options that were checked


def _stamps(folders: Iterable[Path]) -> Mapping[str, int]:
    """File → when it was written, of all that a server reads only once."""
    found: dict[str, int] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in _READ_AT_START:
                with suppress(OSError):  # removed meanwhile
                    found[str(path)] = path.stat().st_mtime_ns
    return found


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
