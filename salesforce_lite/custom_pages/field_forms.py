"""The inputs of custom fields, one for each kind, and what is read from them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import (
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.access import list_users
from salesforce_lite.custom_fields import (
    LONGEST,
    CustomField,
    Kind,
    WrongValueError,
    customer_names,
    date_of,
    decimal_of,
    fits,
    kept_value,
    money_of,
    user_names,
)
from salesforce_lite.custom_pages.money_forms import AmountWithCurrency
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import AmountField, locale_code, show_plain

_YES, _NO = "yes", "no"
_NOTHING = "–"


def make_input(uow: UnitOfWork, field: CustomField, custom: Mapping[str, Any]) -> Any:
    """The input of one field, not yet bound to a form."""
    locale = locale_code()
    given: dict[str, Any] = {
        "label": field.label(locale),
        "description": field.help(locale),
        "validators": _validators(field),
    }
    kind, value = Kind(field.kind), custom.get(field.code)
    if value is not None and not fits(field, value):
        given["description"] = gettext(
            "“%(value)s” stands here and does not fit this field. Saved, it is replaced.",
            value=show_plain(value),
        )
        value = None
    if kind in (Kind.CHOICE, Kind.CHOICES):
        kept = value if isinstance(value, list) else [value]
        choices = [
            SelectChoice(one.code, one.label(locale))
            for one in field.options
            if not one.is_retired or one.code in kept
        ]
        if kind is Kind.CHOICES:
            return ShownSeveralField(**given, choices=choices)
        return SelectField(**given, choices=[SelectChoice("", _NOTHING), *choices])
    if kind is Kind.YES_NO:
        known = (("", _NOTHING), (_YES, gettext("Yes")), (_NO, gettext("No")))
        answers = [SelectChoice(*one) for one in known]
        return SelectField(**given, choices=answers)
    if kind is Kind.USER:
        return SelectField(**given, choices=_people(uow, value))
    if kind is Kind.CUSTOMER:
        return CustomerField(uow, **given)
    if kind is Kind.MONEY:
        return AmountWithCurrency(uow, money_of(value), **given)
    return _PLAIN[kind](**given, render_kw=_ATTRIBUTES.get(kind))


def input_value(field: CustomField, kept: Any) -> Any:
    """What an input shows for a value of a record; nothing for one that does not fit."""
    if kept is not None and not fits(field, kept):
        kept = None
    match Kind(field.kind):
        case Kind.NUMBER:
            return decimal_of(kept)
        case Kind.MONEY:
            return money_of(kept)
        case Kind.DATE:
            return date_of(kept)
        case Kind.YES_NO:
            return "" if kept is None else _YES if kept else _NO
        case Kind.CHOICES:
            return kept or []
    return "" if kept is None else kept


class SeveralField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ShownSeveralField(SeveralField):
    """Several of a list in a form that says whether it showed them: browsers send no box that is
    not ticked, so without the mark nothing ticked would look like an input that was not there."""

    @property
    def mark(self) -> str:
        """The name of a hidden input that is sent whenever the boxes are."""
        return f"{self.name}.shown"

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        is_sent = formdata is not None and (self.mark in formdata or self.name in formdata)
        super().process(formdata if is_sent else None, *args, **more)


class NumberField(AmountField):
    """A number as people write it where they live."""


class CustomerField(SelectField):
    """A customer, found by typing; without scripts only what is chosen can stay or go."""

    def __init__(self, uow: UnitOfWork, **given: Any) -> None:
        super().__init__(**given, validate_choice=False)
        self._uow = uow

    def offer(self) -> None:
        """Give what is chosen its name."""
        self.choices = [("", _NOTHING)]
        chosen = _id(self.data)
        if chosen:
            name = customer_names(self._uow, [chosen]).get(chosen)
            self.choices.append((str(chosen), name or gettext("not visible to you")))

    def pre_validate(self, form: Any) -> None:
        if self.data and _id(self.data) is None:
            raise ValidationError(gettext("Choose one of the suggestions."))

    def iter_choices(self) -> Any:
        self.offer()
        return super().iter_choices()


class Filled:
    """Something was typed or chosen; what is wrong with it others say."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Any, given: Field) -> None:
        # Of an amount and its currency the amount counts.
        first = (given.raw_data or [""])[0]
        if not str(first).strip():
            given.errors = []
            raise StopValidation(gettext("Fill this in."))


class _Keepable:
    """Asks the service's own rule, so that a wrong value is told beside its input."""

    def __init__(self, field: CustomField) -> None:
        self.field = field

    def __call__(self, _form: Any, given: Field) -> None:
        try:
            # A choice that was retired is offered only where the record has it.
            kept_value(self.field, _said(self.field, given.data), before=given.data)
        except WrongValueError as wrong:
            raise ValidationError(gettext(wrong.reason) % wrong.params) from None


_PLAIN: Mapping[Kind, type[Field]] = {
    Kind.TEXT: StringField,
    Kind.LONG_TEXT: TextAreaField,
    Kind.LINK: StringField,
    Kind.NUMBER: NumberField,
    Kind.DATE: DateField,
}
_ATTRIBUTES: Mapping[Kind, dict[str, Any]] = {
    Kind.TEXT: {"autocomplete": "off"},
    Kind.LONG_TEXT: {"rows": 4},
    Kind.LINK: {"inputmode": "url", "autocomplete": "off", "placeholder": "https://"},
    Kind.NUMBER: {"inputmode": "decimal", "autocomplete": "off"},
}


def _validators(field: CustomField) -> list[Any]:
    kind = Kind(field.kind)
    asked: Any = Filled() if field.is_required else Optional()
    longest = LONGEST.get(kind)
    return [asked, *([Length(max=longest)] if longest else []), _Keepable(field)]


def kept_of_input(field: CustomField, data: Any) -> Any:
    """What an input holds, as records keep it."""
    said = _said(field, data)
    try:
        return kept_value(field, said, before=said)
    except WrongValueError:
        # The form has told it; the service refuses it as well.
        return said


def _said(field: CustomField, data: Any) -> Any:
    if data is None or data == "" or data == []:
        return None
    return data == _YES if field.kind == Kind.YES_NO else data


def _people(uow: UnitOfWork, standing: str | None) -> list[SelectChoice]:
    people = {str(person.id): person.name for person in list_users(uow)}
    if standing and standing not in people:
        # Whoever does not work here any more stays until somebody else is chosen.
        known = user_names(uow, [wanted] if (wanted := _id(standing)) else [])
        people |= {str(user_id): name for user_id, name in known.items()}
    return [SelectChoice("", _NOTHING), *(SelectChoice(*one) for one in people.items())]


def _id(typed: Any) -> Any:
    try:
        return uuid_or_none(typed)
    except ValueError:
        return None
