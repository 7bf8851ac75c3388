"""Starts the real server and the floor as processes of their own, and measures start and memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path


@contextmanager
def real_server(url: str, instance: Path) -> Iterator[tuple[int, subprocess.Popen[bytes], float]]:
    """(port, process, seconds from start to the first page)."""
    port = _free_port()
    command = [sys.executable, "-m", "salesforce_lite", "serve", "--port", str(port)]
    environment = os.environ | {"SFL_DATABASE_URL": url, "SFL_INSTANCE": str(instance)}
    with _running(command, environment, port, "/sign-in") as (process, seconds):
        yield port, process, seconds


@contextmanager
def floor_server(url: str) -> Iterator[int]:
    """The port of the floor."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.floor", url, str(port)]
    with _running(command, dict(os.environ), port, "/customers"):
        yield port


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(port, path, process)
        yield process, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=40)


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"the server stopped with {process.returncode}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("the server did not start within 30 seconds")


def memory_of_worker(process: subprocess.Popen[bytes]) -> int:
    """Resident megabytes of the largest worker process."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return max(_resident(child) for child in children)


def _resident(pid: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
