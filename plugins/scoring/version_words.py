"""What changed between two versions of the rules, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_

from .differences import Difference
from .rule_words import rule_words
from .words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """One change: what it is about, how it read before and reads now (either may be empty)."""

    what: str
    before: str = ""
    after: str = ""


def told_differences(found: Sequence[Difference], words: Words) -> list[Told]:
    """Each change in the reader's language."""
    return [_told(one, words) for one in found]


def _told(one: Difference, words: Words) -> Told:
    if one.what == "moved":
        return Told(gettext("The rules stand in another order."))
    if one.is_rule:
        before = rule_words(words, one.before).whole if one.before else ""
        after = rule_words(words, one.after).whole if one.after else ""
        return Told(gettext(_RULES[one.what]), before, after)
    show, label = _PARTS[one.about]
    return Told(gettext(label), show(one.before), show(one.after))


_RULES = {"added": N_("New rule"), "removed": N_("Rule removed"), "changed": N_("Rule changed")}


def fit_words(group: Mapping[str, Any] | None) -> str:
    """From where the grades begin."""
    if not group:
        return ""
    first, second = group["grades"]
    sentence: str = gettext(
        "A from %(first)s points, B from %(second)s, at most %(cap)s",
        first=first,
        second=second,
        cap=group["cap"],
    )
    return sentence


def engagement_words(group: Mapping[str, Any] | None) -> str:
    """From where the levels begin."""
    if not group:
        return ""
    first, second = group["levels"]
    sentence: str = gettext(
        "1 from %(first)s points, 2 from %(second)s, at most %(cap)s",
        first=first,
        second=second,
        cap=group["cap"],
    )
    return sentence


def threshold_words(threshold: Mapping[str, Any] | None) -> str:
    """What happens when a customer gets far enough."""
    if not threshold:
        return str(gettext("Nothing happens, wherever a customer gets."))
    sentence = _TASK if threshold.get("task") else _TOLD
    return str(gettext(sentence, cell=f"{threshold['grade']}{threshold['level']}"))


_TASK = N_("When a customer reaches %(cell)s or better, the responsible person gets a task.")
_TOLD = N_("When a customer reaches %(cell)s or better, other plugins are told.")
_PARTS = {
    "fit": (fit_words, N_("Fit")),
    "engagement": (engagement_words, N_("Engagement")),
    "threshold": (threshold_words, N_("Threshold")),
}
