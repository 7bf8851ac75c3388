"""Scores customers: which rules hold, what each gives now, and where that puts the customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from salesforce_lite.kernel.uow import UnitOfWork

from .closures import Ground, Holds, Matching, holds, matching
from .conditions import comparisons_of
from .facts import AT, Facts
from .fields import Fields, all_fields_by_key
from .needs import Needs, needs_of
from .reasons import Reason, evidence_of, points_of
from .rules import FIT, Definition, Rule, Standing
from .values import asked_field
from .yardstick import Yardstick


@dataclass(frozen=True, slots=True)
class Score:
    """Where a customer stands, and the reasons, the weightiest first."""

    standing: Standing
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Working:
    """A rule with the functions that its condition became.

    Where the condition is nothing but what it counts, that is counted once.
    """

    rule: Rule
    holds: Holds | None
    matching: Matching | None
    at_least: int

    def reason(self, facts: Facts, now: datetime) -> Reason | None:
        """Why points are given or taken; None where nothing is left of them."""
        if self.holds is not None and not self.holds(facts):
            return None
        moments: list[datetime] = []
        if self.matching is not None:
            moments = [one[AT] for one in self.matching(facts)]
            if len(moments) < self.at_least:
                return None
        evidence = evidence_of(self.rule, moments, now)
        points = points_of(self.rule, evidence, now)
        return Reason(self.rule, points, evidence) if points else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A definition at work, at one moment: it lives no longer than its unit of work.

    `idle` are the keys of rules that ask for what is not there any more; they give nothing.
    """

    definition: Definition
    needs: Needs
    yardstick: Yardstick
    idle: frozenset[str]
    working: tuple[_Working, ...]

    @classmethod
    def of(cls, uow: UnitOfWork, definition: Definition) -> Self:
        """With the fields and rates that there are now."""
        fields, yardstick = all_fields_by_key(uow), Yardstick.of(uow)
        idle = idle_rules(definition, fields)
        rules = [rule for rule in definition.rules if rule.key not in idle]
        needs = needs_of(rules, fields)
        ground = Ground.of(fields, yardstick, needs)
        return cls(
            definition=definition,
            needs=needs,
            yardstick=yardstick,
            idle=frozenset(idle),
            working=tuple(_working(rule, ground) for rule in rules),
        )

    def score(self, facts: Facts) -> Score:
        """The score of one customer at the moment of the yardstick."""
        now = self.yardstick.now
        reasons = [reason for one in self.working if (reason := one.reason(facts, now)) is not None]
        return Score(standing_of(self.definition, reasons), weightiest(reasons))


def idle_rules(definition: Definition, fields: Fields) -> Mapping[str, str]:
    """Rule → the key of a field that it asks for and that is gone, or is of another kind now."""
    found: dict[str, str] = {}
    for rule in definition.rules:
        for about, one in comparisons_of(rule.when):
            field = asked_field(fields, one)
            if field is None or field.about != about:
                found.setdefault(rule.key, one.field)
    return found


def standing_of(definition: Definition, reasons: Iterable[Reason]) -> Standing:
    """What the reasons add up to."""
    fit = engagement = 0.0
    for reason in reasons:
        if reason.rule.group == FIT:
            fit += reason.points
        else:
            engagement += reason.points
    return definition.standing(fit, engagement)


def weightiest(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Those that move the score most come first; of equals in the order of the rules."""
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.points)))


def _working(rule: Rule, ground: Ground) -> _Working:
    counted = rule.counted
    return _Working(
        rule,
        None if counted is not None and counted == rule.when else holds(rule.when, ground),
        None if counted is None else matching(counted, ground),
        0 if counted is None else counted.at_least,
    )
