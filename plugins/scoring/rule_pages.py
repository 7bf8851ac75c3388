"""The page on which a rule is built: its form drawn, drawn again, and kept in the draft."""

import re
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.web import current_uow, form_view, render_page

from .differences import rules_by_key
from .drafts import keep_rule, keep_scale
from .field_words import OPERATOR_WORDS, FieldSpec
from .rule_forms import RuleForm, ScaleForm, rule_form, scale_form
from .rule_words import draft_words, rule_words
from .rules import ENGAGEMENT
from .sheets import sheet_of

_NEW_KEY = re.compile(r"r[0-9a-f]{8}")
_RULE_PAGE = "scoring/rule.html"


def draw_rule_again(key: str | None) -> str:
    """The form after one of its buttons, or another field: nothing is kept yet."""
    form, context = _build(key)
    form.when.take(request.form.get("step", ""))
    return render_page(_RULE_PAGE, form=form, **context)


def _build(key: str | None) -> tuple[RuleForm, dict[str, Any]]:
    uow = current_uow()
    rule = rules_by_key(sheet_of(uow).definition).get(key) if key else None
    if key and rule is None and request.method == "GET":
        raise NotFoundError
    form = rule_form(uow, key or _sent_key(), rule)
    if rule is None and not form.is_submitted() and request.args.get("group") == ENGAGEMENT:
        form.group.data = ENGAGEMENT
    return form, {
        "key": key,
        "when": form.when,
        "operators": _operator_label,
        "sentence": form.conditions_in_words(),
        "title": rule_words(draft_words(uow), rule).title if rule else gettext("New rule"),
    }


def _operator_label(_spec: FieldSpec, code: str) -> str:
    return str(gettext(OPERATOR_WORDS[code]))


def _sent_key() -> str:
    """A new rule has its key from when the form was first shown: sent twice, it makes one."""
    sent = request.form.get("key", "")
    return sent if _NEW_KEY.fullmatch(sent) else f"r{uuid4().hex[:8]}"


def _keep(form: RuleForm, key: str | None) -> ResponseReturnValue:
    keep_rule(current_uow(), form.read, seen=form.seen.data)
    flash(gettext("The rule is in your draft. It counts once you save a version."), "success")
    return redirect(url_for(".index", _anchor=f"rule-{form.key}"), 303)


change_rule = form_view(_RULE_PAGE, _build)(_keep)


def _build_scale() -> tuple[ScaleForm, dict[str, Any]]:
    return scale_form(sheet_of(current_uow()).definition), {}


def _keep_scale(form: ScaleForm) -> ResponseReturnValue:
    keep_scale(current_uow(), form.groups(), form.threshold())
    flash(gettext("This is in your draft. It counts once you save a version."), "success")
    return redirect(url_for(".index", _anchor="scale"), 303)


save_scale = form_view("scoring/scale.html", _build_scale)(_keep_scale)
