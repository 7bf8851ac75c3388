"""Which machines may be reached: public ones, and those in networks that the operator opens."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Where names of the machine itself lead.
LOOPBACK: tuple[Address, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
# What IPv6 gives out as public, and the parts of it that lead somewhere else after all: examples of
# books, and the old tunnels, which carry an IPv4 address inside. Mapped, compatible and translated
# (NAT64) addresses, zones of a link and everything local lie outside of it.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20"))
)
# Every part of IPv4 that has another purpose than one machine somewhere (RFC 6890 and after it).
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)


def networks_from(names: Iterable[str]) -> tuple[Network, ...]:
    """“127.0.0.0/8” and the like. Raises ValueError for what is no network."""
    return tuple(ip_network(name) for name in names)


def may_be_reached(address: Address, opened: Iterable[Network]) -> bool:
    """Whether a connection to this address is permitted."""
    return is_opened(address, opened) or is_public(address)


def is_opened(address: Address, opened: Iterable[Network]) -> bool:
    """Whether it lies in a network of the operator's; a mapped address is not looked through."""
    return any(address in network for network in opened if network.version == address.version)


def is_public(address: Address) -> bool:
    """Whether it is one machine somewhere in the internet, as far as an address tells."""
    if isinstance(address, IPv4Address):
        return not any(address in part for part in _NOT_PUBLIC_4)
    return (
        address.scope_id is None
        and address in _PUBLIC_6
        and not any(address in part for part in _NOT_PUBLIC_6)
    )


def read_address(text: str) -> Address:
    """Raises ValueError."""
    return ip_address(text)
