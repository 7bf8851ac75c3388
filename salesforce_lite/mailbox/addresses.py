"""Private addresses: the company's one, with a random part of each person behind a plus sign."""

import hmac
import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

_SIGNATURE = 4
# Twenty bytes: an id and its signature.
_RANDOM_PART = "[a-z2-7]{32}"


@dataclass(frozen=True)
class PrivateAddresses:
    """`base` is the address of the company's mailbox, in lower case; `key` that of the instance.

    The random part has letters and digits alone: servers change capitals and keep no other sign.
    """

    base: str
    key: str

    def of(self, address_id: UUID) -> str:
        """The address as people use it."""
        signed = address_id.bytes + self._signature(address_id)
        return f"{self._local}+{b32encode(signed).decode().lower()}@{self._domain}"

    def ids_in(self, text: str) -> set[UUID]:
        """Which of ours stand in a text such as a header; what was made up does not count."""
        found = (self._id_of(match[1]) for match in self._pattern.finditer(text))
        return {one for one in found if one is not None}

    def is_ours(self, address: str) -> bool:
        """Whether it is the mailbox, with any random part or without one."""
        local, _, domain = address.lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] == self._local

    def without(self, text: str) -> str:
        """The text without private addresses: whoever reads one could use it."""
        return self._pattern.sub(self.base, text)

    @property
    def _local(self) -> str:
        return self.base.rpartition("@")[0]

    @property
    def _domain(self) -> str:
        return self.base.rpartition("@")[2]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        local, domain = re.escape(self._local), re.escape(self._domain)
        return re.compile(rf"\b{local}\+({_RANDOM_PART})@{domain}(?!\.?[\w-])", re.I)

    def _id_of(self, random_part: str) -> UUID | None:
        signed = b32decode(random_part.upper())
        address_id = UUID(bytes=signed[:-_SIGNATURE])
        is_signed = hmac.compare_digest(signed[-_SIGNATURE:], self._signature(address_id))
        return address_id if is_signed else None

    def _signature(self, address_id: UUID) -> bytes:
        told = b"private mail address" + address_id.bytes
        return hmac.new(self.key.encode(), told, sha256).digest()[:_SIGNATURE]
