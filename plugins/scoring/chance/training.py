"""What a training has read so far: counts of older and newer sales, and how it did on the newer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from .bayes import NONE, Tally
from .facts import TEAM, SaleFacts
from .learned import Counted, Learned
from .measures import thousandths

# The share of all sales that is learned from before it is tried on the rest.
OLDER = 0.75
# Tried on fewer sales, or on fewer of one ending, chances are not judged.
LEAST_CHECKED = 20
LEAST_CHECKED_EACH = 5

# Counts by team; those of everybody's sales together have no team.
ALL = ""
Counts = dict[str, Counted]


@dataclass(slots=True, kw_only=True)
class Training:
    """`until` is the last day of the older sales; None where there is nothing to try it on."""

    until: date | None
    count: int
    done: int = 0
    older: Counts = field(default_factory=dict)
    newer: Counts = field(default_factory=dict)
    # Chance in thousandths → how the newer sales of which it was said have ended.
    said: dict[int, Tally] = field(default_factory=dict)
    # The same of the percentages of the stages.
    said_by_stages: dict[int, Tally] = field(default_factory=dict)

    def read(self, facts: SaleFacts, *, is_won: bool, closed_on: date) -> None:
        """Count one sale that has ended, among those of its team as well."""
        is_older = self.until is None or closed_on <= self.until
        counts = self.older if is_older else self.newer
        for team in {ALL, facts.values.get(TEAM, ALL)}:
            counts.setdefault(team, Counted()).add(facts, is_won=is_won)
        self.done += 1

    def check(self, chance: float, by_stage: float, *, is_won: bool) -> None:
        """Note what was said of one newer sale, and how it ended."""
        one = Tally(1, 0) if is_won else Tally(0, 1)
        for said, share in ((self.said, chance), (self.said_by_stages, by_stage)):
            key = thousandths(share)
            said[key] = said.get(key, NONE).plus(one)
        self.done += 1

    def together(self) -> Counts:
        """The counts of all sales."""
        teams = sorted(self.older.keys() | self.newer.keys())
        return {
            team: self.older.get(team, Counted()).plus(self.newer.get(team, Counted()))
            for team in teams
        }

    @property
    def percent(self) -> int:
        """How far it has come: all sales are read once, and a quarter of them twice."""
        return min(99, int(100 * self.done / max(1, self.count * (2 - OLDER))))

    @property
    def can_be_checked(self) -> bool:
        """Whether the older sales alone are enough, and the newer ones are not too few."""
        older, newer = self.older.get(ALL), self.newer.get(ALL)
        if older is None or newer is None or not older.is_enough:
            return False
        total = newer.total
        return total.sales >= LEAST_CHECKED and min(total) >= LEAST_CHECKED_EACH

    def as_json(self) -> dict[str, Any]:
        return {
            "until": self.until.isoformat() if self.until else None,
            "count": self.count,
            "done": self.done,
            "older": counts_as_json(self.older),
            "newer": counts_as_json(self.newer),
            "said": said_as_json(self.said),
            "said_by_stages": said_as_json(self.said_by_stages),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            until=date.fromisoformat(kept["until"]) if kept["until"] else None,
            count=kept["count"],
            done=kept["done"],
            older=counts_from_json(kept["older"]),
            newer=counts_from_json(kept["newer"]),
            said=said_from_json(kept["said"]),
            said_by_stages=said_from_json(kept["said_by_stages"]),
        )


class Teams:
    """What was learned from each team's sales; who has too few learns from everybody's."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._learned: dict[str, Learned] = {}

    def of(self, facts: SaleFacts) -> tuple[str, Learned]:
        """The team whose sales speak for this one, `ALL` for everybody's, and what they say."""
        team = facts.values.get(TEAM, ALL)
        counted = self._counts.get(team)
        if counted is None or not counted.is_enough:
            team = ALL
        if team not in self._learned:
            self._learned[team] = Learned(self._counts.get(team) or Counted())
        return team, self._learned[team]


def last_day_of_older(days: Mapping[date, int]) -> date | None:
    """The day up to which about three of four sales have ended; `days` is day → how many.

    A day is not divided; None where all ended on one.
    """
    in_order = sorted(days)
    total, so_far = sum(days.values()), 0
    best: tuple[float, date] | None = None
    for day in in_order[:-1]:
        so_far += days[day]
        distance = abs(so_far / total - OLDER)
        if best is None or distance < best[0]:
            best = distance, day
    return best[1] if best else None


def counts_as_json(counts: Mapping[str, Counted]) -> dict[str, Any]:
    return {team: counted.as_json() for team, counted in counts.items()}


def counts_from_json(kept: Mapping[str, Any]) -> Counts:
    return {team: Counted.from_json(one) for team, one in kept.items()}


def said_as_json(said: Mapping[int, Tally]) -> dict[str, Sequence[int]]:
    return {str(chance): list(tally) for chance, tally in said.items()}


def said_from_json(kept: Mapping[str, Sequence[int]]) -> dict[int, Tally]:
    return {int(chance): Tally(*pair) for chance, pair in kept.items()}
