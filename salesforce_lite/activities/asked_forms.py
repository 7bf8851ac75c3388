"""The questions of plugins in the forms that log, complete and edit an activity.

A form takes part by deriving from `AskingForm`; `ask_questions` gives it the inputs. They are
called after the plugin and its own name for them, so that refusals find their place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityAsked, ActivityInput, ActivityQuestions
from salesforce_lite.web import AmountField, current_contributions

Typed = MultiDict[str, str]

LONGEST_TEXT = 500
_LARGEST = 10**12
_MOST_DECIMALS = 6
_YES, _NO = "yes", "no"
# Answers to what another kind of activity or another customer is asked wait under this name.
_WAITING = "waiting."
_MOST_WAITING = 50


@dataclass(frozen=True, slots=True)
class AskedSection:
    """The inputs that stand together under one title."""

    title: str
    inputs: list[Field] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """What one plugin asks."""

    questions: ActivityQuestions
    about: ActivityAsked
    inputs: Sequence[ActivityInput]

    @property
    def names(self) -> dict[str, ActivityInput]:
        """What the input is called in the page → the question."""
        return {f"{_prefix(self.questions)}{one.name}": one for one in self.inputs}


class AskingForm:
    """What a form with questions of plugins can be asked."""

    _fields: dict[str, Field]

    # Written by a script: name of an input → milliseconds.
    pace = HiddenField()
    parts: Sequence[AskedPart] = ()
    # Name → what was typed for inputs that are not shown now.
    waiting: Mapping[str, str] = MappingProxyType({})

    def asked_sections(self) -> list[AskedSection]:
        """The inputs in their order, those of one title together."""
        sections: dict[str, AskedSection] = {}
        for part in self.parts:
            for name, one in part.names.items():
                section = sections.setdefault(one.section, AskedSection(one.section))
                section.inputs.append(self._fields[name])
        return list(sections.values())

    def answers(self, part: AskedPart) -> dict[str, Any]:
        """The plugin's name of an input → its value, of those that say something new."""
        values = {
            one.name: _answer(one, self._fields[name].data) for name, one in part.names.items()
        }
        return {one.name: values[one.name] for one in part.inputs if values[one.name] != one.value}

    def tell_answers_of_others(self, fresh: "AskingForm") -> None:
        """Say beside the inputs what somebody else has answered while the form was open."""
        for part in self.parts:
            for name, one in part.names.items():
                given, theirs = self._fields[name], fresh._fields.get(name)
                if theirs is None or _answer(one, given.data) == _answer(one, theirs.data):
                    continue
                sentence = gettext(
                    "“%(value)s” is what stands there now. What you answered is saved instead "
                    "if you leave it here.",
                    value=answer_words(one, _answer(one, theirs.data)) or gettext("empty"),
                )
                given.errors = [*given.errors, sentence]


def ask_questions(
    uow: UnitOfWork,
    form: AskingForm,
    about: ActivityAsked,
    typed: Typed | None,
    *,
    is_sent: bool,
) -> None:
    """Give the form the inputs that plugins want for the activity, with what was typed; `is_sent`
    when that is to be saved, not only shown again for another kind or customer."""
    given = None if typed is None else _with_waiting(typed)
    form.parts = list(asked_parts(uow, about, typed if is_sent else None))
    asked = {name: one for part in form.parts for name, one in part.names.items()}
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    kind: Any = type("Asked", (Form,), {name: _made(one) for name, one in asked.items()})
    values = {name: _shown(one) for name, one in asked.items()}
    form._fields.update(kind(given, data=values)._fields)
    form.waiting = {} if given is None else _not_asked_now(form, given)


def asked_parts(
    uow: UnitOfWork, about: ActivityAsked, sent_form: Typed | None = None
) -> Iterator[AskedPart]:
    """What each plugin asks about the activity."""
    for questions in current_contributions().activity_questions:
        prefix = _prefix(questions)
        sent = frozenset(
            name.removeprefix(prefix)
            for name, value in (sent_form or {}).items()
            if name.startswith(prefix) and value
        )
        inputs = questions.ask(uow, replace(about, sent=sent))
        if inputs:
            yield AskedPart(questions, about, inputs)


def answer_words(one: ActivityInput, value: Any) -> str:
    """An answer as the person gave it."""
    if one.kind == "yes_no":
        value = {True: _YES, False: _NO}.get(value, value)
    return dict(_choices(one)).get(value, "" if value is None else str(value))


def _prefix(questions: ActivityQuestions) -> str:
    return f"{questions.plugin or 'core'}."


def _with_waiting(typed: Typed) -> Typed:
    """What waited under another name comes back under its own, unless that says something."""
    given = MultiDict(typed)
    for name, value in typed.items():
        own = name.removeprefix(_WAITING)
        if own != name and own not in typed:
            given[own] = value
    return given


def _not_asked_now(form: AskingForm, given: Typed) -> dict[str, str]:
    """Answers to questions of another kind of activity, to be there when it is chosen again."""
    prefixes = tuple({_prefix(each) for each in current_contributions().activity_questions})
    left = [
        (f"{_WAITING}{name}", value)
        for name, value in given.items()
        if value and name not in form._fields and name.startswith(prefixes)
    ]
    return dict(left[:_MOST_WAITING])


def _made(one: ActivityInput) -> Any:
    """The input of a question, not yet bound to a form."""
    is_given = DataRequired if one.kind == "text" else InputRequired
    asked: Any = is_given(lazy_gettext("Answer this.")) if one.is_required else Optional()
    given: dict[str, Any] = {"label": one.label, "description": one.help}
    match one.kind:
        case "text":
            checks = [asked, Length(max=LONGEST_TEXT)]
            return StringField(**given, validators=checks, render_kw={"autocomplete": "off"})
        case "number":
            attributes = {"autocomplete": "off", "inputmode": "decimal"}
            return AmountField(**given, validators=[asked, _fits], render_kw=attributes)
    return RadioField(
        **given, validators=[asked], choices=[SelectChoice(*each) for each in _choices(one)]
    )


def _fits(_form: Any, given: Field) -> None:
    number: Decimal | None = given.data
    if number is None:
        return
    decimals = -int(number.normalize().as_tuple().exponent)
    if abs(number) >= _LARGEST or decimals > _MOST_DECIMALS:
        raise ValidationError(
            gettext("Write a number below a million millions, with at most six decimals.")
        )


def _choices(one: ActivityInput) -> list[tuple[str, str]]:
    choices = list(one.choices)
    if one.kind == "yes_no":
        choices = [(_YES, gettext("Yes")), (_NO, gettext("No"))]
    if one.value is not None and not one.is_required:
        # What was chosen by mistake can be taken back.
        choices.append(("", gettext("No answer")))
    return choices


def _shown(one: ActivityInput) -> Any:
    """What the input starts with."""
    if one.kind == "yes_no" and one.value is not None:
        return _YES if one.value else _NO
    return one.value


def _answer(one: ActivityInput, data: Any) -> Any:
    """What an input holds, as a value."""
    match one.kind:
        case "yes_no":
            return {_YES: True, _NO: False}.get(data)
        case "text":
            return " ".join((data or "").split()) or None
        case "number":
            return data
    return data or None
