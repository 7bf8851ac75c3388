"""Wake-ups: where there is a Redis and no broker, it wakes workers to look at the table.

They say nothing but that there is something to do. One that nobody hears is made up for by the next
look, which comes by itself.
"""

import hmac
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from salesforce_lite.background.broker import PATIENCE, reason_of, without_password
from salesforce_lite.background.carrying import Due
from salesforce_lite.background.errors import RedisAwayError
from salesforce_lite.background.receiving import Call

_log = logging.getLogger(__name__)
_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Waking:
    """Where the Redis is, and the channel of this site."""

    address: str
    channel: str

    @classmethod
    def of_site(cls, address: str, key: str) -> "Waking":
        """Every machine of a site has its key, and no other site."""
        mark = hmac.new(key.encode(), b"wake-ups of jobs", "sha256").hexdigest()[:12]
        return cls(address, f"sfl-{mark}.wake")

    @property
    def shown(self) -> str:
        """The address without user and password."""
        return without_password(self.address)

    def client(self) -> Any:
        """A client that waits for no answer longer than some seconds."""
        redis: Any = import_module("redis")
        return redis.Redis.from_url(
            self.address, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        )

    def check(self) -> None:
        """Raises RedisAwayError when it does not answer within some seconds."""
        client = self.client()
        try:
            client.ping()
        except Exception as error:
            # Faults of the network and of the library, which mean the same here.
            raise RedisAwayError(address=self.shown, reason=reason_of(error)) from None
        finally:
            client.close()


class WakingLine:
    """Wakes for jobs that are due."""

    def __init__(self, waking: Waking) -> None:
        self.shown = waking.shown
        self._waking = waking
        self._client: Any = None

    def send(self, _due: Due) -> None:
        """Once, however many there are."""
        self._client = self._client or self._waking.client()
        self._client.publish(self._waking.channel, "")

    def hang_up(self) -> None:
        """Begin anew next time."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


class Listener:
    """Hears wake-ups, in a thread of its own."""

    def __init__(self, waking: Waking, wake: Callable[[], None]) -> None:
        self.is_connected = False
        self._waking = waking
        self._wake = wake
        self._is_woken = False
        self._is_over = threading.Event()

    def begin(self) -> None:
        """Connect, and again and again when Redis goes, until `end`."""
        threading.Thread(target=self._listen, name="listener", daemon=True).start()

    def next(self) -> Call | None:
        """Whether there was one since the last time."""
        if not self._is_woken:
            return None
        # What comes from here on is looked for by who is called now, or told again.
        self._is_woken = False
        return Call(None)

    def end(self) -> None:
        """Hear no more."""
        self._is_over.set()

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                self._hear()
            except Exception as error:
                if self.is_connected:
                    _log.warning(
                        "Redis at %s does not answer (%s). The table is looked at meanwhile.",
                        self._waking.shown,
                        reason_of(error),
                    )
                self.is_connected = False
                self._is_over.wait(_PAUSE)

    def _hear(self) -> None:
        client = self._waking.client()
        try:
            with client.pubsub(ignore_subscribe_messages=True) as channel:
                channel.subscribe(self._waking.channel)
                # What came before is not heard any more.
                self._hear_one()
                while not self._is_over.is_set():
                    if channel.get_message(timeout=1.0) is not None:
                        self._hear_one()
                    self.is_connected = True
        finally:
            client.close()

    def _hear_one(self) -> None:
        self._is_woken = True
        self._wake()
