"""Why a customer has points: what is kept of it, and what is left of it later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .conditions import Some
from .rules import Definition, Per, Rule
from .yardstick import start_of

# So many events are kept one by one; what more of them give stays as it was when it was reckoned.
MOST_KEPT = 40
_MINUTE, _DAY = 60, 86_400


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule counted: how often, and when: the newest first, in minutes since 1970.

    `rest` are the points of those events that are too many to keep.
    """

    count: int = 0
    minutes: tuple[int, ...] = ()
    rest: float = 0.0


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule gives at a moment, and what for."""

    rule: Rule
    points: float
    evidence: Evidence

    def as_json(self) -> dict[str, Any]:
        """Short, because every customer has some: the rest stands in the version of the rules."""
        kept: dict[str, Any] = {"rule": self.rule.key, "points": round(self.points)}
        evidence = self.evidence
        if evidence.count:
            kept |= {"count": evidence.count, "minutes": evidence.minutes}
        if evidence.rest:
            kept["rest"] = round(evidence.rest, 3)
        return kept

    @property
    def fades_at(self) -> datetime | None:
        """When nothing is left of it, unless something new happens; None where it does not fade."""
        ends = _end(self.rule)
        if ends is None or not self.evidence.minutes:
            return None
        return moment_of(self.evidence.minutes[0]) + timedelta(days=ends)


def kept_reasons(
    definition: Definition, documents: Iterable[Mapping[str, Any]], now: datetime
) -> list[Reason]:
    """What is left now of reasons that were kept; those of which nothing is left are gone."""
    found = []
    for document in documents:
        rule = definition.rule(document["rule"])
        if rule is None:
            continue
        evidence = still_counted(rule, _evidence(document), now)
        points = 0.0 if evidence is None else points_of(rule, evidence, now)
        if evidence is not None and points:
            found.append(Reason(rule, points, evidence))
    return found


def _evidence(document: Mapping[str, Any]) -> Evidence:
    minutes = tuple(document.get("minutes", ()))
    return Evidence(document.get("count", 0), minutes, document.get("rest", 0.0))


def still_counted(rule: Rule, evidence: Evidence, now: datetime) -> Evidence | None:
    """Without what has left the window of days since; None where too little is left of it."""
    counted = rule.counted
    if counted is None or counted.within_days is None or not evidence.minutes:
        return evidence
    since = minutes_of(_since(counted, now))
    left = tuple(minute for minute in evidence.minutes if minute >= since)
    more = evidence.count - len(evidence.minutes) if len(left) == len(evidence.minutes) else 0
    if len(left) + more < counted.at_least:
        return None
    return Evidence(len(left) + more, left, evidence.rest if more else 0.0)


def _since(counted: Some, now: datetime) -> datetime:
    """As conditions count: opportunities to the day."""
    since = now - timedelta(days=counted.within_days or 0)
    return since if counted.about == "activities" else start_of(since.astimezone(UTC).date())


def evidence_of(rule: Rule, moments: Sequence[datetime], now: datetime) -> Evidence:
    """What is kept of the events that a rule counted, whose moments come the newest first."""
    if not moments:
        return NO_EVIDENCE
    minutes = tuple([int(at.timestamp()) // _MINUTE for at in moments[:MOST_KEPT]])
    rest = 0.0
    if rule.per == Per.EVENT and len(moments) > MOST_KEPT:
        others = (minutes_of(at) for at in moments[MOST_KEPT:])
        rest = rule.points * sum(_left(rule, minute, now) for minute in others)
    return Evidence(len(moments), minutes, rest)


def points_of(rule: Rule, evidence: Evidence, now: datetime) -> float:
    """What the rule gives at that moment for what it counted, before the group's cap."""
    if rule.per == Per.EVENT:
        each = _left_of_all(rule, evidence.minutes, now)
        points = rule.points * each + evidence.rest
    elif evidence.minutes:
        points = rule.points * _left(rule, evidence.minutes[0], now)
    else:
        points = float(rule.points)
    if rule.most is None:
        return points
    return max(-float(rule.most), min(float(rule.most), points))


def _left_of_all(rule: Rule, minutes: Sequence[int], now: datetime) -> float:
    """As `_left` of each, written out because it is asked for every event of every customer."""
    if rule.decay is None:
        return float(len(minutes))
    at = now.timestamp() / _MINUTE
    each_minute = rule.decay.percent / 100 / rule.decay.days / 1440
    return sum(
        [
            left if left < 1.0 else 1.0
            for minute in minutes
            if (left := 1.0 - each_minute * (at - minute)) > 0.0
        ]
    )


def _left(rule: Rule, minute: int, now: datetime) -> float:
    if rule.decay is None:
        return 1.0
    return rule.decay.left((now.timestamp() - minute * _MINUTE) / _DAY)


def _end(rule: Rule) -> float | None:
    """Days after which an event gives nothing: it has faded, or is out of the window."""
    counted = rule.counted
    ends = [rule.decay.lasts] if rule.decay else []
    if counted is not None and counted.within_days is not None:
        ends.append(float(counted.within_days))
    return min(ends, default=None)


def minutes_of(at: datetime) -> int:
    return int(at.timestamp()) // _MINUTE


def moment_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * _MINUTE, UTC)
