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

    def add(self, seconds: float) -> None:
        """A count lost between two threads does no harm; a lock on every call would."""
        self.calls += 1
        self.seconds += seconds
        self.newest.append(seconds)

    def percentile(self, part: float) -> float:
        """Seconds within which this part (0 to 1) of the newest calls ended."""
        ordered = sorted(self.newest)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


class Timing:
    """Measures by (plugin, place), for every thread."""

    def __init__(self) -> None:
        self._measures: dict[tuple[str, str], Measure] = {}
        self._lock = Lock()
        # All requests of this process, with plugins or without.
        self.requests = Measure()

    def of_call(self, plugin_id: str, place: str) -> Measure:
        """The one measure of a callable, to add to."""
        with self._lock:
            return self._measures.setdefault((plugin_id, place), Measure())

    def add(self, plugin_id: str, place: str, seconds: float) -> None:
        self.of_call(plugin_id, place).add(seconds)

    def of(self, plugin_id: str) -> Iterator[tuple[str, Measure]]:
        """(place, measure) of what one plugin was asked so far, slowest first."""
        with self._lock:
            measures = list(self._measures.items())
        own = [(place, m) for (each, place), m in measures if each == plugin_id and m.calls]
        yield from sorted(own, key=lambda item: item[1].seconds, reverse=True)

    def share(self, plugin_id: str) -> float:
        """The part of the time of all requests that the plugin took, 0 to 1."""
        taken = sum(measure.seconds for _, measure in self.of(plugin_id))
        return min(taken / self.requests.seconds, 1.0) if self.requests.seconds else 0.0
