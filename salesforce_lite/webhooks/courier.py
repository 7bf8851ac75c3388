"""Sends parcels by several lines at once, and waits for nobody who is slow.

One courier for each process. Whoever gives it parcels gets back what came of them within a second;
what takes longer is written down by the line itself when it is done, so that a receiver that never
answers holds up neither other receivers nor the work of others. A process that dies meanwhile
leaves deliveries held until their time is over, and then they are sent again under the same id.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from uuid import UUID

from salesforce_lite.kernel import clock
from salesforce_lite.outbound import Client, OutboundError
from salesforce_lite.webhooks.parcels import Outcome, Parcel, outcome_of, readable
from salesforce_lite.webhooks.signing import signed_headers

_log = logging.getLogger(__name__)

LINES = 8
_MOST_LINES = 64
_PATIENCE = 1.0
# A line begins nothing after so many seconds; held deliveries are free again after sixty.
_LONGEST_LINE = 20.0
_MOST_FAILURES = 3
_MOST_SECONDS = 24 * 3600


@dataclass(eq=False)
class _Round:
    """What was given at once: until it is closed, lines leave here what came of their parcels."""

    outcomes: list[Outcome] = field(default_factory=list)
    is_closed: bool = False
    lock: Lock = field(default_factory=Lock)

    def take(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether whoever gave the parcels still waits for it."""
        with self.lock:
            if not self.is_closed:
                self.outcomes.extend(outcomes)
            return not self.is_closed

    def close(self) -> list[Outcome]:
        with self.lock:
            self.is_closed = True
            return self.outcomes


class Courier:
    """`note_late` writes down what came too late for whoever had asked."""

    def __init__(
        self,
        client: Client,
        note_late: Callable[[Sequence[Outcome]], None],
        *,
        agent: str,
        patience: float = _PATIENCE,
    ) -> None:
        self.client = client
        self._note_late = note_late
        self._agent = agent
        self._patience = patience
        self._pool = ThreadPoolExecutor(_MOST_LINES, thread_name_prefix="webhook")
        self._busy: Counter[UUID] = Counter()
        self._lock = Lock()

    def room(self, webhook_id: UUID) -> int:
        """How many more lines may lead to the receiver of this webhook."""
        with self._lock:
            free = _MOST_LINES - self._busy.total()
            return min(LINES - self._busy[webhook_id], free)

    def send(self, parcels: Sequence[Parcel]) -> list[Outcome]:
        """What came of them within the patience; never raises for a receiver."""
        this = _Round()
        begun = [self._begin(this, line) for line in self._lines(parcels)]
        wait(begun, timeout=self._patience)
        return this.close()

    def finish(self) -> None:
        """Wait for what is under way; for the end of a process, and for tests."""
        self._pool.shutdown(wait=True)
        self._pool = ThreadPoolExecutor(_MOST_LINES, thread_name_prefix="webhook")

    def _lines(self, parcels: Sequence[Parcel]) -> list[list[Parcel]]:
        """All of one record are in one line, in their order."""
        by_webhook: dict[UUID, list[Parcel]] = defaultdict(list)
        for parcel in parcels:
            by_webhook[parcel.webhook_id].append(parcel)
        lines: list[list[Parcel]] = []
        for webhook_id, of_one in by_webhook.items():
            count = max(1, self.room(webhook_id))
            part: list[list[Parcel]] = [[] for _ in range(count)]
            places: dict[str, int] = {}
            for parcel in of_one:
                place = places.setdefault(parcel.record, len(places) % count)
                part[place].append(parcel)
            lines += [line for line in part if line]
        return lines

    def _begin(self, this: _Round, line: list[Parcel]) -> "Future[None]":
        with self._lock:
            self._busy[line[0].webhook_id] += 1
        return self._pool.submit(self._run, this, line)

    def _run(self, this: _Round, line: list[Parcel]) -> None:
        waiting: list[Outcome] = []
        try:
            self._send_line(this, line, waiting)
        except Exception:
            # Those of the line are held for a while and then sent again.
            _log.exception("a line of deliveries ended early")
        finally:
            with self._lock:
                self._busy[line[0].webhook_id] -= 1
        if waiting:
            try:
                self._note_late(waiting)
            except Exception:
                _log.exception("deliveries could not be written down")

    def _send_line(self, this: _Round, line: list[Parcel], late: list[Outcome]) -> None:
        """What comes after a failure of the same record waits; after several in a row, or when
        nobody answers, the whole line does."""
        ends = monotonic() + _LONGEST_LINE
        stopped: set[str] = set()
        failures = 0
        for parcel in line:
            is_over = failures >= _MOST_FAILURES or monotonic() > ends
            if is_over or parcel.record in stopped:
                outcome = outcome_of(parcel)
            else:
                outcome = self._send(parcel)
                if not outcome.is_good:
                    stopped.add(parcel.record)
                if not outcome.is_of_receiver:
                    failures = 0
                else:
                    failures += _MOST_FAILURES if outcome.status is None else 1
            if not this.take([outcome]):
                late.append(outcome)

    def _send(self, parcel: Parcel) -> Outcome:
        """One request; signed anew, for the moment is part of what is signed."""
        signed = signed_headers(parcel.delivery_id, clock.now(), parcel.body, parcel.keys)
        headers = {"Content-Type": "application/json", "User-Agent": self._agent, **signed}
        try:
            answer = self.client.post(parcel.url, parcel.body, headers)
        except OutboundError as error:
            reason = str(error.params.get("reason", ""))
            return outcome_of(parcel, problem=error.code, answer=readable(reason.encode()))
        return outcome_of(
            parcel,
            status=answer.status,
            answer=readable(answer.body),
            retry_after=_seconds(answer.headers.get("retry-after", "")),
        )


def _seconds(said: str) -> int | None:
    """What a Retry-After asks for; a date in it is left alone."""
    return min(int(said), _MOST_SECONDS) if said.isascii() and said.isdigit() else None
