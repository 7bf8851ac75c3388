"""The first page of scoring in the back office: where customers stand, and by which rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import render_page

from .differences import Difference
from .engine import idle_rules
from .fields import all_fields_by_key
from .matrix import Matrix, matrix_now
from .rule_words import GROUPS, RuleWords, draft_words, group_label, rule_words
from .rules import FIT, Definition
from .service import progress
from .sheets import Sheet, changes_of, faults_of, news_for, sheet_of
from .version_words import (
    engagement_words,
    fit_words,
    threshold_words,
    told_differences,
)
from .words import Words, signed


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in the list: its words, whether the draft made it what it is, and what is wrong."""

    words: RuleWords
    is_new: bool
    is_changed: bool
    fault: str


@dataclass(frozen=True, slots=True)
class GroupOfRules:
    """The rules of fit or engagement, from where its grades begin, and an example of adding up."""

    code: str
    label: str
    scale: str
    lines: Sequence[RuleLine]
    example: str


def overview_page(uow: UnitOfWork) -> str:
    """The matrix, how far computing is, the rules as they stand in the draft."""
    sheet, words, found = sheet_of(uow), draft_words(uow), changes_of(uow)
    faults = _faults(uow)
    return render_page(
        "scoring/office.html",
        sheet=sheet,
        groups=[_group(code, sheet, words, found, faults) for code in GROUPS],
        threshold=threshold_words(sheet.definition.get("threshold")),
        told=told_differences(found, words),
        news=news_words(uow, words),
        cell_url=None,
        **_standing(uow),
    )


def progress_page(uow: UnitOfWork) -> str:
    """How far computing is; asked again by the page while it goes on."""
    return render_page(
        "scoring/progress.html",
        fragment="scoring/_progress.html",
        sheet=sheet_of(uow),
        **_standing(uow),
    )


def news_words(uow: UnitOfWork, words: Words) -> Mapping[str, Any] | None:
    """What somebody else saved since the draft began, and what both changed; None for nothing."""
    news, sheet = news_for(uow), sheet_of(uow)
    if news is None or sheet.active is None:
        return None
    return {
        "version": sheet.active,
        "taken": told_differences(news.taken, words),
        "kept": told_differences(news.kept, words),
    }


def _standing(uow: UnitOfWork) -> dict[str, Any]:
    matrix: Matrix = matrix_now(uow)
    done = progress(uow)
    return {"matrix": matrix, "share": int(done * 100), "is_done": done >= 1}


def _faults(uow: UnitOfWork) -> Mapping[str, str]:
    """Key of a rule → why it gives nothing, though it was good when it was kept."""
    definition = sheet_of(uow).definition
    faults, params = faults_of(uow)
    if faults:
        return {
            name.split(".")[1]: gettext(sentence) % params
            for name, sentence in faults.items()
            if name.startswith("rules.") and name.count(".") > 1
        }
    idle = idle_rules(Definition.from_json(definition), all_fields_by_key(uow))
    return dict.fromkeys(idle, gettext(_IDLE))


_IDLE = N_("It asks about a field that is not there any more. Change the rule, or remove it.")


def _group(
    code: str,
    sheet: Sheet,
    words: Words,
    found: Sequence[Difference],
    faults: Mapping[str, str],
) -> GroupOfRules:
    changed = {one.about: one.what for one in found if one.is_rule}
    rules = [rule for rule in sheet.definition["rules"] if rule["group"] == code]
    lines = [
        RuleLine(
            rule_words(words, rule),
            changed.get(rule["key"]) == "added",
            changed.get(rule["key"]) == "changed",
            faults.get(rule["key"], ""),
        )
        for rule in rules
    ]
    group = sheet.definition["groups"][code]
    scale = fit_words(group) if code == FIT else engagement_words(group)
    return GroupOfRules(code, group_label(code), scale, lines, _example(code, group, rules))


def _example(code: str, group: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> str:
    """What the first three rules that give something add up to."""
    points = [rule["points"] for rule in rules if rule["points"] > 0][:3]
    if len(points) < 2:
        return ""
    total = min(group["cap"], sum(points))
    first, second = group["grades" if code == FIT else "levels"]
    names = "ABC" if code == FIT else "123"
    reached = names[0] if total >= first else names[1] if total >= second else names[2]
    said = {"sum": " ".join(signed(one) for one in points), "total": total, "reached": reached}
    if total < sum(points):
        return str(gettext(_CAPPED, **said))
    return str(gettext(_GRADE if code == FIT else _LEVEL, **said))


_CAPPED = N_("For example: %(sum)s is capped at %(total)s, which is %(reached)s.")
_GRADE = N_("For example: %(sum)s makes %(total)s, which is grade %(reached)s.")
_LEVEL = N_("For example: %(sum)s makes %(total)s, which is level %(reached)s.")
