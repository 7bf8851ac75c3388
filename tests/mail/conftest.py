"""A mail server that takes what it is given, in a thread of its own."""

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

import pytest

from salesforce_lite.config import Settings
from salesforce_lite.web import App


@dataclass
class MailServer:
    """`answers` are what it says instead of 250 to a command, such as {"RCPT": "550 Unknown"}."""

    address: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server.mail  # type: ignore[attr-defined]
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            server.said.append(line)
            verb = line.split(" ")[0].upper()
            if verb in server.answers:
                self._say(server.answers[verb])
            elif verb == "DATA":
                self._say("354 go on")
                server.taken.append(email.message_from_bytes(self._letter(), policy=default))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.mail = MailServer(f"smtp://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.mail  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def by_mail(app: App) -> Callable[..., None]:
    """`by_mail(url)`: the server hands mail in there."""

    def use(url: str, **more: object) -> None:
        known: Settings = app.extensions["settings"]
        app.extensions["settings"] = known.model_copy(update={"mail_url": url, **more})

    return use
