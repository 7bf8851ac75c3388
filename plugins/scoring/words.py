"""Rules and reasons as sentences in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_date, show_number

from .condition_words import ConditionWords
from .conditions import Condition, Some, comparisons_of, parts_of
from .event_words import each_words, happened_words, kind_counted
from .fields import ACTIVITY, OPPORTUNITY, seen_keys
from .reasons import Reason
from .rules import FIT, Per, Rule

# What fades later is as good as lasting.
_SOON = timedelta(days=180)
_VIEWS = {ACTIVITY: "activities.view", OPPORTUNITY: "opportunities.view"}


@dataclass(frozen=True, slots=True)
class ReasonSentence:
    """A reason on a page: what for, how many points, and when it will be gone (or “”)."""

    text: str
    points: str
    fades: str
    is_fit: bool
    is_good: bool


class Words:
    """Says rules and reasons; `labels` are those of the version, for fields that are gone."""

    def __init__(self, uow: UnitOfWork, labels: Mapping[str, Any] | None = None) -> None:
        self._uow = uow
        self._conditions = ConditionWords(uow, labels)

    def called(self, rule: Rule) -> str:
        """The name that the administrator gave, or else what the rule is about."""
        return rule.name or _sentence(self.about(rule))

    def about(self, rule: Rule) -> str:
        """The condition, and for what of it points are given."""
        counted = rule.counted
        if rule.per == Per.EVENT and rule.when == counted:
            return self._conditions.events(counted, each_words(kind_counted(counted)))
        return self._conditions.say(rule.when)

    def rule(self, rule: Rule) -> str:
        """“Each visit in the last 90 days: +15, at most 45; fades by 50 % every 30 days”."""
        text = gettext("%(what)s: %(points)s", what=self.called(rule), points=signed(rule.points))
        if rule.most is not None:
            text = gettext("%(rule)s, at most %(most)s", rule=text, most=show_number(rule.most))
        if rule.decay is not None:
            text = gettext(
                "%(rule)s; fades by %(percent)s %% every %(days)s days",
                rule=text,
                percent=rule.decay.percent,
                days=rule.decay.days,
            )
        return str(text)

    def reasons(self, reasons: Iterable[Reason]) -> list[ReasonSentence]:
        """In their order. What the reader may not see is told without saying what it is."""
        return [
            ReasonSentence(
                text=self.reason(one),
                points=signed(round(one.points)),
                fades=self._fades(one),
                is_fit=one.rule.group == FIT,
                is_good=one.points > 0,
            )
            for one in reasons
            if round(one.points)
        ]

    def reason(self, reason: Reason) -> str:
        rule = reason.rule
        if not self.may_be_told(rule):
            return str(gettext("A rule about a field that you do not see"))
        if rule.name:
            return rule.name
        counted = rule.counted
        if counted is not None and reason.evidence.count and rule.when == counted:
            happened = happened_words(kind_counted(counted), reason.evidence.count)
            return _sentence(self._conditions.events(counted, happened))
        return _sentence(self._conditions.say(rule.when))

    def may_be_told(self, rule: Rule) -> bool:
        """Whether the reader sees everything that the rule asks for."""
        actor = self._uow.actor
        counted = {one.about for one in parts_of(rule.when) if isinstance(one, Some)}
        if "activities" in counted and not actor.may(_VIEWS[ACTIVITY]):
            return False
        if "opportunities" in counted and not actor.may(_VIEWS[OPPORTUNITY]):
            return False
        asked = {one.field for _, one in comparisons_of(rule.when) if ".custom." in one.field}
        return asked <= seen_keys(self._uow)

    def _fades(self, reason: Reason) -> str:
        if reason.fades_at is None or reason.fades_at > self._uow.now + _SOON:
            return ""
        return str(gettext("until %(date)s", date=show_date(reason.fades_at)))


def rule_sentence(uow: UnitOfWork, rule: Rule, labels: Mapping[str, Any] | None = None) -> str:
    """One rule; for several, make `Words` once."""
    return Words(uow, labels).rule(rule)


def condition_sentence(
    uow: UnitOfWork, condition: Condition, labels: Mapping[str, Any] | None = None
) -> str:
    """A condition alone, without points."""
    return _sentence(ConditionWords(uow, labels).say(condition))


def reason_sentences(
    uow: UnitOfWork, reasons: Sequence[Reason], labels: Mapping[str, Any] | None = None
) -> list[ReasonSentence]:
    """The reasons of one customer."""
    return Words(uow, labels).reasons(reasons)


def signed(points: int) -> str:
    """“+18”, “−15” with the sign of subtraction."""
    return f"+{show_number(points)}" if points > 0 else f"\u2212{show_number(-points)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
