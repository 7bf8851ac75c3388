"""`salesforce-lite serve` as a process of its own, and a visitor who talks to it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

HOST = "127.0.0.1"
# Longer than needed on a busy machine; a test that waits this long has failed.
_PATIENCE = 90


@dataclass(frozen=True)
class Server:
    """The process, and what it wrote, readable while it runs."""

    process: subprocess.Popen[bytes]
    port: int
    out: Path
    err: Path

    @property
    def printed(self) -> str:
        return self.out.read_text(encoding="utf-8")

    @property
    def said(self) -> str:
        return self.err.read_text(encoding="utf-8")

    def answers(self) -> None:
        """Wait until it takes requests."""
        patience = monotonic() + _PATIENCE
        while not self._takes_requests():
            assert self.process.poll() is None, self.said
            assert monotonic() < patience, self.said
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)

    def ended(self) -> int:
        """Wait for its exit code."""
        return self.process.wait(_PATIENCE)

    def killed(self) -> None:
        """All its processes at once, as when the power goes: none has time to say anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        assert self.ended() == -signal.SIGKILL

    def _takes_requests(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


@contextmanager
def serving(
    folder: Path, address: str, *options: str, port: int = 0, **settings: str
) -> Iterator[Server]:
    """A server on that database, or on the one in its instance; it is gone afterwards."""
    port = port or free_port()
    environment = {name: text for name, text in os.environ.items() if not name.startswith("SFL_")}
    environment |= {"SFL_INSTANCE": str(folder / "instance")}
    if address:
        environment |= {"SFL_DATABASE_URL": address}
    environment |= settings
    command = [sys.executable, "-m", "salesforce_lite", "serve", "--port", str(port), *options]
    out, err = folder / "out.txt", folder / "err.txt"
    with out.open("wb") as printed, err.open("wb") as said:
        process = subprocess.Popen(
            command, env=environment, stdout=printed, stderr=said, start_new_session=True
        )
    try:
        yield Server(process, port, out, err)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    """A browser without scripts: keeps cookies and sends the token of the page back."""

    server: Server
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def get(self, path: str) -> Answer:
        connection = self._ask("GET", path)
        connection.endheaders()
        return self._answer(connection)

    def sign_in(self, email: str, password: str) -> Answer:
        return self.begin_to_sign_in(email, password)()

    def begin_to_sign_in(self, email: str, password: str) -> Callable[[], Answer]:
        """A request that runs on the server, which waits for the form; call the answer to send it.

        That the server asks for the form shows that the request is running.
        """
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/sign-in").text)
        assert token
        form = urlencode({"csrf_token": token[1], "email": email, "password": password}).encode()
        connection = self._ask("POST", "/sign-in")
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", str(len(form)))
        connection.putheader("Expect", "100-continue")
        connection.endheaders()
        assert connection.sock.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 100"

        def send() -> Answer:
            connection.send(form)
            return self._answer(connection)

        return send

    def until_the_server_hangs_up(self) -> Callable[[], None]:
        """Keep a connection and ask nothing more; a server that is told to stop closes it soon."""
        connection = self._ask("GET", "/healthz")
        connection.endheaders()
        connection.getresponse().read()

        def wait() -> None:
            assert connection.sock.recv(1) == b""
            connection.close()

        return wait

    def _ask(self, method: str, path: str) -> HTTPConnection:
        connection = HTTPConnection(HOST, self.server.port, timeout=_PATIENCE)
        connection.putrequest(method, path)
        kept = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        connection.putheader("Cookie", kept)
        return connection

    def _answer(self, connection: HTTPConnection) -> Answer:
        response = connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", ()):
            self.cookies.load(cookie)
        answer = Answer(response.status, dict(response.headers), response.read().decode())
        connection.close()
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
