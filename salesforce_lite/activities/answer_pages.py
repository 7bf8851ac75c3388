"""The answers to the questions of plugins: given to them when the form is saved."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import flash
from flask_babel import gettext

from salesforce_lite.activities.asked_forms import (
    AskedPart,
    AskingForm,
    answer_words,
    asked_parts,
)
from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.service import mark_changed
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityAnswers, ActivityAsked

# Who takes longer has put the phone away.
_LONGEST_SECONDS = 120
_LONGEST_PACE = 10_000


def about_completing(activity: Activity) -> ActivityAsked:
    """What plugins are told of something planned that is done now, or was done meanwhile."""
    return ActivityAsked(
        kind=activity.kind,
        customer_id=activity.customer_id,
        activity_id=activity.id,
        is_done=True,
        is_edited=activity.is_done,
    )


def is_answer_required(uow: UnitOfWork, activity: Activity) -> bool:
    """Whether somebody has to answer before it can be done."""
    parts = asked_parts(uow, about_completing(activity))
    return any(one.is_required and one.value is None for part in parts for one in part.inputs)


def keep_answers(uow: UnitOfWork, form: AskingForm, activity: Activity) -> None:
    """Let the plugins keep what is new; raises InvalidInputError for the whole form.

    A plugin that fails costs its answers, and the person is told which: they are not lost unseen.
    """
    given = [(part, form.answers(part)) for part in form.parts]
    _warn(_lost(uow, form, activity, given))


def add_answers(uow: UnitOfWork, form: AskingForm, activity: Activity) -> None:
    """The same after somebody else was quicker: what they have answered stays, and is told."""
    stands = {
        part.questions: {one.name: one.value for one in part.inputs if one.value is not None}
        for part in asked_parts(uow, about_completing(activity))
    }
    told: list[str] = []
    given: list[tuple[AskedPart, Mapping[str, Any]]] = []
    for part in form.parts:
        theirs = stands.get(part.questions, {})
        mine = form.answers(part)
        others = {name: value for name, value in mine.items() if theirs.get(name, value) != value}
        if others:
            sentence = gettext(
                "It was answered before, and that stays. You had answered: %(answers)s",
                answers=_told(part, others),
            )
            told.append(sentence)
        given.append((part, {name: mine[name] for name in mine if name not in theirs}))
    _warn([*told, *_lost(uow, form, activity, given)])


def _warn(sentences: Iterable[str]) -> None:
    """Once nothing refuses any more: what was refused has not happened."""
    for sentence in sentences:
        flash(sentence, "warning")


def _lost(
    uow: UnitOfWork,
    form: AskingForm,
    activity: Activity,
    given: Sequence[tuple[AskedPart, Mapping[str, Any]]],
) -> list[str]:
    """Have them kept; answers what is to be told of those that were not."""
    new = [(part, values) for part, values in given if values]
    if any(part.about.activity_id for part, _ in new):
        mark_changed(uow, activity)
    seconds = _seconds(form.pace.data)
    return [
        gettext(
            "“%(plugin)s” failed, and these answers were not kept. "
            "Write them into the note: %(answers)s",
            plugin=part.questions.plugin,
            answers=_told(part, values),
        )
        for part, values in new
        if not _is_kept(uow, part, activity, values, seconds)
    ]


def _is_kept(
    uow: UnitOfWork,
    part: AskedPart,
    activity: Activity,
    values: Mapping[str, Any],
    seconds: Mapping[str, float],
) -> bool:
    taken = {
        one.name: seconds[name]
        for name, one in part.names.items()
        if name in seconds and one.name in values
    }
    answers = ActivityAnswers(values=values, seconds=taken)
    # What is guarded says whether it has worked; what is built in has, or raises.
    keep: Callable[..., Any] = part.questions.keep
    try:
        answer = keep(uow, activity.id, answers)
    except InvalidInputError as refusal:
        names = {one.name: name for name, one in part.names.items()}
        fields = {names.get(name, name): text for name, text in refusal.fields.items()}
        raise InvalidInputError(fields=fields, **refusal.params) from refusal
    return answer is not False


def _told(part: AskedPart, values: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{one.label} {answer_words(one, values[one.name])}"
        for one in part.inputs
        if one.name in values
    )


def _seconds(written: str | None) -> dict[str, float]:
    """What the script has measured; a page can say anything, so odd things count as nothing."""
    if not written or len(written) > _LONGEST_PACE:
        return {}
    try:
        told = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        name: min(taken, _LONGEST_SECONDS * 1000) / 1000
        for name, taken in told.items()
        if type(taken) in (int, float) and 0 < taken < math.inf
    }
