"""What administrators do with checklists and their questions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.activities import is_kind
from salesforce_lite.kernel.errors import N_, DomainError, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .events import ChecklistChanged
from .model import Answer, Checklist, Question
from .questions import Kind

MANAGE = "visit_checklist.manage"
LONGEST_NAME = 120
LONGEST_QUESTION = 300
MOST_OPTIONS = 30
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NO_KIND = N_("Choose at least one kind of activity.")
_FEW_OPTIONS = N_("Write at least two choices.")
_SAME_OPTIONS = N_("Two choices are called “%(label)s”.")
_MANY_OPTIONS = N_("Nobody looks through so many choices. Keep to 30.")


class AnsweredError(DomainError):
    code = "checklist_answered"
    sentence = N_(
        "Questions of this checklist have been answered, and the answers stay with their visits. "
        "Switch it off instead."
    )


def list_checklists(uow: UnitOfWork) -> list[Checklist]:
    """All, in their order."""
    uow.actor.require(MANAGE)
    return list(uow.session.scalars(select(Checklist).order_by(Checklist.position, Checklist.id)))


def get_checklist(uow: UnitOfWork, checklist_id: UUID) -> Checklist:
    """The checklist; raises NotFoundError."""
    uow.actor.require(MANAGE)
    checklist = uow.session.get(Checklist, checklist_id)
    if checklist is None:
        raise NotFoundError
    return checklist


def questions_of(uow: UnitOfWork, checklist_ids: Sequence[UUID]) -> list[Question]:
    """Their questions in order, retired ones too."""
    query = select(Question).where(Question.checklist_id.in_(sorted(checklist_ids)))
    return list(uow.session.scalars(query.order_by(Question.position, Question.id)))


def get_question(uow: UnitOfWork, question_id: UUID) -> Question:
    """The question; raises NotFoundError."""
    uow.actor.require(MANAGE)
    question = uow.session.get(Question, question_id)
    if question is None:
        raise NotFoundError
    return question


def add_checklist(
    uow: UnitOfWork,
    *,
    name_es: str,
    name_en: str,
    kinds: Sequence[str],
    roles: Sequence[str] = (),
) -> Checklist:
    """A new one, which is off until somebody switches it on; raises InvalidInputError."""
    uow.actor.require(MANAGE)
    last = uow.session.scalar(select(func.max(Checklist.position)))
    checklist = Checklist(position=(last or 0) + 1, is_on=False)
    _name(checklist, name_es, name_en, kinds, roles)
    uow.session.add(checklist)
    return _changed(uow, checklist)


def change_checklist(
    uow: UnitOfWork,
    checklist_id: UUID,
    *,
    name_es: str,
    name_en: str,
    kinds: Sequence[str],
    roles: Sequence[str] = (),
    version: int | None = None,
) -> Checklist:
    """Another name, other kinds of activities or customers; raises InvalidInputError."""
    checklist = get_checklist(uow, checklist_id)
    check_version(checklist, version)
    _name(checklist, name_es, name_en, kinds, roles)
    return _changed(uow, checklist)


def switch_checklist(
    uow: UnitOfWork, checklist_id: UUID, *, is_on: bool, version: int | None = None
) -> Checklist:
    """Ask its questions from now on, or no more; answers stay."""
    checklist = get_checklist(uow, checklist_id)
    check_version(checklist, version)
    checklist.is_on = is_on
    return _changed(uow, checklist)


def delete_checklist(
    uow: UnitOfWork, checklist_id: UUID, *, version: int | None = None
) -> Checklist:
    """For good; raises AnsweredError where something was answered."""
    checklist = get_checklist(uow, checklist_id)
    check_version(checklist, version)
    if is_answered(uow, checklist_id):
        raise AnsweredError
    uow.session.delete(checklist)
    uow.record(ChecklistChanged(checklist_id=checklist_id))
    return checklist


def is_answered(uow: UnitOfWork, checklist_id: UUID) -> bool:
    """Whether any of its questions ever was."""
    own = select(Question.id).where(Question.checklist_id == checklist_id)
    answered = select(Answer.activity_id).where(Answer.question_id.in_(own)).limit(1)
    return uow.session.scalar(answered) is not None


def add_question(
    uow: UnitOfWork,
    checklist_id: UUID,
    kind: str,
    *,
    text_es: str,
    text_en: str,
    is_required: bool = False,
    options: Sequence[dict[str, Any]] = (),
) -> Question:
    """A new one at the end; raises InvalidInputError. `options` are those of `change_question`."""
    checklist = get_checklist(uow, checklist_id)
    if kind not in set(Kind):
        raise NotFoundError
    standing = questions_of(uow, [checklist_id])
    question = Question(
        checklist_id=checklist_id,
        kind=kind,
        options=[],
        position=max((one.position for one in standing), default=0) + 1,
    )
    _say(question, text_es, text_en, options, is_required=is_required)
    uow.session.add(question)
    _changed(uow, checklist)
    return question


def change_question(
    uow: UnitOfWork,
    question_id: UUID,
    *,
    text_es: str,
    text_en: str,
    is_required: bool = False,
    options: Sequence[dict[str, Any]] = (),
    version: int | None = None,
) -> Question:
    """Ask it in other words; what was answered keeps those in which it was asked.

    `options` are {"code": "" for a new one, "es", "en", "is_retired"}, in order. One that has
    a code and is not named is retired. Raises InvalidInputError.
    """
    question = get_question(uow, question_id)
    check_version(question, version)
    _say(question, text_es, text_en, options, is_required=is_required)
    uow.record(ChecklistChanged(checklist_id=question.checklist_id))
    return question


def move_question(
    uow: UnitOfWork, question_id: UUID, place: int, *, version: int | None = None
) -> Question:
    """To this place among those that are asked, counted from 1."""
    question = get_question(uow, question_id)
    check_version(question, version)
    others = questions_of(uow, [question.checklist_id])
    live = [one for one in others if one.is_live and one.id != question_id]
    live.insert(max(place, 1) - 1, question)
    for number, one in enumerate([*live, *(one for one in others if not one.is_live)], 1):
        if one.position != number:
            one.position = number
    uow.record(ChecklistChanged(checklist_id=question.checklist_id))
    return question


def retire_question(uow: UnitOfWork, question_id: UUID, *, version: int | None = None) -> Question:
    """Ask it no more; what was answered stays."""
    question = get_question(uow, question_id)
    check_version(question, version)
    question.retired_at = question.retired_at or uow.now
    uow.record(ChecklistChanged(checklist_id=question.checklist_id))
    return question


def revive_question(uow: UnitOfWork, question_id: UUID) -> Question:
    """Ask it again."""
    question = get_question(uow, question_id)
    question.retired_at = None
    uow.record(ChecklistChanged(checklist_id=question.checklist_id))
    return question


def _changed(uow: UnitOfWork, checklist: Checklist) -> Checklist:
    uow.session.flush()
    uow.record(ChecklistChanged(checklist_id=checklist.id))
    return checklist


def _name(
    checklist: Checklist, name_es: str, name_en: str, kinds: Sequence[str], roles: Sequence[str]
) -> None:
    names = {"name_es": _tidy(name_es), "name_en": _tidy(name_en)}
    problems = _problems(names, LONGEST_NAME)
    if not kinds or not all(is_kind(kind) for kind in kinds):
        problems["kinds"] = _NO_KIND
    if problems:
        raise InvalidInputError(fields=problems)
    checklist.name_es, checklist.name_en = names["name_es"], names["name_en"]
    checklist.kinds, checklist.roles = tuple(kinds), tuple(roles)


def _say(
    question: Question,
    text_es: str,
    text_en: str,
    options: Sequence[dict[str, Any]],
    *,
    is_required: bool,
) -> None:
    texts = {"text_es": _tidy(text_es), "text_en": _tidy(text_en)}
    problems = _problems(texts, LONGEST_QUESTION)
    kept = _options(question, options) if question.kind == Kind.CHOICE else []
    labels = [one[language] for one in kept for language in ("es", "en") if one[language]]
    live = [(one["es"] or one["en"]) for one in kept if not one["is_retired"]]
    same = next((label for label in live if live.count(label) > 1), "")
    if question.kind == Kind.CHOICE and len(live) < 2:
        problems["options"] = _FEW_OPTIONS
    elif len(live) > MOST_OPTIONS:
        problems["options"] = _MANY_OPTIONS
    elif same:
        problems["options"] = _SAME_OPTIONS
    elif any(len(label) > LONGEST_NAME for label in labels):
        problems["options"] = _TOO_LONG
    if problems:
        raise InvalidInputError(fields=problems, label=same)
    question.text_es, question.text_en = texts["text_es"], texts["text_en"]
    question.is_required = is_required
    question.options = kept


def _options(question: Question, said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the given order, each with the code that it keeps for good."""
    known = {one["code"]: one for one in question.options}
    kept: list[dict[str, Any]] = []
    number = max((int(code) for code in known), default=0)
    for one in said:
        labels = {"es": _tidy(one["es"]), "en": _tidy(one["en"])}
        code = one["code"] if one["code"] in known else ""
        if not any(labels.values()):
            continue
        if not code:
            number += 1
            code = str(number)
        kept.append({"code": code, **labels, "is_retired": bool(one["is_retired"])})
    named = {one["code"] for one in kept}
    gone = [{**one, "is_retired": True} for code, one in known.items() if code not in named]
    return [*kept, *gone]


def _problems(texts: dict[str, str], longest: int) -> dict[str, str]:
    if not any(texts.values()):
        return dict.fromkeys(texts, _EMPTY)
    return {name: _TOO_LONG for name, text in texts.items() if len(text) > longest}


def _tidy(text: str) -> str:
    return " ".join(text.split())
