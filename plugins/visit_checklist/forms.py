"""Forms of checklists and questions, and the preview of what people will see."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.plugin import ActivityInput
from salesforce_lite.web import VersionField

from .keeping import MOST_OPTIONS
from .model import Checklist, Question
from .questions import Kind

_SPARE_ROWS = 3


class SeveralField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChecklistForm(FlaskForm):
    """What a checklist is called, and what it is about."""

    version = VersionField()
    name_es = StringField(lazy_gettext("Name in Spanish"))
    name_en = StringField(lazy_gettext("Name in English"))
    kinds = SeveralField(lazy_gettext("Asked when this is logged"))
    roles = SeveralField(
        lazy_gettext("Only for these customers"),
        description=lazy_gettext("None ticked: for every customer."),
    )

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {
            "name_es": self.name_es.data or "",
            "name_en": self.name_en.data or "",
            "kinds": self.kinds.data or [],
            "roles": self.roles.data or [],
        }


class OptionRow(Form):
    """One choice."""

    code = HiddenField()
    es = StringField(lazy_gettext("In Spanish"))
    en = StringField(lazy_gettext("In English"))
    is_retired = BooleanField(lazy_gettext("Offered no more"))


class QuestionForm(FlaskForm):
    """The words of a question, and whether it has to be answered."""

    version = VersionField()
    text_es = StringField(lazy_gettext("Question in Spanish"))
    text_en = StringField(lazy_gettext("Question in English"))
    options = FieldList(FormField(OptionRow), max_entries=2 * MOST_OPTIONS)
    is_required = BooleanField(lazy_gettext("Has to be answered"))

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        rows = [row.form for row in self.options] if "options" in self else []
        return {
            "text_es": self.text_es.data or "",
            "text_en": self.text_en.data or "",
            "is_required": bool(self.is_required.data),
            "options": [
                {
                    "code": row.code.data or "",
                    "es": row.es.data or "",
                    "en": row.en.data or "",
                    "is_retired": bool(row.is_retired.data),
                }
                for row in rows
            ],
        }


def checklist_form(
    checklist: Checklist | None,
    kinds: Iterable[tuple[str, str]],
    roles: Iterable[tuple[str, str]],
) -> ChecklistForm:
    """As sent, or filled from the checklist; kinds and roles that stand there can stay."""
    values: dict[str, Any] = {"kinds": ["visit"]}
    if checklist is not None:
        values = {
            "version": checklist.version,
            "name_es": checklist.name_es,
            "name_en": checklist.name_en,
            "kinds": list(checklist.kinds),
            "roles": list(checklist.roles),
        }
    form = ChecklistForm(data=values)
    form.kinds.choices = _offered(kinds, checklist.kinds if checklist else ())
    form.roles.choices = _offered(roles, checklist.roles if checklist else ())
    return form


def _offered(known: Iterable[tuple[str, str]], standing: Iterable[str]) -> list[SelectChoice]:
    offered = dict(known)
    return [
        SelectChoice(code, words)
        for code, words in {**{code: code for code in standing}, **offered}.items()
    ]


def question_form(question: Question) -> QuestionForm:
    """As sent, or filled from the question."""
    form = QuestionForm(
        data={
            "version": question.version,
            "text_es": question.text_es,
            "text_en": question.text_en,
            "is_required": question.is_required,
            "options": question.options,
        }
    )
    if question.kind != Kind.CHOICE:
        del form.options
    elif not form.is_submitted():
        for _row in range(_SPARE_ROWS):
            form.options.append_entry()
    return form


def preview(inputs: Iterable[ActivityInput]) -> Form:
    """The inputs as people see them when they log."""
    made = {one.name: _shown(one) for one in inputs}
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    kind: Any = type("Preview", (Form,), made)
    shown: Form = kind()
    return shown


def _shown(one: ActivityInput) -> Any:
    given: dict[str, Any] = {"label": one.label}
    if one.is_required:
        given["validators"] = [InputRequired()]
    if one.kind in ("text", "number"):
        return StringField(**given)
    choices = list(one.choices)
    if one.kind == "yes_no":
        choices = [("yes", gettext("Yes")), ("no", gettext("No"))]
    return RadioField(**given, choices=[SelectChoice(*each) for each in choices])
