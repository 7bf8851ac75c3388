"""How well foretold chances fit what happened, from how often each was said and came true."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, fsum, sqrt

from .bayes import Tally, total_of

# Chances are counted in thousandths: fine enough, and few enough to keep.
WHOLE = 1000

Said = Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the sales, next to each other by what was said: how many, what was said on average,
    and how many were won. Shares are between 0 and 1."""

    count: int
    said: float
    won: int

    @property
    def was(self) -> float:
        return self.won / self.count


def thousandths(chance: float) -> int:
    return round(chance * WHOLE)


def auc(said: Said) -> float | None:
    """In how many pairs of a won and a lost sale the won one had the higher chance; equal ones
    count half. None where there are no pairs."""
    total = total_of(said.values())
    if not total.won or not total.lost:
        return None
    halves, lost_below = 0, 0
    for chance in sorted(said):
        won, lost = said[chance]
        halves += won * (2 * lost_below + lost)
        lost_below += lost
    return halves / (2 * total.won * total.lost)


def auc_error(value: float, total: Tally) -> float:
    """The standard error of an AUC (Hanley and McNeil)."""
    above, below = value / (2 - value), 2 * value * value / (1 + value)
    spread = (
        value * (1 - value)
        + (total.won - 1) * (above - value * value)
        + (total.lost - 1) * (below - value * value)
    )
    return sqrt(max(spread, 0.0) / (total.won * total.lost))


def brier(said: Said) -> float:
    """The mean squared distance from what happened; 0 is perfect."""
    total = total_of(said.values())
    parts = [
        tally.won * (1 - chance / WHOLE) ** 2 + tally.lost * (chance / WHOLE) ** 2
        for chance, tally in said.items()
    ]
    return fsum(parts) / total.sales


def groups(said: Said, most: int = 10) -> list[Group]:
    """Up to ten groups of about the same size, the smallest chances first.

    What was said alike stays together, so there may be fewer.
    """
    count = total_of(said.values()).sales
    found: list[Group] = []
    seen, begun = 0, 0
    pending: dict[int, Tally] = {}
    for chance in sorted(said):
        pending[chance] = said[chance]
        seen += said[chance].sales
        if seen * most >= count * (begun + 1):
            found.append(_group(pending))
            pending, begun = {}, seen * most // count
    return found


def _group(said: Said) -> Group:
    total = total_of(said.values())
    points = sum(chance * tally.sales for chance, tally in said.items())
    return Group(total.sales, points / (WHOLE * total.sales), total.won)


def top(said: Said, share: float = 0.1) -> tuple[int, float]:
    """How many sales are the given share, and how many of those with the highest chances were won.

    Of what was said alike at the border a part counts.
    """
    count = ceil(total_of(said.values()).sales * share)
    left, won = count, 0.0
    for chance in sorted(said, reverse=True):
        tally = said[chance]
        taken = min(left, tally.sales)
        won += tally.won * taken / tally.sales
        left -= taken
        if not left:
            break
    return count, won


def lift(said: Said, share: float = 0.1) -> float | None:
    """How many times as often as among all the most likely share was won; None without any won."""
    total = total_of(said.values())
    if not total.won:
        return None
    count, won = top(said, share)
    return (won / count) / (total.won / total.sales)
