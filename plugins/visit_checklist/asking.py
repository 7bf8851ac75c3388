"""What the form of an activity asks: the questions of the checklists that are about it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityAsked, ActivityInput

from .model import Answer, Checklist, Question
from .questions import SCALE, Kind

_INPUTS: Mapping[str, Literal["text", "number", "choice", "yes_no"]] = {
    Kind.YES_NO: "yes_no",
    Kind.CHOICE: "choice",
    Kind.SCALE: "choice",
    Kind.NUMBER: "number",
    Kind.TEXT: "text",
}


def ask(uow: UnitOfWork, about: ActivityAsked) -> list[ActivityInput]:
    """The inputs, in the reader's language. What is corrected afterwards shows what was answered,
    of whatever checklist, and asks for nothing that was not."""
    if not about.is_done:
        return []
    answered = {} if about.activity_id is None else _answers(uow, about.activity_id)
    lists = list(uow.session.scalars(select(Checklist).order_by(Checklist.position, Checklist.id)))
    wanted = {one.id for one in _about(uow, lists, about)}
    # What was asked when the form was opened can be answered, whatever was switched off since.
    sent = set(filter(None, map(_id, about.sent)))
    possible = {one.id for one in lists if about.kind in one.kinds}
    places = {one.id: (place, one) for place, one in enumerate(lists)}
    asked = [
        one
        for one in _questions(uow, wanted, {*answered, *sent})
        if (one.is_live and one.checklist_id in wanted)
        or one.id in answered
        or (one.id in sent and one.checklist_id in possible)
    ]
    asked.sort(key=lambda one: (places[one.checklist_id][0], one.position))
    return [
        input_of(
            one,
            places[one.checklist_id][1].name(uow.actor.locale),
            uow.actor.locale,
            answered.get(one.id),
            is_required=one.is_required
            and one.is_live
            and (not about.is_edited or one.id in answered),
        )
        for one in asked
    ]


def input_of(
    question: Question,
    section: str,
    locale: str,
    answer: Answer | None = None,
    *,
    is_required: bool = False,
) -> ActivityInput:
    """The question as a form shows it."""
    value = answer.value if answer else None
    kind = Kind(question.kind)
    if kind is Kind.NUMBER and value is not None:
        value = Decimal(value)
    return ActivityInput(
        name=question.name,
        label=question.text(locale),
        kind=_INPUTS[kind],
        choices=_choices(question, locale, value),
        is_required=is_required,
        value=value,
        section=section,
    )


def _choices(question: Question, locale: str, value: Any) -> tuple[tuple[str, str], ...]:
    if question.kind == Kind.SCALE:
        return tuple((each, each) for each in SCALE)
    if question.kind != Kind.CHOICE:
        return ()
    label = "es" if locale.startswith("es") else "en"
    other = "en" if label == "es" else "es"
    return tuple(
        (one["code"], one[label] or one[other])
        for one in question.options
        if not one["is_retired"] or one["code"] == value
    )


def _about(
    uow: UnitOfWork, lists: Iterable[Checklist], about: ActivityAsked
) -> Iterable[Checklist]:
    """Those that are on, for this kind of activity and this customer."""
    fitting = [one for one in lists if one.is_on and about.kind in one.kinds]
    roles: Sequence[str] = ()
    if about.customer_id and any(one.roles for one in fitting):
        query = visible_customers(uow).with_only_columns(Customer.roles)
        roles = uow.session.scalar(query.where(Customer.id == about.customer_id)) or ()
    return (one for one in fitting if not one.roles or set(one.roles) & set(roles))


def _questions(uow: UnitOfWork, lists: set[UUID], still: set[UUID]) -> Iterable[Question]:
    if not lists and not still:
        return ()
    wanted = Question.checklist_id.in_(sorted(lists)) | Question.id.in_(sorted(still))
    return uow.session.scalars(select(Question).where(wanted))


def _answers(uow: UnitOfWork, activity_id: UUID) -> dict[UUID, Answer]:
    found = uow.session.scalars(select(Answer).where(Answer.activity_id == activity_id))
    return {one.question_id: one for one in found}


def _id(name: str) -> UUID | None:
    """The question behind the name of an input that was sent; anything can be sent."""
    try:
        return UUID(hex=name)
    except ValueError:
        return None
