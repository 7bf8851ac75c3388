"""The rules that come along, so that switching the plugin on shows something at once."""

from .conditions import All, AnyOf, Comparison, Condition, Some
from .rules import ENGAGEMENT, FIT, Decay, Definition, Group, Per, Rule, Threshold

_FADES = Decay(percent=50, days=30)


def starting_definition() -> Definition:
    """Who fits has bought before and can be reached; who is engaged has spoken with us lately."""
    return Definition(
        fit=Group(100, (80, 50)),
        engagement=Group(100, (50, 20)),
        rules=(*_FIT, *_ENGAGEMENT),
        threshold=Threshold(grade="B", level=1, margin=5),
    )


def _is(field: str, value: object) -> Comparison:
    return Comparison(field, "is", value)


def _has(what: str) -> Comparison:
    return Comparison(f"customer.has_{what}", "is", value=True)


def _activities(within_days: int, *where: Comparison, at_least: int = 1) -> Some:
    return Some("activities", where, within_days, at_least)


def _sales(within_days: int | None, outcome: str) -> Some:
    return Some("opportunities", (_is("opportunity.outcome", outcome),), within_days)


def _rule(key: str, group: str, points: int, when: Condition) -> Rule:
    return Rule(key=key, group=group, points=points, when=when)


def _events(key: str, points: int, most: int, when: Condition) -> Rule:
    return Rule(
        key=key,
        group=ENGAGEMENT,
        points=points,
        when=when,
        per=Per.EVENT,
        most=most,
        decay=_FADES,
    )


_FIT = (
    _rule("organization", FIT, 20, _is("customer.kind", "organization")),
    _rule(
        "in-business",
        FIT,
        25,
        Comparison("customer.lifecycle", "one_of", ["qualified", "active"]),
    ),
    _rule("bought", FIT, 30, _sales(1095, "won")),
    _rule(
        "reachable",
        FIT,
        15,
        All((_has("phone"), _has("email"))),
    ),
    _rule(
        "known-firm",
        FIT,
        10,
        AnyOf((_has("tax_id"), _has("website"))),
    ),
    _rule("lost", FIT, -40, _is("customer.lifecycle", "lost")),
)
_ENGAGEMENT = (
    _events("visits", 20, 50, _activities(60, _is("activity.kind", "visit"))),
    _events("calls", 8, 24, _activities(60, _is("activity.kind", "call"))),
    _events(
        "interest",
        15,
        30,
        _activities(
            60, Comparison("activity.outcome", "one_of", ["interested", "order", "quote", "agreed"])
        ),
    ),
    _rule("open-sale", ENGAGEMENT, 25, _sales(None, "open")),
    _events(
        "refusal",
        -20,
        40,
        _activities(60, Comparison("activity.outcome", "one_of", ["not_interested", "complaint"])),
    ),
)
