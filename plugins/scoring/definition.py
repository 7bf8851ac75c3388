"""Reads a definition that somebody typed; everything wrong is told by the place of its input."""

import re
from collections.abc import Mapping
from typing import Any

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .conditions import MOST_RULES
from .fields import Fields, all_fields_by_key
from .reading import ConditionReader
from .rules import (
    ENGAGEMENT,
    FIT,
    GRADES,
    LEVELS,
    Decay,
    Definition,
    Group,
    Per,
    Rule,
    Threshold,
)
from .values import whole_number

LONGEST_NAME = 120
MOST_POINTS, LARGEST_CAP = 1000, 10_000
_BOUNDS = {FIT: "grades", ENGAGEMENT: "levels"}
_KEY = re.compile(r"[a-z0-9_-]{1,20}")

_NOT_READ = N_("This could not be read. Open the rules again.")
_MANY_RULES = N_("There are at most 100 rules. Remove one that gives little.")
_SAME_KEY = N_("Two rules have the same key. Open the rules again.")
_TOO_LONG = N_("This is too long. Shorten it.")
_CHOOSE_GROUP = N_("Choose fit or engagement.")
_POINTS = N_("Write whole points from -1,000 to 1,000, but not 0.")
_CAP = N_("Write a whole number from 1 to 10,000.")
_BOUND = N_("Write whole points that the group can reach.")
_BOUNDS_IN_ORDER = N_("The second bound has to be lower than the first.")
_CHOOSE_PER = N_("Choose whether it counts once or for each event.")
_NEEDS_EVENTS = N_(
    "For points of each event, the condition needs exactly one part that counts activities or "
    "opportunities, and that part must always be needed."
)
_MOST = N_("Write the most that it gives, from 1 to 10,000, or leave it empty.")
_FIT_STAYS = N_("Fit does not fade. Put the rule into engagement, or remove the fading.")
_FADES_WITHOUT_EVENTS = N_(
    "Only points for activities or opportunities fade: they are what grows old. Count some in the "
    "condition, or remove the fading."
)
_PERCENT = N_("Write a percentage from 1 to 100.")
_DAYS = N_("Write a number of days from 1 to 3,650.")
_CHOOSE_CELL = N_("Choose a grade and a level.")
_MARGIN = N_("Write whole points from 0 to 1,000.")


def read_definition(uow: UnitOfWork, data: object) -> Definition:
    """The definition in its JSON form, checked against the fields there are.

    Raises InvalidInputError; its fields are called “groups.fit.cap”, “groups.fit.grades”,
    “groups.engagement.levels”, “rules”, “rules.<key>.<part>”, “threshold.<part>”, and for what is
    wrong in a condition as `ConditionReader` says.
    """
    reader = _Reader(all_fields_by_key(uow))
    found = reader.read(data)
    if found is None or reader.faults:
        raise InvalidInputError(fields=reader.faults)
    return found


