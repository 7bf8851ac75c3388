"""How long plugins take, in this process: the share of requests that administrators see."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

_KEPT = 200


@dataclass(slots=True)
class Measure:
    """Calls of one callable: how many, seconds in all, and the newest ones for percentiles."""

    calls: int = 0
    seconds: float = 0.0
    newest: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def percentile(self, part: float) -> float:
        """Seconds within which this part (0 to 1) of the newest calls ended."""
        ordered = sorted(self.newest)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


class Timing:
    """Measures by (plugin, place); safe to add to from every thread."""

    def __init__(self) -> None:
        self._measures: dict[tuple[str, str], Measure] = {}
        self._lock = Lock()
        # All requests of this process, with plugins or without.
        self.requests = Measure()

    def add(self, plugin_id: str, place: str, seconds: float) -> None:
        key = plugin_id, place
        measure = self._measures.get(key)
        if measure is None:
            with self._lock:
                measure = self._measures.setdefault(key, Measure())
        # A count lost between two threads does no harm; a lock on every call would.
        measure.calls += 1
        measure.seconds += seconds
        measure.newest.append(seconds)

    def of(self, plugin_id: str) -> Iterator[tuple[str, Measure]]:
        """(place, measure) of one plugin, slowest first."""
        own = [(place, m) for (each, place), m in list(self._measures.items()) if each == plugin_id]
        yield from sorted(own, key=lambda item: item[1].seconds, reverse=True)

    def add_request(self, seconds: float) -> None:
        self.requests.calls += 1
        self.requests.seconds += seconds

    def share(self, plugin_id: str) -> float:
        """The part of the time of all requests that the plugin took, 0 to 1."""
        taken = sum(measure.seconds for _, measure in self.of(plugin_id))
        return min(taken / self.requests.seconds, 1.0) if self.requests.seconds else 0.0
