"""A rule in words, in the parts that the pages of the back office show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_number

from .rules import ENGAGEMENT, FIT, Rule
from .sheets import sheet_of
from .words import Words, signed

GROUPS = (FIT, ENGAGEMENT)


@dataclass(frozen=True, slots=True)
class RuleWords:
    """`title` is its name, or what its conditions say; `conditions` is empty where that is said."""

    key: str
    group: str
    title: str
    conditions: str
    points: str
    is_minus: bool
    details: Sequence[str]

    @property
    def more(self) -> str:
        """What stands below the title."""
        return " · ".join(said for said in (self.conditions, *self.details) if said)

    @property
    def whole(self) -> str:
        """All of it in one line."""
        said = f"{self.title} ({self.conditions})" if self.conditions else self.title
        return ", ".join([f"{said}: {self.points}", *self.details])


def rule_words(words: Words, document: Mapping[str, Any]) -> RuleWords:
    """The rule as versions keep it, in the reader's language."""
    rule = Rule.from_json(document)
    return RuleWords(
        key=rule.key,
        group=rule.group,
        title=words.called(rule),
        conditions=words.about(rule) if rule.name else "",
        points=signed(rule.points),
        is_minus=rule.points < 0,
        details=_details(rule),
    )


def draft_words(uow: UnitOfWork) -> Words:
    """Says the rules in front of the actor; fields that are gone as they were last called."""
    active = sheet_of(uow).active
    return Words(uow, active.labels if active else None)


def _details(rule: Rule) -> list[str]:
    said = []
    if rule.most is not None:
        said.append(gettext("at most %(points)s in all", points=show_number(rule.most)))
    if rule.decay is not None:
        percent, days = rule.decay.percent, rule.decay.days
        fading = gettext("loses %(percent)s %% every %(days)s days", percent=percent, days=days)
        said.append(fading)
    return said


def group_label(group: str) -> str:
    """What a group of rules is called."""
    return str(gettext("Fit") if group == FIT else gettext("Engagement"))
