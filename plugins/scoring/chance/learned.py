"""What was learned from sales: counts while they are read, settled into what chances come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from .bands import band_of, cuts_at
from .bayes import NONE, Tally, Weight, chance_of, total_of, weight_of_reaching, weight_of_value
from .facts import AGE, AMOUNT, STAGE, SaleFacts

# Sales of each ending that there must be.
LEAST = 30
# What was seen less often says nothing: one sale proves no rule.
SELDOM = 10
_QUARTERS = (0.25, 0.5, 0.75)
_AGES = (0.25, 0.5, 0.75, 0.9)
# A field that is filled in so much more often on one side was probably filled in at the end.
_APART = 0.3


@dataclass(slots=True)
class Counted:
    """Counts of sales, field by field; more are added as they are read."""

    total: Tally = NONE
    # Field → value → how many.
    values: dict[str, dict[str, Tally]] = field(default_factory=dict)
    # Pipeline → how many whose stages are known, and stage → how many of them have reached it.
    pipelines: dict[str, Tally] = field(default_factory=dict)
    stages: dict[str, Tally] = field(default_factory=dict)
    # The bin of the days from beginning to end → how many.
    ages: dict[str, Tally] = field(default_factory=dict)

    def add(self, facts: SaleFacts, *, is_won: bool) -> None:
        """One sale that has ended."""
        one = Tally(1, 0) if is_won else Tally(0, 1)
        self.total = self.total.plus(one)
        for name, value in facts.values.items():
            _count(self.values.setdefault(name, {}), value, one)
        if facts.stages:
            _count(self.pipelines, facts.pipeline, one)
            for stage in facts.stages if is_won else facts.reached:
                _count(self.stages, stage, one)
        if facts.age is not None:
            _count(self.ages, str(facts.age), one)

    def plus(self, other: Self) -> Self:
        """Both together."""
        names = self.values.keys() | other.values.keys()
        return type(self)(
            total=self.total.plus(other.total),
            values={
                name: _together(self.values.get(name, {}), other.values.get(name, {}))
                for name in sorted(names)
            },
            pipelines=_together(self.pipelines, other.pipelines),
            stages=_together(self.stages, other.stages),
            ages=_together(self.ages, other.ages),
        )

    @property
    def is_enough(self) -> bool:
        return self.total.won >= LEAST and self.total.lost >= LEAST

    def as_json(self) -> dict[str, Any]:
        return {
            "total": list(self.total),
            "values": {name: _pairs(counts) for name, counts in self.values.items()},
            "pipelines": _pairs(self.pipelines),
            "stages": _pairs(self.stages),
            "ages": _pairs(self.ages),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            total=Tally(*kept["total"]),
            values={name: _tallies(pairs) for name, pairs in kept["values"].items()},
            pipelines=_tallies(kept["pipelines"]),
            stages=_tallies(kept["stages"]),
            ages=_tallies(kept["ages"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One fact of a sale: what it is, what it weighs, and how the sales ended of which it held.

    `value` is the value of the field, the stage, the number of the band of amounts, or the bin of
    days at which the band of the age begins.
    """

    field: str
    value: str
    weight: Weight
    tally: Tally

    @property
    def score(self) -> float:
        """By which facts are put in order; 0.5 says nothing."""
        return self.weight.score

    @property
    def shown(self) -> float:
        """The figure that people see. Of a stage: how many of the lost never came as far."""
        return 1 - self.weight.lost if self.field == STAGE else self.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A field that is left out: how many of the won and of the lost have it filled in."""

    field: str
    won: float
    lost: float


class Learned:
    """What the chances of one team's sales, or of everybody's, come from."""

    def __init__(self, counted: Counted) -> None:
        self.total = counted.total
        amounts = {int(key): tally for key, tally in counted.values.get(AMOUNT, {}).items()}
        # The bins at which bands begin.
        self.amount_cuts = cuts_at({key: one.sales for key, one in amounts.items()}, _QUARTERS)
        self._values = dict(counted.values)
        if amounts:
            self._values[AMOUNT] = self._banded(amounts)
        self._pipelines, self._stages = counted.pipelines, counted.stages
        self._ages = {int(key): tally for key, tally in counted.ages.items()}
        self.age_cuts = cuts_at({key: one.sales for key, one in self._ages.items()}, _AGES)
        self.gaps = [gap for name in sorted(self._values) if (gap := self._gap(name))]
        for gap in self.gaps:
            del self._values[gap.field]

    def chance(self, facts: SaleFacts) -> float:
        """Between 0 and 1."""
        return chance_of(self.total, (one.weight for one in self.factors(facts)))

    def factors(self, facts: SaleFacts) -> list[Factor]:
        """What is known of the sale and was seen often enough, in no order that matters."""
        found = [self.value_factor(name, value) for name, value in sorted(facts.values.items())]
        if facts.reached:
            found.append(self._stage_factor(facts.pipeline, facts.reached[-1]))
        if facts.age is not None:
            found.append(self._age_factor(facts.age))
        return [one for one in found if one is not None]

    def all_values(self) -> list[Factor]:
        """Every value of every field that was seen often enough, for who wants to see all."""
        pairs = ((name, value) for name, tallies in self._values.items() for value in tallies)
        found = (self._weighed(name, value) for name, value in sorted(pairs))
        return [one for one in found if one is not None]

    def value_factor(self, name: str, value: str) -> Factor | None:
        """None for what was never seen, or too seldom."""
        if name == AMOUNT:
            value = str(band_of(int(value), self.amount_cuts))
        return self._weighed(name, value)

    def _weighed(self, name: str, value: str) -> Factor | None:
        tallies = self._values.get(name, {})
        tally = tallies.get(value, NONE)
        if tally.sales < SELDOM:
            return None
        weight = weight_of_value(tallies, value)
        return Factor(field=name, value=value, weight=weight, tally=tally)

    def _stage_factor(self, pipeline: str, stage: str) -> Factor | None:
        total = self._pipelines.get(pipeline, NONE)
        reached = self._stages.get(stage, NONE)
        # Without lost ones nothing is known of how far they come, and without won ones neither.
        if min(total) < SELDOM or reached.sales < SELDOM:
            return None
        weight = weight_of_reaching(reached, total)
        return Factor(field=STAGE, value=stage, weight=weight, tally=reached)

    def _age_factor(self, age: int) -> Factor | None:
        begun = [cut for cut in self.age_cuts if cut <= age]
        if not begun:
            return None
        total = total_of(self._ages.values())
        longer = total_of(tally for key, tally in self._ages.items() if key >= begun[-1])
        if longer.sales < SELDOM:
            return None
        weight = weight_of_reaching(longer, total)
        return Factor(field=AGE, value=str(begun[-1]), weight=weight, tally=longer)

    def _banded(self, amounts: Mapping[int, Tally]) -> dict[str, Tally]:
        bands: dict[str, Tally] = {}
        for number, tally in sorted(amounts.items()):
            _count(bands, str(band_of(number, self.amount_cuts)), tally)
        return bands

    def _gap(self, name: str) -> Gap | None:
        """Whether the field tells the outcome by being filled in at all."""
        known = total_of(self._values[name].values())
        won = known.won / self.total.won if self.total.won else 0.0
        lost = known.lost / self.total.lost if self.total.lost else 0.0
        return Gap(field=name, won=won, lost=lost) if abs(won - lost) > _APART else None


def _count(counts: dict[str, Tally], key: str, tally: Tally) -> None:
    counts[key] = counts.get(key, NONE).plus(tally)


def _together(one: Mapping[str, Tally], other: Mapping[str, Tally]) -> dict[str, Tally]:
    keys = sorted(one.keys() | other.keys())
    return {key: one.get(key, NONE).plus(other.get(key, NONE)) for key in keys}


def _pairs(counts: Mapping[str, Tally]) -> dict[str, list[int]]:
    return {key: list(tally) for key, tally in counts.items()}


def _tallies(pairs: Mapping[str, Any]) -> dict[str, Tally]:
    return {key: Tally(*pair) for key, pair in pairs.items()}
