"""The pages of the draft as a whole and of the versions: looked at, saved, used again."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow, form_view, render_page

from .differences import differences
from .drafts import save_draft
from .matrix import matrix_of
from .model import ScoringVersion
from .overview_pages import news_words
from .preview import preview
from .rule_forms import SaveForm
from .rule_words import GROUPS, RuleWords, draft_words, group_label, rule_words
from .rules import FIT
from .service import get_version, list_versions
from .sheets import changes_of, faults_of, sheet_of
from .version_words import (
    Told,
    engagement_words,
    fit_words,
    threshold_words,
    told_differences,
)
from .words import Words

_SAMPLE, _REASONS = 500, 4


def _build() -> tuple[SaveForm, dict[str, Any]]:
    uow = current_uow()
    words = draft_words(uow)
    return SaveForm(), {
        "sheet": sheet_of(uow),
        "told": told_differences(changes_of(uow), words),
        "news": news_words(uow, words),
        "faults": bool(faults_of(uow)[0]),
    }


def _save(form: SaveForm) -> ResponseReturnValue:
    saved = save_draft(current_uow(), note=(form.note.data or "").strip())
    words = gettext("Version %(number)s holds now; customers are scored anew.", number=saved.number)
    flash(words, "success")
    return redirect(url_for(".index"), 303)


save_version = form_view("scoring/draft.html", _build)(_save)


def preview_page(uow: UnitOfWork) -> str:
    """What the draft would make of the customers, tried out on some of them."""
    is_changed = bool(changes_of(uow))
    is_good = is_changed and not faults_of(uow)[0]
    return render_page(
        "scoring/preview.html",
        fragment="scoring/_preview.html",
        is_changed=is_changed,
        tried=_tried(uow, sheet_of(uow).definition) if is_good else None,
    )


def _tried(uow: UnitOfWork, definition: Mapping[str, Any]) -> dict[str, Any]:
    words, found = draft_words(uow), preview(uow, definition, sample=_SAMPLE)
    said = [rule_words(words, rule) for rule in definition["rules"]]
    return {
        "sample": found.sample,
        "is_whole": found.is_whole,
        "matrix": matrix_of(found.matrix, found.before),
        "moved": sum(found.changes.values()),
        "examples": [(one, words.reasons(one.reasons)[:_REASONS]) for one in found.examples],
        "rules": [(one, found.matches.get(one.key, 0)) for one in said],
    }


def versions_page(uow: UnitOfWork) -> str:
    """All versions, the newest first, each with what it changed."""
    versions = list_versions(uow)
    before = {one.number: one for one in versions}
    rows = [(one, _since(uow, before.get(one.number - 1), one)) for one in versions]
    return render_page("scoring/versions.html", rows=rows, sheet=sheet_of(uow))


def _since(uow: UnitOfWork, previous: ScoringVersion | None, one: ScoringVersion) -> list[Told]:
    """What a version changed; fields that are gone are called as they were then."""
    if previous is None:
        return []
    words = Words(uow, {**previous.labels, **one.labels})
    return told_differences(differences(previous.content, one.content), words)


def version_page(uow: UnitOfWork, number: int) -> str:
    """One version as it was saved."""
    version = get_version(uow, number)
    said = Words(uow, version.labels)
    definition: Mapping[str, Any] = version.content
    words = [rule_words(said, rule) for rule in definition["rules"]]
    return render_page(
        "scoring/version.html",
        version=version,
        groups=[_rules_of(code, definition, words) for code in GROUPS],
        threshold=threshold_words(definition.get("threshold")),
    )


def _rules_of(
    code: str, definition: Mapping[str, Any], words: Sequence[RuleWords]
) -> tuple[str, str, list[RuleWords]]:
    """What the group is called, from where its grades begin, its rules."""
    group = definition["groups"][code]
    scale = fit_words(group) if code == FIT else engagement_words(group)
    return group_label(code), scale, [one for one in words if one.group == code]
