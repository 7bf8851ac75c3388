"""Sends one request to one address that was checked, within a few seconds, and follows nothing."""

import io
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from salesforce_lite.outbound.errors import (
    BrokenAnswerError,
    ForbiddenHostError,
    ForbiddenPortError,
    NoConnectionError,
    NoSuchHostError,
    NotTrustedError,
    OutboundError,
    TooSlowError,
)
from salesforce_lite.outbound.networks import (
    LOOPBACK,
    Network,
    is_opened,
    may_be_reached,
    read_address,
)
from salesforce_lite.outbound.target import Target, target_of

# Host and port → the addresses of the host, in the order in which to try them.
Resolve = Callable[[str, int], Sequence[str]]

MOST_BYTES = 1024 * 1024
PATIENCE = 5.0
# Room for the head of an answer beside its body.
_MOST_HEAD = 64 * 1024


def addresses_of(host: str, port: int) -> Sequence[str]:
    """What the system knows of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Of a body only the beginning is kept; `is_cut` says that there was more, or
    that it did not come to its end in time."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool


@dataclass(frozen=True)
class Client:
    """The way out. It goes to ports 80 and 443 of public machines, and to any port of the networks
    `opened` by the operator; it connects to an address that it has checked, takes no proxy from the
    environment and follows no redirect.

    `patience` is in seconds, for all of it together; `most` is in bytes of the body.
    """

    opened: tuple[Network, ...] = ()
    patience: float = PATIENCE
    most: int = MOST_BYTES
    resolve: Resolve = field(default=addresses_of)

    def check(self, address: str) -> Target:
        """What can be said about an address without asking anybody. Raises ForbiddenTargetError."""
        target = target_of(address)
        if target.address is not None:
            self._check_addresses(target, [target.host])
        elif target.is_this_machine and not any(is_opened(one, self.opened) for one in LOOPBACK):
            raise ForbiddenHostError
        elif not target.has_usual_port and not self.opened:
            raise ForbiddenPortError
        return target

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises OutboundError, if nothing came back; an answer of any status is an answer."""
        return self._send("POST", address, body, headers)

    def _send(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        target = self.check(address)
        deadline = _Deadline(self.patience)
        with _told(), self._connected(target, deadline) as line:
            connection = HTTPConnection(target.host, target.port)
            # It is connected already; the library must not look for the host by itself.
            connection.auto_open = 0
            connection.sock = line
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            fixed = {"Host": target.header, "Content-Length": str(len(body)), "Connection": "close"}
            for name, value in {**fixed, **headers}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return self._answer(response)

    def _answer(self, response: HTTPResponse) -> Answer:
        """The status tells what became of the request, whatever goes wrong with the body."""
        body, is_cut = b"", False
        try:
            body = response.read(self.most + 1)
            is_cut = len(body) > self.most
        except (OSError, HTTPException, ValueError, OutboundError):
            is_cut = True
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=body[: self.most],
            is_cut=is_cut,
        )

    @contextmanager
    def _connected(self, target: Target, deadline: "_Deadline") -> Iterator[Any]:
        addresses = self._addresses(target, deadline)
        self._check_addresses(target, addresses)
        line: socket.socket = _first_that_answers(addresses, target.port, deadline)
        try:
            if target.scheme == "https":
                line = self._secured(line, target, deadline)
            yield _Line(line, deadline, self.most + _MOST_HEAD)
        finally:
            line.close()

    def _addresses(self, target: Target, deadline: "_Deadline") -> Sequence[str]:
        """Asked once; the connection goes to what was answered then."""
        if target.address is not None:
            return [target.host]
        found: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

        def look_up() -> None:
            try:
                found.put(self.resolve(target.host, target.port))
            except (OSError, UnicodeError) as error:
                found.put(error)

        # The system's own patience is longer than ours and cannot be set.
        Thread(target=look_up, name="look-up", daemon=True).start()
        try:
            addresses = found.get(timeout=deadline.left())
        except Empty:
            raise TooSlowError from None
        if isinstance(addresses, Exception) or not addresses:
            raise NoSuchHostError
        return addresses

    def _check_addresses(self, target: Target, addresses: Sequence[str]) -> None:
        """All of them: a name that leads to one forbidden machine is forbidden."""
        for text in addresses:
            try:
                address = read_address(text)
            except ValueError:
                raise ForbiddenHostError from None
            if not may_be_reached(address, self.opened):
                raise ForbiddenHostError
            if not is_opened(address, self.opened) and not target.has_usual_port:
                raise ForbiddenPortError

    def _secured(
        self, plain: socket.socket, target: Target, deadline: "_Deadline"
    ) -> ssl.SSLSocket:
        """Verified by the name of the host, whatever the address is."""
        plain.settimeout(deadline.left())
        return self._trust.wrap_socket(plain, server_hostname=target.host)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()


class _Deadline:
    """How long all of it together may still take."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds

    def left(self) -> float:
        """Seconds; raises TooSlowError when there are none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise TooSlowError
        return left


def _first_that_answers(addresses: Sequence[str], port: int, deadline: _Deadline) -> socket.socket:
    """A connection to one of exactly these addresses."""
    trouble: OSError | None = None
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(deadline.left())
            line.connect((address, port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            line.close()
            trouble = error
        except BaseException:
            line.close()
            raise
        else:
            return line
    if isinstance(trouble, TimeoutError):
        raise TooSlowError
    raise NoConnectionError(reason=_reason(trouble))


class _Line:
    """A connected socket as the library of HTTP sees it: each wait ends with the deadline."""

    def __init__(self, line: Any, deadline: _Deadline, most: int) -> None:
        self._line, self._deadline, self._most = line, deadline, most

    def sendall(self, content: bytes) -> None:
        self._line.settimeout(self._deadline.left())
        self._line.sendall(content)

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        return io.BufferedReader(_Hurried(self._line, self._deadline, self._most))

    def close(self) -> None:
        """Nothing: the library closes when both sides said so, before it reads the body. Whoever
        connected closes."""


class _Hurried(io.RawIOBase):
    """Reads from a socket until the deadline, and not more than `most` bytes in all."""

    def __init__(self, line: Any, deadline: _Deadline, most: int) -> None:
        self._line, self._deadline, self._left = line, deadline, most

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        if self._left <= 0:
            raise BrokenAnswerError
        self._line.settimeout(self._deadline.left())
        count: int = self._line.recv_into(room, min(len(room), self._left))
        self._left -= count
        return count


@contextmanager
def _told() -> Iterator[None]:
    """Says what went wrong in our words."""
    try:
        yield
    except TimeoutError:
        raise TooSlowError from None
    except ssl.SSLError as error:
        raise NotTrustedError(reason=_reason(error)) from None
    except (OSError, HTTPException, ValueError):
        raise BrokenAnswerError from None


def _reason(error: Exception | None) -> str:
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return str(words)[:200]
