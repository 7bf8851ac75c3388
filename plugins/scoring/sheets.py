"""The rules in front of an administrator, and how they differ from those that hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .definition import read_definition
from .differences import Difference, Merged, differences, merged, rules_by_key
from .draft_model import Draft
from .model import MANAGE, ScoringVersion
from .service import current_version, get_version

# Where no version was saved yet.
NOTHING: Mapping[str, Any] = {
    "groups": {
        "fit": {"cap": 100, "grades": [70, 40]},
        "engagement": {"cap": 100, "levels": [50, 20]},
    },
    "rules": [],
    "threshold": None,
}
NEW = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules in front of an administrator: those of their draft, or those that hold.

    `based_on` is the number of the version that they began with, `active` that which holds now.
    """

    definition: Mapping[str, Any]
    based_on: int
    active: ScoringVersion | None
    is_draft: bool

    @property
    def is_behind(self) -> bool:
        """Whether somebody has saved a version since."""
        return self.based_on != number_of(self.active)

    @property
    def next_number(self) -> int:
        return number_of(self.active) + 1


def sheet_of(uow: UnitOfWork) -> Sheet:
    """What the editor shows to the actor."""
    uow.actor.require(MANAGE)
    active, draft = current_version(uow), standing_draft(uow)
    if draft is not None:
        return Sheet(draft.definition, draft.based_on, active, is_draft=True)
    definition = active.content if active else NOTHING
    return Sheet(definition, number_of(active), active, is_draft=False)


def changes_of(uow: UnitOfWork) -> list[Difference]:
    """What the actor has changed since the version that they began with."""
    sheet = sheet_of(uow)
    return differences(_base(uow, sheet), sheet.definition) if sheet.is_draft else []


def news_for(uow: UnitOfWork) -> Merged | None:
    """What others saved since the actor's draft began, and what came of bringing both together;
    None where nobody did."""
    sheet = sheet_of(uow)
    if not sheet.is_draft or not sheet.is_behind or sheet.active is None:
        return None
    return merged(_base(uow, sheet), sheet.definition, sheet.active.content)


def find_rule(uow: UnitOfWork, key: str) -> Mapping[str, Any]:
    """The rule as it stands in the draft; raises NotFoundError."""
    rule = rules_by_key(sheet_of(uow).definition).get(key)
    if rule is None:
        raise NotFoundError
    return rule


def mark_of(rule: Mapping[str, Any] | None) -> str:
    """What a rule looks like, in few letters; an editor hands it back to say what it was shown."""
    if rule is None:
        return NEW
    said = json.dumps(rule, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def read_rule(uow: UnitOfWork, rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rule as versions keep it, whatever else is wrong with the draft.

    Raises InvalidInputError with fields “rules.<key>.<part>”, as `read_definition` does.
    """
    alone = {**sheet_of(uow).definition, "rules": [rule], "threshold": None}
    read: Mapping[str, Any] = read_definition(uow, alone).as_json()["rules"][0]
    return read


def faults_of(uow: UnitOfWork) -> tuple[Mapping[str, str], Mapping[str, object]]:
    """What is wrong with the actor's draft as a whole, such as a rule whose field was retired:
    (part → sentence, what fills the places of the sentences)."""
    try:
        read_definition(uow, sheet_of(uow).definition)
    except InvalidInputError as refusal:
        return refusal.fields, refusal.params
    return {}, {}


def number_of(version: ScoringVersion | None) -> int:
    return version.number if version else 0


def _base(uow: UnitOfWork, sheet: Sheet) -> Mapping[str, Any]:
    """The version that the draft began with."""
    if sheet.based_on == 0:
        return NOTHING
    if not sheet.is_behind and sheet.active:
        return sheet.active.content
    return get_version(uow, sheet.based_on).content


def standing_draft(uow: UnitOfWork) -> Draft | None:
    draft = kept_draft(uow)
    return None if draft is None or draft.is_discarded else draft


def kept_draft(uow: UnitOfWork) -> Draft | None:
    return uow.session.get(Draft, uow.actor.user_id) if uow.actor.user_id else None


def with_rule(definition: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with the rule added, or in place of the one with its key."""
    rules = rules_by_key(definition)
    rules[str(rule["key"])] = rule
    return {**definition, "rules": list(rules.values())}
