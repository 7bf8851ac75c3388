"""Rules and how they add up: a definition is what an administrator saves as one version."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from .conditions import Condition, Some, as_json, comparisons_of, counted_part, from_json

FIT, ENGAGEMENT = "fit", "engagement"
GRADES, LEVELS = ("A", "B", "C"), (1, 2, 3)
# From the best to the least: how far both ways together, and of equals who fits better.
CELLS = ("A1", "A2", "B1", "A3", "B2", "C1", "B3", "C2", "C3")
# More than the points that two groups can have.
RANKS_OF_A_CELL = 1_000_000


class Per(StrEnum):
    """What points are given for."""

    CUSTOMER = "customer"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Decay:
    """Points lose so many percent of their worth every so many days, in a straight line."""

    percent: int
    days: int

    def left(self, age_in_days: float) -> float:
        """Which share is left after that time; an event that is still to come is worth all."""
        return max(0.0, 1.0 - self.percent / 100 * max(0.0, age_in_days) / self.days)

    @property
    def lasts(self) -> float:
        """Days until nothing is left."""
        return self.days * 100 / self.percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points for a condition. Without a name it is called by its condition."""

    key: str
    group: str
    points: int
    when: Condition
    name: str = ""
    per: Per = Per.CUSTOMER
    # What it gives at most, of whichever sign.
    most: int | None = None
    decay: Decay | None = None

    @property
    def counted(self) -> Some | None:
        """The part of the condition whose events bear the points."""
        return counted_part(self.when)

    def as_json(self) -> dict[str, Any]:
        decay = {"percent": self.decay.percent, "days": self.decay.days} if self.decay else None
        return {
            "key": self.key,
            "name": self.name,
            "group": self.group,
            "points": self.points,
            "when": as_json(self.when),
            "per": self.per.value,
            "most": self.most,
            "decay": decay,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        decay = document.get("decay")
        return cls(
            key=document["key"],
            name=document.get("name", ""),
            group=document["group"],
            points=document["points"],
            when=from_json(document["when"]),
            per=Per(document.get("per", Per.CUSTOMER)),
            most=document.get("most"),
            decay=Decay(decay["percent"], decay["days"]) if decay else None,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """One of the two sums: what it is at most, and from where on it is the best and the middle."""

    cap: int
    bounds: tuple[int, int]

    def total(self, points: float) -> int:
        """Between nothing and the cap, however much the rules give or take."""
        return round(min(self.cap, max(0.0, points)))

    def place(self, total: int) -> int:
        """0 for the best third, 1 for the middle, 2 for the last."""
        first, second = self.bounds
        return 0 if total >= first else 1 if total >= second else 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a customer becomes worth a task: at this grade and this level, or better.

    It counts again only after a group has fallen by more than `margin` points below its bound.
    """

    grade: str
    level: int
    margin: int = 5
    has_task: bool = True
    task_subject: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "grade": self.grade,
            "level": self.level,
            "margin": self.margin,
            "task": self.has_task,
            "task_subject": self.task_subject,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            document["grade"],
            document["level"],
            document["margin"],
            document["task"],
            document.get("task_subject", ""),
        )


def ranks_of(cell: str) -> tuple[int, int]:
    """The ranks of those who stand there: from the first, and below the second."""
    first = (len(CELLS) - CELLS.index(cell)) * RANKS_OF_A_CELL
    return first, first + RANKS_OF_A_CELL


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands: both sums, and the cell of the matrix they lead to."""

    fit: int
    engagement: int
    grade: str
    level: int

    @property
    def cell(self) -> str:
        """“A1” for the best fit and the most engaged, “C3” for neither."""
        return f"{self.grade}{self.level}"

    @property
    def rank(self) -> int:
        """What lists are ordered by: better customers have more of it."""
        return ranks_of(self.cell)[0] + self.fit + self.engagement


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The rules, and how their points become a grade and a level."""

    fit: Group
    engagement: Group
    rules: tuple[Rule, ...] = ()
    threshold: Threshold | None = None

    def standing(self, fit: float, engagement: float) -> Standing:
        """What these points lead to."""
        of_fit, of_engagement = self.fit.total(fit), self.engagement.total(engagement)
        return Standing(
            of_fit,
            of_engagement,
            GRADES[self.fit.place(of_fit)],
            LEVELS[self.engagement.place(of_engagement)],
        )

    def has_reached(self, standing: Standing) -> bool:
        """Whether the customer stands where a task is worth it, or better."""
        wanted = self.threshold
        if wanted is None:
            return False
        return standing.grade <= wanted.grade and standing.level <= wanted.level

    def has_fallen(self, standing: Standing) -> bool:
        """Whether the customer is so far below that reaching it would be news again."""
        wanted = self.threshold
        if wanted is None:
            return True
        bounds = (
            (standing.fit, self.fit, GRADES.index(wanted.grade)),
            (standing.engagement, self.engagement, LEVELS.index(wanted.level)),
        )
        return any(
            place < len(group.bounds) and total < group.bounds[place] - wanted.margin
            for total, group, place in bounds
        )

    def rule(self, key: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.key == key), None)

    @property
    def used_fields(self) -> frozenset[str]:
        """Keys of the fields that the rules ask about."""
        return frozenset(one.field for rule in self.rules for _, one in comparisons_of(rule.when))

    def as_json(self) -> dict[str, Any]:
        return {
            "groups": {
                FIT: {"cap": self.fit.cap, "grades": list(self.fit.bounds)},
                ENGAGEMENT: {
                    "cap": self.engagement.cap,
                    "levels": list(self.engagement.bounds),
                },
            },
            "rules": [rule.as_json() for rule in self.rules],
            "threshold": self.threshold.as_json() if self.threshold else None,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """A definition that was checked when it was saved."""
        fit, engagement = document["groups"][FIT], document["groups"][ENGAGEMENT]
        threshold = document.get("threshold")
        return cls(
            fit=Group(fit["cap"], (fit["grades"][0], fit["grades"][1])),
            engagement=Group(engagement["cap"], (engagement["levels"][0], engagement["levels"][1])),
            rules=tuple(Rule.from_json(rule) for rule in document["rules"]),
            threshold=Threshold.from_json(threshold) if threshold else None,
        )
