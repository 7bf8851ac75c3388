"""Naive Bayes: how much a fact speaks for winning, and the chance that follows from several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, fsum, log
from typing import NamedTuple

# Added to each count, so that what was never seen among the won or the lost excludes nothing.
SMOOTHING = 0.1


class Tally(NamedTuple):
    """How many sales of a kind were won, and how many were lost."""

    won: int
    lost: int

    @property
    def sales(self) -> int:
        return self.won + self.lost

    def plus(self, other: "Tally") -> "Tally":
        return Tally(self.won + other.won, self.lost + other.lost)


NONE = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class Weight:
    """How often a fact is met among the won and among the lost, each between 0 and 1."""

    won: float
    lost: float

    @property
    def score(self) -> float:
        """Towards 1 it speaks for winning, towards 0 against; 0.5 says nothing."""
        return self.won / (self.won + self.lost)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = list(tallies)
    return Tally(sum(one.won for one in found), sum(one.lost for one in found))


def weight_of_value(tallies: Mapping[str, Tally], value: str) -> Weight:
    """Of one of the values of a field; `tallies` has all of them, which exclude each other."""
    total, one = total_of(tallies.values()), tallies[value]
    smoothed = SMOOTHING * len(tallies)
    return Weight(
        won=(one.won + SMOOTHING) / (total.won + smoothed),
        lost=(one.lost + SMOOTHING) / (total.lost + smoothed),
    )


def weight_of_reaching(reached: Tally, total: Tally) -> Weight:
    """Of having come as far as so many of all have: to a stage, or to an age."""
    return Weight(
        won=(reached.won + SMOOTHING) / (total.won + SMOOTHING),
        lost=(reached.lost + SMOOTHING) / (total.lost + SMOOTHING),
    )


def chance_of(total: Tally, weights: Iterable[Weight]) -> float:
    """Between 0 and 1: S_w / (S_w + S_l), where S_w = P(won) · ∏ P(fact | won), S_l likewise.

    The same in whatever order the facts come. `total` has sales of both endings.
    """
    terms = [log(total.won), -log(total.lost)]
    for weight in weights:
        terms += [log(weight.won), -log(weight.lost)]
    odds = fsum(terms)
    # Written twice, for a large exponent overflows.
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))
