"""The back office of checklists: what is asked, in which order, and what it costs."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.lists import list_values
from salesforce_lite.web import (
    current_contributions,
    current_uow,
    form_view,
    kind_name,
    locale_code,
    needs,
    render_page,
    sent_version,
)

from .asking import input_of
from .cost_words import cost_words, short_total, total_words
from .example import add_example
from .forms import ChecklistForm, QuestionForm, checklist_form, preview, question_form
from .keeping import (
    MANAGE,
    add_checklist,
    add_question,
    change_checklist,
    change_question,
    delete_checklist,
    get_checklist,
    get_question,
    is_answered,
    list_checklists,
    move_question,
    questions_of,
    retire_question,
    revive_question,
    switch_checklist,
)
from .model import Checklist, Question
from .pace import costs_of, total
from .questions import KIND_ICONS, KIND_LABELS, Kind

# A promise is kept or broken, and a task ticked off: nothing is logged there.
_NOT_LOGGED = ("promise",)
_OFFICE = "visit_checklist-office"


class ChecklistsView(BackOfficeView):
    """`/admin/x/visit_checklist/`."""

    title = N_("Visit checklists")
    summary = N_("What is asked when a visit is logged, and how many seconds it costs.")
    icon = "check-circle"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        checklists = list_checklists(uow)
        live = [one for one in questions_of(uow, [one.id for one in checklists]) if one.is_live]
        costs = costs_of(uow, live)
        rows = [
            (
                one,
                own := [each for each in live if each.checklist_id == one.id],
                short_total(total(costs[each.id] for each in own)) if own else "",
            )
            for one in checklists
        ]
        return render_page("visit_checklist/index.html", rows=rows, **_words())

    @page("/example", methods=("POST",))
    @needs(MANAGE)
    def begin(self) -> ResponseReturnValue:
        return _to(add_example(current_uow()))

    @page("/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add())

    @page("/<uuid:checklist_id>")
    @needs(MANAGE)
    def show(self, checklist_id: UUID) -> str:
        uow = current_uow()
        checklist = get_checklist(uow, checklist_id)
        questions = questions_of(uow, [checklist_id])
        live = [one for one in questions if one.is_live]
        costs = costs_of(uow, questions)
        locale = locale_code()
        asked = [
            input_of(one, checklist.name(locale), locale, is_required=one.is_required)
            for one in live
        ]
        return render_page(
            "visit_checklist/show.html",
            checklist=checklist,
            live=live,
            places={one.id: place for place, one in enumerate(live, 1)},
            retired=[one for one in questions if not one.is_live],
            is_answered=is_answered(uow, checklist_id),
            costs={one.id: cost_words(costs[one.id]) for one in questions},
            cost=total_words(checklist, total(costs[one.id] for one in live)) if live else "",
            phone=preview(asked),
            kind_labels=KIND_LABELS,
            kind_icons=KIND_ICONS,
            **_words(),
        )

    @page("/<uuid:checklist_id>/edit", methods=("GET", "POST"))
    @needs(MANAGE)
    def change(self, checklist_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _change(checklist_id=checklist_id))

    @page("/<uuid:checklist_id>/switch", methods=("POST",))
    @needs(MANAGE)
    def switch(self, checklist_id: UUID) -> ResponseReturnValue:
        is_on = request.form.get("is_on") == "1"
        checklist = switch_checklist(
            current_uow(), checklist_id, is_on=is_on, version=sent_version()
        )
        name = checklist.name(locale_code())
        flash(
            gettext("“%(name)s” is asked from now on.", name=name)
            if is_on
            else gettext("“%(name)s” is asked no more. The answers stay.", name=name)
        )
        return _to(checklist)

    @page("/<uuid:checklist_id>/deletion", methods=("POST",))
    @needs(MANAGE)
    def delete(self, checklist_id: UUID) -> ResponseReturnValue:
        checklist = delete_checklist(current_uow(), checklist_id, version=sent_version())
        flash(gettext("“%(name)s” is deleted for good.", name=checklist.name(locale_code())))
        return redirect(url_for(".index"), 303)

    @page("/<uuid:checklist_id>/questions/new/<kind>", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_question(self, checklist_id: UUID, kind: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add_question(checklist_id=checklist_id, kind=kind))

    @page("/questions/<uuid:question_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def change_question(self, question_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _change_question(question_id=question_id))

    @page("/questions/<uuid:question_id>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, question_id: UUID) -> ResponseReturnValue:
        place = request.form.get("place", type=int) or 0
        return _back(move_question(current_uow(), question_id, place, version=sent_version()))

    @page("/questions/<uuid:question_id>/retirement", methods=("POST",))
    @needs(MANAGE)
    def retire(self, question_id: UUID) -> ResponseReturnValue:
        question = retire_question(current_uow(), question_id, version=sent_version())
        words = gettext(
            "“%(question)s” is asked no more. Its answers stay.",
            question=question.text(locale_code()),
        )
        flash(words, f"undo:{url_for('.revive', question_id=question_id)}")
        return _back(question)

    @page("/questions/<uuid:question_id>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, question_id: UUID) -> ResponseReturnValue:
        question = revive_question(current_uow(), question_id)
        flash(gettext("“%(question)s” is asked again.", question=question.text(locale_code())))
        return _back(question)


def _words() -> dict[str, Any]:
    return {
        "language": locale_code(),
        "kinds": {kind.code: kind_name(kind) for kind in current_contributions().activity_kinds},
        "roles": dict(_roles(is_retired=True)),
    }


def _kinds(standing: Sequence[str] = ()) -> Sequence[tuple[str, str]]:
    """What can be logged, of the core, the company and plugins; and what is chosen already."""
    return [
        (kind.code, kind_name(kind))
        for kind in current_contributions().activity_kinds
        if kind.code not in _NOT_LOGGED and (kind.is_offered or kind.code in standing)
    ]


def _roles(*, is_retired: bool = False) -> Sequence[tuple[str, str]]:
    values = list_values(current_uow(), "customer.role", retired=is_retired)
    return [(value.code, value.label(locale_code())) for value in values]


def _build_new() -> tuple[ChecklistForm, dict[str, Any]]:
    return checklist_form(None, _kinds(), _roles()), {"checklist": None, **_words()}


@form_view("visit_checklist/edit.html", _build_new)
def _add(form: ChecklistForm) -> ResponseReturnValue:
    return _to(add_checklist(current_uow(), **form.said()))


def _build_change(checklist_id: UUID) -> tuple[ChecklistForm, dict[str, Any]]:
    checklist = get_checklist(current_uow(), checklist_id)
    form = checklist_form(checklist, _kinds(checklist.kinds), _roles())
    return form, {"checklist": checklist, **_words()}


@form_view("visit_checklist/edit.html", _build_change)
def _change(form: ChecklistForm, checklist_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    return _to(change_checklist(uow, checklist_id, **form.said(), version=form.version.data))


def _build_new_question(checklist_id: UUID, kind: str) -> tuple[QuestionForm, dict[str, Any]]:
    if kind not in set(Kind):
        raise NotFoundError
    checklist = get_checklist(current_uow(), checklist_id)
    question = Question(
        checklist_id=checklist_id, kind=kind, text_es="", text_en="", options=[], is_required=False
    )
    return question_form(question), _about_question(question, checklist)


@form_view("visit_checklist/question.html", _build_new_question)
def _add_question(form: QuestionForm, checklist_id: UUID, kind: str) -> ResponseReturnValue:
    return _back(add_question(current_uow(), checklist_id, kind, **form.said()))


def _build_change_question(question_id: UUID) -> tuple[QuestionForm, dict[str, Any]]:
    uow = current_uow()
    question = get_question(uow, question_id)
    checklist = get_checklist(uow, question.checklist_id)
    return question_form(question), _about_question(question, checklist)


@form_view("visit_checklist/question.html", _build_change_question)
def _change_question(form: QuestionForm, question_id: UUID) -> ResponseReturnValue:
    said = form.said()
    return _back(change_question(current_uow(), question_id, **said, version=form.version.data))


def _about_question(question: Question, checklist: Checklist) -> dict[str, Any]:
    return {
        "question": question,
        "checklist": checklist,
        "kind_labels": KIND_LABELS,
        "language": locale_code(),
    }


def _to(checklist: Checklist) -> ResponseReturnValue:
    return redirect(url_for(f"{_OFFICE}.show", checklist_id=checklist.id), 303)


def _back(question: Question) -> ResponseReturnValue:
    return redirect(url_for(f"{_OFFICE}.show", checklist_id=question.checklist_id), 303)
