"""Addresses that may be named: read strictly, so that nobody reads them in two ways."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from salesforce_lite.outbound.errors import (
    ForbiddenPortError,
    ForbiddenTargetError,
    NoHttpError,
    UserInAddressError,
)
from salesforce_lite.outbound.networks import Address

LONGEST_ADDRESS = 2000
USUAL_PORTS = {"http": 80, "https": 443}
# Visible ASCII without what some read as the end of the host: backslash, and signs that browsers
# repair or that stand in no address.
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[!$-;=?-\[\]_a-z~]+", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# “127.1”, “0x7f000001”, “2130706433”: systems read a host that ends in a number as an address.
_ENDS_IN_A_NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)")
_LONGEST_HOST = 253


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `host` is a name in lower case, or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> Address | None:
        """The host, where it is no name."""
        return _literal(self.host)

    @property
    def is_this_machine(self) -> bool:
        """Whether the name means the machine itself, whoever is asked about it (RFC 6761)."""
        return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def has_usual_port(self) -> bool:
        return self.port in USUAL_PORTS.values()

    @property
    def header(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(address: str) -> Target:
    """Raises ForbiddenTargetError for whatever is not plainly an address of HTTP without a user.

    Hosts with letters beyond ASCII are written as they are registered (xn--…).
    """
    if not _HTTP.match(address):
        raise NoHttpError
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise ForbiddenTargetError
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ForbiddenTargetError from None
    if "@" in parts.netloc:
        raise UserInAddressError
    port = _port(parts)
    host = (parts.hostname or "").lower()
    if not _is_host(host):
        raise ForbiddenTargetError
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or USUAL_PORTS[parts.scheme], path)


def _port(parts: SplitResult) -> int | None:
    """None where there is none; 0, nothing behind the colon and what is no number are refused."""
    try:
        port = parts.port
    except ValueError:
        raise ForbiddenPortError from None
    if port == 0 or parts.netloc.endswith(":"):
        raise ForbiddenPortError
    return port


def _is_host(host: str) -> bool:
    if _literal(host) is not None:
        return True
    labels = host.split(".")
    return (
        len(host) <= _LONGEST_HOST
        and all(_LABEL.fullmatch(label) for label in labels)
        and not _ENDS_IN_A_NUMBER.fullmatch(labels[-1])
    )


def _literal(host: str) -> Address | None:
    """Four decimal numbers, or IPv6 without a zone; the library takes no other spelling."""
    if "%" in host:
        return None
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None
