"""Conditions as functions over facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from salesforce_lite.custom_fields import search_key

from .conditions import All, AnyOf, Comparison, Condition, Not, Some
from .facts import AT, Facts, Record
from .fields import (
    ACTIVITY,
    CUSTOMER,
    KNOWN,
    OPPORTUNITY,
    UNKNOWN,
    Field,
    FieldKind,
    Fields,
)
from .needs import Needs
from .yardstick import Range, Yardstick, date_range, money_ranges, number_range, start_of

Holds = Callable[[Facts], bool]
Matching = Callable[[Facts], Sequence[Record]]
_Meets = Callable[[Record], bool]
_Fits = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Ground:
    """What conditions stand on: the fields, the moment, and where values are found in records."""

    fields: Fields
    yardstick: Yardstick
    places: Mapping[str, int]

    @classmethod
    def of(cls, fields: Fields, yardstick: Yardstick, needs: Needs) -> "Ground":
        places = {
            key: place
            for about in (CUSTOMER, ACTIVITY, OPPORTUNITY)
            for key, place in needs.places(about).items()
        }
        return cls(fields, yardstick, places)


def holds(condition: Condition, ground: Ground) -> Holds:
    """Whether the condition holds for a customer."""
    match condition:
        case Comparison():
            meets = _meets(condition, ground)
            return lambda facts: meets(facts.values)
        case All(parts):
            every = [holds(part, ground) for part in parts]
            return lambda facts: all(part(facts) for part in every)
        case AnyOf(parts):
            some = [holds(part, ground) for part in parts]
            return lambda facts: any(part(facts) for part in some)
        case Not(part):
            inner = holds(part, ground)
            return lambda facts: not inner(facts)
        case Some():
            found, least = matching(condition, ground), condition.at_least
            return lambda facts: len(found(facts)) >= least


def matching(condition: Some, ground: Ground) -> Matching:
    """The events that are counted, the newest first."""
    tests = [_meets(one, ground) for one in condition.where]
    since = _since(condition, ground.yardstick) or _ALWAYS
    is_of_activities = condition.about == "activities"
    if len(tests) == 1:
        # Most rules ask one thing; written out, because it is asked a million times.
        (test,) = tests

        def found_by_one(facts: Facts) -> list[Record]:
            events = facts.activities if is_of_activities else facts.opportunities
            return [one for one in events if test(one) and one[AT] >= since]

        return found_by_one

    def found(facts: Facts) -> list[Record]:
        events = facts.activities if is_of_activities else facts.opportunities
        return [one for one in events if one[AT] >= since and all(test(one) for test in tests)]

    return found


_ALWAYS = datetime.min.replace(tzinfo=UTC)


def _since(condition: Some, yardstick: Yardstick) -> datetime | None:
    """Activities to the moment; opportunities, which close on a day, to the day."""
    if condition.within_days is None:
        return None
    if condition.about == "activities":
        return yardstick.days_ago(condition.within_days)
    return start_of(yardstick.day_of(condition.within_days))


def _meets(one: Comparison, ground: Ground) -> _Meets:
    """A missing value meets nothing but “unknown”."""
    place, field = ground.places[one.field], ground.fields[one.field]
    if field.kind in (FieldKind.CHOICE, FieldKind.SET, FieldKind.TEXT):
        if one.operator == UNKNOWN:
            return lambda record: not record[place]
        if one.operator == KNOWN:
            return lambda record: bool(record[place])
        fits = _fits(one, field, ground.yardstick)
        if field.kind is FieldKind.CHOICE and one.operator != "is_not":
            # Nothing is chosen from what is missing; most of what is asked is asked so.
            return lambda record: fits(record[place])
        return lambda record: bool(value := record[place]) and fits(value)
    if one.operator == UNKNOWN:
        return lambda record: record[place] is None
    if one.operator == KNOWN:
        return lambda record: record[place] is not None
    fits = _fits(one, field, ground.yardstick)
    return lambda record: (value := record[place]) is not None and fits(value)


def _fits(one: Comparison, field: Field, yardstick: Yardstick) -> _Fits:
    operator, value = one.operator, one.value
    match field.kind:
        case FieldKind.CHOICE:
            return _choice(operator, value, is_id=field.is_id)
        case FieldKind.SET:
            return _set(operator, value)
        case FieldKind.TEXT:
            return _text(operator, search_key(value))
        case FieldKind.NUMBER:
            return _within(number_range(operator, value))
        case FieldKind.MONEY:
            return _money(money_ranges(operator, value, yardstick.worth))
        case FieldKind.DAYS:
            moment = yardstick.days_ago(value)
            if operator == "at_least":
                return lambda at: bool(at <= moment)
            return lambda at: bool(at >= moment)
        case FieldKind.YES_NO:
            return lambda said: said is value
        case FieldKind.DATE:
            return _within(date_range(operator, value))


def _choice(operator: str, value: Any, *, is_id: bool) -> _Fits:
    said = value if operator == "one_of" else [value]
    wanted = frozenset(UUID(each) if is_id else each for each in said)
    return _is_outside(wanted) if operator == "is_not" else wanted.__contains__


def _is_outside(wanted: frozenset[Any]) -> _Fits:
    return lambda code: code not in wanted


def _set(operator: str, value: Any) -> _Fits:
    wanted = frozenset(value if isinstance(value, list) else [value])
    if operator == "contains_none":
        return lambda codes: wanted.isdisjoint(codes)
    return lambda codes: not wanted.isdisjoint(codes)


def _text(operator: str, key: str) -> _Fits:
    if operator == "is":
        return lambda text: bool(text == key)
    if operator == "begins":
        return lambda text: bool(text.startswith(key))
    return lambda text: key in text


def _within(bounds: Range) -> _Fits:
    low, high = bounds
    return lambda number: (low is None or number >= low) and (high is None or number <= high)


def _money(ranges: Mapping[str, Range]) -> _Fits:
    within = {currency: _within(bounds) for currency, bounds in ranges.items()}

    def fits(amount: tuple[str, int]) -> bool:
        currency, minor = amount
        return currency in within and within[currency](minor)

    return fits
