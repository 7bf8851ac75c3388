"""Conditions as trees: what they are made of, and how they are written down."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .fields import ACTIVITY, CUSTOMER, OPPORTUNITY

DEEPEST, MOST_NODES, MOST_RULES = 5, 50, 100
LONGEST_WINDOW, MOST_EVENTS = 3650, 1000
# What a condition counts → what its fields are about.
COUNTED = {"activities": ACTIVITY, "opportunities": OPPORTUNITY}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field beside a value, which is in its JSON form; known and unknown have none."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Some:
    """At least so many activities that are done, or opportunities, all of which meet `where`."""

    about: Literal["activities", "opportunities"]
    where: tuple[Comparison, ...] = ()
    within_days: int | None = None
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds, or several do."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Comparison | Some | All | AnyOf | Not


def as_json(condition: Condition) -> dict[str, Any]:
    """The condition as versions keep it."""
    match condition:
        case Comparison():
            return _comparison_as_json(condition)
        case Some(about, where, within_days, at_least):
            return {
                "some": about,
                "where": [_comparison_as_json(one) for one in where],
                "within_days": within_days,
                "at_least": at_least,
            }
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}


def _comparison_as_json(one: Comparison) -> dict[str, Any]:
    said: dict[str, Any] = {"field": one.field, "is": one.operator}
    return said if one.value is None else {**said, "value": one.value}


def from_json(document: Mapping[str, Any]) -> Condition:
    """The way back from `as_json`, for what was checked when it was saved."""
    match document:
        case {"all": parts}:
            return All(tuple(from_json(part) for part in parts))
        case {"any": parts}:
            return AnyOf(tuple(from_json(part) for part in parts))
        case {"not": part}:
            return Not(from_json(part))
        case {"some": about, "where": where}:
            comparisons = tuple(_comparison(one) for one in where)
            return Some(about, comparisons, document.get("within_days"), document["at_least"])
    return _comparison(document)


def _comparison(document: Mapping[str, Any]) -> Comparison:
    return Comparison(document["field"], document["is"], document.get("value"))


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The condition and everything that stands in it."""
    yield condition
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part):
            yield from parts_of(part)


def comparisons_of(condition: Condition) -> Iterator[tuple[str, Comparison]]:
    """(what it is about, comparison), those inside of counted events too."""
    for part in parts_of(condition):
        if isinstance(part, Comparison):
            yield CUSTOMER, part
        elif isinstance(part, Some):
            yield from ((COUNTED[part.about], one) for one in part.where)


def unknown_fields(condition: Condition, fields: Container[str]) -> tuple[str, ...]:
    """Keys of fields that it asks for and that are not there, each once."""
    asked = dict.fromkeys(one.field for _, one in comparisons_of(condition))
    return tuple(key for key in asked if key not in fields)


def counted_part(condition: Condition) -> Some | None:
    """The one part that counts events and has to hold, from which points of each event come.

    None where there is none, several, or one that is only an alternative.
    """
    counting = [part for part in parts_of(condition) if isinstance(part, Some)]
    needed = list(_needed(condition))
    return counting[0] if len(counting) == 1 and counting == needed else None


def _needed(condition: Condition) -> Iterator[Some]:
    if isinstance(condition, Some):
        yield condition
    elif isinstance(condition, All):
        for part in condition.parts:
            yield from _needed(part)
