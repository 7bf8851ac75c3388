"""Two definitions compared, and three brought together: yours, theirs and what both began with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Definition = Mapping[str, Any]
Rule = Mapping[str, Any]
# What is compared besides the rules, each as a whole.
PARTS = ("fit", "engagement", "threshold")


@dataclass(frozen=True, slots=True)
class Difference:
    """`about` is the key of a rule, one of PARTS, or “order”.

    `before` and `after` are None where there is none.
    """

    what: Literal["added", "removed", "changed", "moved"]
    about: str
    before: Any
    after: Any

    @property
    def is_rule(self) -> bool:
        return self.what != "moved" and self.about not in PARTS


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of three: `taken` was taken over from them, `kept` both changed and yours stays."""

    definition: dict[str, Any]
    taken: Sequence[Difference]
    kept: Sequence[Difference]


def differences(before: Definition, after: Definition) -> list[Difference]:
    """What changed, in the order of the rules; a new order alone is told once."""
    old, new = rules_by_key(before), rules_by_key(after)
    found = [
        _difference(key, old.get(key), new.get(key))
        for key in (*new, *(key for key in old if key not in new))
        if old.get(key) != new.get(key)
    ]
    common = [key for key in old if key in new]
    if common != [key for key in new if key in old]:
        found.append(Difference("moved", "order", None, None))
    for part in PARTS:
        mine, theirs = part_of(before, part), part_of(after, part)
        if mine != theirs:
            found.append(Difference("changed", part, mine, theirs))
    return found


def _difference(about: str, before: Any, after: Any) -> Difference:
    if before is None:
        return Difference("added", about, None, after)
    if after is None:
        return Difference("removed", about, before, None)
    return Difference("changed", about, before, after)


def rules_by_key(definition: Definition) -> dict[str, Rule]:
    return {str(rule["key"]): rule for rule in definition.get("rules", ())}


def part_of(definition: Definition, part: str) -> Any:
    if part == "threshold":
        return definition.get("threshold")
    return definition.get("groups", {}).get(part)


def with_part(definition: Definition, part: str, value: Any) -> dict[str, Any]:
    """The definition with another one of PARTS."""
    if part == "threshold":
        return {**definition, "threshold": value}
    return {**definition, "groups": {**definition.get("groups", {}), part: value}}


def merged(base: Definition, mine: Definition, theirs: Definition) -> Merged:
    """What only they changed is taken over; what both changed stays yours, and is told."""
    first, own, other = rules_by_key(base), rules_by_key(mine), rules_by_key(theirs)
    taken: list[Difference] = []
    kept: list[Difference] = []
    rules: dict[str, Rule] = dict(own)
    for key in (*other, *(key for key in first if key not in other)):
        before, yours, now = first.get(key), own.get(key), other.get(key)
        if now in (before, yours):
            continue
        if yours != before:
            kept.append(_difference(key, before, now))
            continue
        taken.append(_difference(key, before, now))
        if now is None:
            rules.pop(key, None)
        else:
            rules[key] = now
    result: dict[str, Any] = {**mine, "rules": list(rules.values())}
    for part in PARTS:
        before, yours, now = (part_of(each, part) for each in (base, mine, theirs))
        if now in (before, yours):
            continue
        change = Difference("changed", part, before, now)
        if yours == before:
            taken.append(change)
            result = with_part(result, part, now)
        else:
            kept.append(change)
    return Merged(result, taken, kept)
