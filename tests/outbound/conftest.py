"""Receivers in threads of their own, and a record of every connection that is begun."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Receiver:
    """`answer` is given the socket and what was read up to the end of the head."""

    port: int
    answer: Callable[[socket.socket, bytes], None]
    heads: list[bytes] = field(default_factory=list)
    touched: int = 0
    certificate: Path | None = None

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def says(words: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda line, _head: line.sendall(words)


_fine = says(OK)


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        receiver.touched += 1
        head = b""
        while b"\r\n\r\n" not in head and (part := self.request.recv(65536)):
            head += part
        receiver.heads.append(head)
        with suppress(OSError):  # the other side has had enough
            receiver.answer(self.request, head)


@contextmanager
def receiving(answer: Callable[[socket.socket, bytes], None] = _fine) -> Iterator[Receiver]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.receiver = Receiver(server.server_address[1], answer)  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.receiver  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address to which a connection is begun; none of them comes about."""
    begun: list[object] = []

    def refuse(_self: socket.socket, address: object) -> None:
        begun.append(address)
        raise ConnectionRefusedError(111, "refused by the test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return begun


@pytest.fixture
def tls_receiver(tmp_path: Path) -> Iterator[Receiver]:
    """It is called crm.example, and nobody but its own certificate says so."""
    certificate = _self_signed(tmp_path, "crm.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Safe(_Talk):
        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)

        def finish(self) -> None:
            self.request.close()

    class Server(socketserver.ThreadingTCPServer):
        def handle_error(self, *_about: object) -> None:
            """The other side did not trust us."""

    with Server(("127.0.0.1", 0), Safe) as server:
        server.daemon_threads = True
        receiver = Receiver(server.server_address[1], says(OK), certificate=certificate)
        server.receiver = receiver  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield receiver
        server.shutdown()


def _self_signed(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
