"""The answers on pages: below a visit in the timeline, and on its own page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from salesforce_lite.activities import Activity
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityLine

from .answering import answers_about
from .cost_words import answer_shown


def lines_of(
    uow: UnitOfWork, activity_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[ActivityLine]]:
    """Activity → its answers."""
    locale = uow.actor.locale
    return {
        activity_id: [
            ActivityLine(label=answer.text(locale), text=answer_shown(answer, locale))
            for _checklist, answer in answers
        ]
        for activity_id, answers in answers_about(uow, activity_ids).items()
    }


def load_card(uow: UnitOfWork, activity: Activity) -> Mapping[str, Any] | None:
    """The card of the activity's page; None where nothing was answered."""
    answers = answers_about(uow, [activity.id]).get(activity.id)
    if not answers:
        return None
    locale = uow.actor.locale
    return {
        "checklists": [
            (
                checklist.name(locale),
                [(answer.text(locale), answer_shown(answer, locale)) for _, answer in rows],
            )
            for checklist, rows in groupby(answers, key=lambda row: row[0])
        ]
    }
