"""Answers: kept with their visit in the words in which they were asked, and told again."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import get_activity
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityAnswers

from .events import ChecklistAnswered
from .model import Answer, Checklist, Question
from .pace import remember_pace
from .questions import Kind, kept_value

_UNKNOWN = N_("This question is not there any more.")
_BATCH = 900


def keep(uow: UnitOfWork, activity_id: UUID, answers: ActivityAnswers) -> None:
    """What the form hands over."""
    answer_checklist(uow, activity_id, answers.values, seconds=answers.seconds)


def answer_checklist(
    uow: UnitOfWork,
    activity_id: UUID,
    values: Mapping[str, Any],
    *,
    seconds: Mapping[str, float] | None = None,
) -> None:
    """Keep what was answered about an activity that the actor sees.

    `values` are by the question's name (its id in hexadecimal): a bool, the code of a choice, "1"
    to "5", a number as Decimal or text, a text; None takes the answer back. Raises
    InvalidInputError by the same names. Said again, it changes nothing. A question that was
    retired since it was asked still takes its answer.
    """
    uow.actor.require("activities.edit")
    activity = get_activity(uow, activity_id)
    questions = _questions(uow, values)
    stored = {
        one.question_id: one
        for one in uow.session.scalars(select(Answer).where(Answer.activity_id == activity.id))
    }
    new = [
        question
        for name, question in questions.items()
        if _keep_one(uow, activity.id, question, values[name], stored.get(question.id))
    ]
    taken = seconds or {}
    remember_pace(uow, {one.id: taken[one.name] for one in new if one.name in taken})
    uow.record(ChecklistAnswered(activity_id=activity.id, questions=tuple(questions)))


def _questions(uow: UnitOfWork, values: Mapping[str, Any]) -> dict[str, Question]:
    """Name → question; raises InvalidInputError for names that are none."""
    ids = {name: _id(name) for name in values}
    query = select(Question).where(Question.id.in_(sorted(filter(None, ids.values()))))
    found = {one.id: one for one in uow.session.scalars(query)}
    unknown = [name for name, question_id in ids.items() if question_id not in found]
    if unknown:
        raise InvalidInputError(fields=dict.fromkeys(unknown, _UNKNOWN))
    return {name: found[question_id] for name, question_id in ids.items() if question_id}


def _id(name: str) -> UUID | None:
    try:
        return UUID(hex=name)
    except ValueError:
        return None


def _keep_one(
    uow: UnitOfWork, activity_id: UUID, question: Question, said: Any, stored: Answer | None
) -> bool:
    """Whether it was answered for the first time."""
    if said is None:
        if stored is not None:
            uow.session.delete(stored)
        return False
    value = kept_value(question, said)
    answer = stored or Answer(activity_id=activity_id, question_id=question.id)
    if stored is None or stored.value != value:
        option = question.option(value) or {"es": "", "en": ""}
        answer.kind, answer.value = question.kind, value
        answer.text_es, answer.text_en = question.text_es, question.text_en
        answer.words_es, answer.words_en = option["es"], option["en"]
        answer.position = question.position
    if stored is None:
        uow.session.add(answer)
    return stored is None


def answers_about(
    uow: UnitOfWork, activity_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[Checklist, Answer]]]:
    """Activity → its answers with their checklist, in order; of activities that the actor sees."""
    found: list[tuple[Answer, Checklist]] = []
    for start in range(0, len(activity_ids), _BATCH):
        query = (
            select(Answer, Checklist)
            .join(Question, Question.id == Answer.question_id)
            .join(Checklist, Checklist.id == Question.checklist_id)
            .where(Answer.activity_id.in_(activity_ids[start : start + _BATCH]))
            .order_by(Answer.activity_id, Checklist.position, Checklist.id, Answer.position)
        )
        found += [(one, checklist) for one, checklist in uow.session.execute(query)]
    return {
        activity_id: [(checklist, answer) for answer, checklist in rows]
        for activity_id, rows in groupby(found, key=lambda row: row[0].activity_id)
    }


def headings(uow: UnitOfWork) -> dict[str, UUID]:
    """Column of an export → the question that it is about: all that were ever answered."""
    query = (
        select(Question, Checklist)
        .join(Checklist, Checklist.id == Question.checklist_id)
        .where(Question.id.in_(select(Answer.question_id)))
        .order_by(Checklist.position, Checklist.id, Question.position, Question.id)
    )
    locale, columns = uow.actor.locale, dict[str, UUID]()
    for question, checklist in uow.session.execute(query):
        for heading in _names(question.text(locale), checklist.name(locale)):
            if heading not in columns:
                columns[heading] = question.id
                break
    return columns


def _names(text: str, checklist: str) -> Iterator[str]:
    """What two columns of one text are called apart."""
    yield text
    yield f"{text} ({checklist})"
    number = 2
    while True:
        yield f"{text} ({checklist}, {number})"
        number += 1


def cells(uow: UnitOfWork, activity_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Activity → column → what was answered."""
    columns = {question_id: heading for heading, question_id in headings(uow).items()}
    return {
        activity_id: {
            columns[answer.question_id]: plain_words(answer, uow.actor.locale)
            for _checklist, answer in answers
        }
        for activity_id, answers in answers_about(uow, activity_ids).items()
    }


def plain_words(answer: Answer, locale: str) -> str | int | Decimal:
    """The answer as files have it: numbers stay numbers."""
    match Kind(answer.kind):
        case Kind.YES_NO:
            return _YES_NO["es" if locale.startswith("es") else "en"][bool(answer.value)]
        case Kind.CHOICE:
            return answer.words(locale) or str(answer.value)
        case Kind.SCALE:
            return int(answer.value)
        case Kind.NUMBER:
            return Decimal(answer.value)
    return str(answer.value)


# Files are also written where nobody has a page in front of them.
_YES_NO = {"en": ("No", "Yes"), "es": ("No", "Sí")}