class _Reader:
    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.faults: dict[str, str] = {}

    def read(self, data: object) -> Definition | None:
        said = data if isinstance(data, Mapping) else {}
        groups = _mapping(said.get("groups"))
        fit = self._group(FIT, _mapping(groups.get(FIT)))
        engagement = self._group(ENGAGEMENT, _mapping(groups.get(ENGAGEMENT)))
        rules = self._rules(said.get("rules"))
        threshold = self._threshold(said.get("threshold"))
        if fit is None or engagement is None or self.faults:
            return None
        return Definition(fit=fit, engagement=engagement, rules=rules, threshold=threshold)

    def _group(self, name: str, said: Mapping[str, Any]) -> Group | None:
        path, bounds_path = f"groups.{name}.cap", f"groups.{name}.{_BOUNDS[name]}"
        cap = self._number(said.get("cap"), 1, LARGEST_CAP, path, _CAP)
        bounds = said.get(_BOUNDS[name])
        if not isinstance(bounds, list | tuple) or len(bounds) != 2:
            self.faults[bounds_path] = _BOUND
            return None
        first, second = (whole_number(each, 1, cap or LARGEST_CAP) for each in bounds)
        if first is None or second is None:
            self.faults[bounds_path] = _BOUND
        elif second >= first:
            self.faults[bounds_path] = _BOUNDS_IN_ORDER
        elif cap is not None:
            return Group(cap, (first, second))
        return None

    def _rules(self, said: object) -> tuple[Rule, ...]:
        if said is None:
            return ()
        if not isinstance(said, list | tuple):
            self.faults["rules"] = _NOT_READ
            return ()
        if len(said) > MOST_RULES:
            self.faults["rules"] = _MANY_RULES
            return ()
        rules: list[Rule] = []
        keys: set[str] = set()
        for each in said:
            rule = _mapping(each)
            key = rule.get("key")
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                self.faults["rules"] = _NOT_READ
                continue
            if key in keys:
                self.faults["rules"] = _SAME_KEY
            keys.add(key)
            found = self._rule(key, rule)
            if found is not None:
                rules.append(found)
        return tuple(rules)

    def _rule(self, key: str, said: Mapping[str, Any]) -> Rule | None:
        path = f"rules.{key}"
        name = self._text(said.get("name"), f"{path}.name")
        points = self._number(said.get("points"), -MOST_POINTS, MOST_POINTS, f"{path}.points", "")
        if not points:
            self.faults[f"{path}.points"] = _POINTS
        group = said.get("group")
        if group not in (FIT, ENGAGEMENT):
            self.faults[f"{path}.group"] = _CHOOSE_GROUP
        per = said.get("per") or Per.CUSTOMER
        if per not in tuple(Per):
            self.faults[f"{path}.per"] = _CHOOSE_PER
        most = None
        if said.get("most") not in (None, ""):
            most = self._number(said.get("most"), 1, LARGEST_CAP, f"{path}.most", _MOST)
        decay = self._decay(said.get("decay"), f"{path}.decay")
        when = ConditionReader(self.fields, self.faults).read(said.get("when"), f"{path}.when")
        if when is None or any(fault.startswith(f"{path}.") for fault in self.faults):
            return None
        rule = Rule(
            key=key,
            name=name,
            group=str(group),
            points=points or 0,
            when=when,
            per=Per(per),
            most=most,
            decay=decay,
        )
        return self._settled(rule, path)

    def _settled(self, rule: Rule, path: str) -> Rule:
        """What fits each part by itself, but not the parts together."""
        if rule.per == Per.EVENT and rule.counted is None:
            self.faults[f"{path}.per"] = _NEEDS_EVENTS
        if rule.decay and rule.group == FIT:
            self.faults[f"{path}.decay"] = _FIT_STAYS
        elif rule.decay and rule.counted is None:
            self.faults[f"{path}.decay"] = _FADES_WITHOUT_EVENTS
        return rule

    def _decay(self, said: object, path: str) -> Decay | None:
        if said is None or said == "":
            return None
        decay = _mapping(said)
        percent = self._number(decay.get("percent"), 1, 100, f"{path}.percent", _PERCENT)
        days = self._number(decay.get("days"), 1, 3650, f"{path}.days", _DAYS)
        return None if percent is None or days is None else Decay(percent, days)

    def _threshold(self, said: object) -> Threshold | None:
        if said is None or said == "":
            return None
        wanted = _mapping(said)
        grade, level = wanted.get("grade"), whole_number(wanted.get("level"), 1, 3)
        if grade not in GRADES or level not in LEVELS:
            self.faults["threshold.grade"] = _CHOOSE_CELL
        margin = self._number(wanted.get("margin", 5), 0, 1000, "threshold.margin", _MARGIN)
        subject = self._text(wanted.get("task_subject"), "threshold.task_subject")
        has_task = wanted.get("task", True) is not False
        if margin is None or grade not in GRADES or level is None:
            return None
        return Threshold(str(grade), level, margin, has_task, subject)

    def _number(self, said: object, least: int, most: int, path: str, sentence: str) -> int | None:
        number = whole_number(said, least, most)
        if number is None:
            self.faults[path] = sentence
        return number

    def _text(self, said: object, path: str) -> str:
        if said is None:
            return ""
        if (
            not isinstance(said, str)
            or "\0" in said
            or any("\ud800" <= x <= "\udfff" for x in said)
        ):
            self.faults[path] = _NOT_READ
            return ""
        text = " ".join(said.split())
        if len(text) > LONGEST_NAME:
            self.faults[path] = _TOO_LONG
        return text


def _mapping(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}
