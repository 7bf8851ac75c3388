"""The broker: how ids of jobs travel to workers on other machines, as Celery is told it.

The table stays the truth. A message holds one id and nothing else; one that is lost is made up for
by a look at the table, and one that comes twice finds nothing to do.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from salesforce_lite.background.errors import BrokerAwayError, BrokerPackageMissingError
from salesforce_lite.kernel.job_rows import Urgency

TASK = "salesforce_lite.job"
# Scheme of the address → the packages that speak it.
SCHEMES = {
    **dict.fromkeys(("amqp", "amqps"), ("celery", "amqp")),
    **dict.fromkeys(("redis", "rediss"), ("celery", "redis")),
}
# Seconds; who connects, sends or asks waits no longer for a broker that says nothing.
PATIENCE = 3.0
# Redis answers who listens every second.
_SILENCE = 20.0
# Where nobody works, messages pile up; what is more than this would only be late.
_MOST_WAITING = 100_000


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it is, and what the queues of this site begin with, as others may use it as well."""

    address: str
    prefix: str

    @classmethod
    def of_site(cls, address: str, key: str) -> "Broker":
        """Every machine of a site has its key, and no other site. Raises
        BrokerPackageMissingError."""
        for package in SCHEMES.get(urlsplit(address).scheme, ("celery",)):
            if find_spec(package) is None:
                raise BrokerPackageMissingError(package=package)
        mark = hmac.new(key.encode(), b"queues of jobs", "sha256").hexdigest()[:12]
        return cls(address, f"sfl-{mark}")

    @property
    def shown(self) -> str:
        """The address without user and password."""
        return without_password(self.address)

    def queue(self, urgency: Urgency) -> str:
        """The name of the queue of one class."""
        return f"{self.prefix}.{urgency.name.lower()}"

    def celery(self, *, listens: bool = False) -> Any:
        """A Celery application of its own; nothing is global, and nothing connects yet. One that
        does not listen waits for no answer longer than PATIENCE."""
        # They take 0.2 seconds, and are loaded only where a broker is used.
        celery: Any = import_module("celery")
        kombu: Any = import_module("kombu")
        app = celery.Celery("salesforce_lite", broker=self.address, set_as_current=False)
        exchange = kombu.Exchange(self.prefix, type="direct", delivery_mode="transient")
        queues = [
            kombu.Queue(
                self.queue(each),
                exchange,
                routing_key=self.queue(each),
                max_length=_MOST_WAITING,
            )
            for each in Urgency
        ]
        app.conf.update(_CONFIGURATION, task_queues=queues, task_default_queue=queues[0].name)
        app.conf.broker_transport_options = _transport(
            urlsplit(self.address).scheme, listens=listens
        )
        return app

    def check(self) -> None:
        """Raises BrokerAwayError when it does not answer within some seconds."""
        connection = self.celery().connection_for_write()
        try:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
            with connection.channel():
                pass
        except Exception as error:
            # Each client library has exceptions of its own, and all of them mean the same here.
            raise BrokerAwayError(address=self.shown, reason=reason_of(error)) from None
        finally:
            connection.release()


def without_password(address: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(address)
    place = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    return f"{parts.scheme}://{place}{parts.path}"


def reason_of(error: Exception) -> str:
    """What it says itself, in one line."""
    said = " ".join(str(error.__cause__ or error).split())
    return said[:200] or type(error).__name__


def urgencies(*, takes_bulk: bool) -> Sequence[Urgency]:
    """The classes that a worker takes."""
    return [each for each in Urgency if takes_bulk or each is not Urgency.BULK]


_CONFIGURATION: dict[str, Any] = {
    # Acknowledged when the job is settled: a worker that dies gives its message back.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_ignore_result": True,
    # Nothing else is read: what stands in a broker is not to be run.
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_create_missing_queues": False,
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "worker_hijack_root_logger": False,
    # A step may take minutes, and the thread that receives waits for it.
    "broker_heartbeat": 0,
    "broker_connection_timeout": PATIENCE,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
}


def _transport(scheme: str, *, listens: bool) -> dict[str, Any]:
    # Who sends tries twice; otherwise it would try for ever.
    options: dict[str, Any] = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
    if scheme.startswith("redis"):
        options |= {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": _SILENCE if listens else PATIENCE,
        }
        # In this order: what is more urgent is handed out first.
        options |= {"queue_order_strategy": "priority"}
    if scheme.startswith("amqp"):
        options |= {"write_timeout": PATIENCE}
        options |= {} if listens else {"read_timeout": PATIENCE}
    return options
