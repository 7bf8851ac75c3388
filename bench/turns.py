"""Asks several servers in turns, so that a noisy moment meets all of them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS, EACH, WARM_UP = 10, 20, 10


@dataclass(frozen=True)
class Timed:
    """Seconds of each request, and of the processor for one on the average."""

    seconds: list[float]
    processor: float

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def in_turns(
    asked: Sequence[Callable[[], float]], used: Sequence[Callable[[], float]]
) -> list[Timed]:
    """What each took; `used` tell the seconds that the processor gave to their servers so far."""
    for _ in range(WARM_UP):
        for ask in asked:
            ask()
    taken: list[list[float]] = [[] for _ in asked]
    before = [one() for one in used]
    for _ in range(ROUNDS):
        for one, ask in zip(taken, asked, strict=True):
            one.extend(ask() for _ in range(EACH))
    return [
        Timed(seconds, (spent() - start) / len(seconds))
        for seconds, spent, start in zip(taken, used, before, strict=True)
    ]
