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
def real_server(
    url: str, instance: Path, **settings: str
) -> Iterator[tuple[int, subprocess.Popen[bytes], float]]:
    """(port, process, seconds from start to the first page)."""
    port = free_port()
    command = [sys.executable, "-m", "salesforce_lite", "serve", "--port", str(port)]
    environment = os.environ | {"SFL_DATABASE_URL": url, "SFL_INSTANCE": str(instance), **settings}
    with _running(command, environment, port, "/sign-in") as (process, seconds):
        yield port, process, seconds


@contextmanager
def floor_server(url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """(port, process) of the floor."""
    port = free_port()
    command = [sys.executable, "-m", "bench.floor", url, str(port)]
    with _running(command, dict(os.environ), port, "/customers") as (process, _):
        yield port, process


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
    return max(_kept(child, "VmRSS") for child in _children(process))


def own_memory() -> int:
    """Resident megabytes of this process."""
    return _kept("self", "VmRSS")


def peak_memory(process: subprocess.Popen[bytes]) -> int:
    """Megabytes the process and its children have held at most, each at its own worst moment."""
    try:
        return sum(_kept(pid, "VmHWM") for pid in (str(process.pid), *_children(process)))
    except OSError:
        return 0  # one of them has just ended


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What the server and its workers have used of the processor so far: 1/100 s is the finest.

    Unlike the clock, it does not count what other programs of the machine take meanwhile.
    """
    ticks = sum(_ticks(pid) for pid in (str(process.pid), *_children(process)))
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(process: subprocess.Popen[bytes]) -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def _ticks(pid: str) -> int:
    # After the name, which may hold spaces: the 12th and 13th field are user and system time.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _kept(pid: str, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) // 1024
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
