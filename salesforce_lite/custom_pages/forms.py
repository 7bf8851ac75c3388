"""The form in which an administrator says what a field is like."""

from collections.abc import Sequence
from typing import Any, cast

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import Length, Optional

from salesforce_lite.access import list_roles
from salesforce_lite.custom_fields import (
    SEARCHED_KINDS,
    CustomField,
    FieldOption,
    FieldSettings,
    Kind,
)
from salesforce_lite.custom_pages.field_forms import (
    SeveralField,
    input_value,
    kept_of_input,
    make_input,
)
from salesforce_lite.custom_pages.input_forms import CustomInputs
from salesforce_lite.custom_pages.kinds import KIND_LABELS
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import FieldWords, VersionField, locale_code

CHOICE_KINDS = (Kind.CHOICE, Kind.CHOICES)
_MOST_ROWS = 210
TEXTS = ("label_es", "label_en", "help_es", "help_en", "section_es", "section_en")
FLAGS = ("is_required", "is_listed", "is_upfront", "is_searched")
WORDS = {
    "label_es": FieldWords(N_("Label in Spanish")),
    "label_en": FieldWords(N_("Label in English")),
    "help_es": FieldWords(N_("Help in Spanish")),
    "help_en": FieldWords(N_("Help in English")),
    "section_es": FieldWords(N_("Section in Spanish")),
    "section_en": FieldWords(N_("Section in English")),
    "is_required": FieldWords(N_("Has to be filled in")),
    "is_listed": FieldWords(N_("Column of the list")),
    "is_upfront": FieldWords(N_("Asked for at once when logging")),
    "is_searched": FieldWords(N_("Found by search")),
    "roles": FieldWords(N_("Only for these roles")),
}


class OptionRow(Form):
    """One value of a choice."""

    code = HiddenField()
    label_es = StringField(lazy_gettext("In Spanish"), validators=[Length(max=120)])
    label_en = StringField(lazy_gettext("In English"), validators=[Length(max=120)])
    place = IntegerField(lazy_gettext("Place"), validators=[Optional()])
    is_retired = BooleanField(lazy_gettext("Offered no more"))


class FieldForm(FlaskForm):
    """What a field is called, what it offers, and who sees it."""

    version = VersionField()
    kind = SelectField(lazy_gettext("Kind"))
    code = StringField(
        lazy_gettext("Code"),
        validators=[Length(max=40)],
        description=lazy_gettext(
            "What files call the column; it never changes. Empty: made from the label."
        ),
        render_kw={"autocomplete": "off"},
    )
    label_es = StringField(lazy_gettext("Label in Spanish"), validators=[Length(max=120)])
    label_en = StringField(lazy_gettext("Label in English"), validators=[Length(max=120)])
    help_es = StringField(lazy_gettext("Help in Spanish"), validators=[Length(max=300)])
    help_en = StringField(lazy_gettext("Help in English"), validators=[Length(max=300)])
    section_es = StringField(
        lazy_gettext("Section in Spanish"), validators=[Length(max=80)], render_kw={"list": "es"}
    )
    section_en = StringField(
        lazy_gettext("Section in English"), validators=[Length(max=80)], render_kw={"list": "en"}
    )
    options = FieldList(FormField(OptionRow), max_entries=_MOST_ROWS)
    is_required = BooleanField(lazy_gettext("Has to be filled in"))
    is_listed = BooleanField(lazy_gettext("Show it as a column of the list"))
    is_upfront = BooleanField(lazy_gettext("Ask for it at once when logging"))
    is_searched = BooleanField(lazy_gettext("Let the search look into it"))
    roles = SeveralField(
        lazy_gettext("Only for these roles"),
        description=lazy_gettext(
            "None ticked: everybody who sees the record sees the field. "
            "Who keeps the fields always sees all of them."
        ),
    )

    def settings(self, field: CustomField) -> FieldSettings:
        """What the form says, as the service takes it; `field` is what it is about."""
        said: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        said |= {name: bool(self[name].data) for name in FLAGS if name in self}
        said["roles"] = self.roles.data or []
        if "options" in self:
            said["options"] = self._options()
        if "default_value" in self:
            said["default_value"] = kept_of_input(field, self["default_value"].data)
        return cast(FieldSettings, said)

    def _options(self) -> list[FieldOption]:
        rows = [row.form for row in self.options]
        places = [row.place.data if row.place.data is not None else _MOST_ROWS for row in rows]
        ordered = sorted(zip(places, range(len(rows)), rows, strict=True), key=lambda one: one[:2])
        return [
            FieldOption(
                row.code.data or "",
                row.label_en.data or "",
                row.label_es.data or "",
                is_retired=bool(row.is_retired.data),
            )
            for _place, _number, row in ordered
        ]

    def add_spare_rows(self, number: int) -> None:
        """Empty rows at the end, so that more values can be typed without scripts."""
        for _row in range(number):
            if len(self.options) < _MOST_ROWS:
                self.options.append_entry()


class PreviewForm(CustomInputs, FlaskForm):
    """The fields as people will see them."""


def field_form(
    uow: UnitOfWork, field: CustomField, *, is_new: bool, has_values: bool, fresh: bool = False
) -> FieldForm:
    """The form of a field as sent, or filled from it; `fresh`: whatever was sent."""
    made: dict[str, Any] = {}
    if not (is_new and field.kind in CHOICE_KINDS) and field.kind != Kind.CUSTOMER:
        made["default_value"] = _default_input(uow, field)
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    metaclass: Any = type(FieldForm)
    form_class = metaclass("FieldForm", (FieldForm,), made)
    values = _values_of(field)
    form: FieldForm = form_class(formdata=None, data=values) if fresh else form_class(data=values)
    kinds = [(kind, gettext(label)) for kind, label in KIND_LABELS.items()]
    form.kind.choices = [one for one in kinds if not has_values or one[0] == field.kind]
    form.roles.choices = list(role_labels(uow).items())
    if is_new:
        del form.kind
    else:
        del form.code
    if field.entity != "activity":
        del form.is_upfront
    if field.entity == "contact":
        # There is no list of contacts.
        del form.is_listed
    if field.kind not in SEARCHED_KINDS:
        del form.is_searched
    if field.kind not in CHOICE_KINDS:
        del form.options
    elif not form.is_submitted():
        form.add_spare_rows(4 if is_new else 2)
    return form


def _default_input(uow: UnitOfWork, field: CustomField) -> Any:
    """An input of the field's own kind, for the value that new records get."""
    stand_in = CustomField(
        entity=field.entity,
        code="default",
        kind=field.kind,
        label_en=gettext("Value of new records"),
        options=field.options,
    )
    return make_input(uow, stand_in, {})


def _values_of(field: CustomField) -> dict[str, Any]:
    values = {name: getattr(field, name) for name in (*TEXTS, *FLAGS, "kind", "code")}
    return values | {
        "version": field.version,
        "roles": list(field.roles),
        "default_value": input_value(field, field.default_value),
        "options": [
            {**option.as_json(), "place": number} for number, option in enumerate(field.options, 1)
        ],
    }


def role_labels(uow: UnitOfWork) -> dict[str, str]:
    """Name → what the role is called in the reader's language."""
    spanish = locale_code().startswith("es")
    return {one.name: one.label_es if spanish else one.label_en for one in list_roles(uow)}


def sections_of(fields: Sequence[CustomField]) -> dict[str, list[str]]:
    """The sections that there are, by language, to be chosen again."""
    return {
        language: sorted({getattr(one, f"section_{language}") for one in fields} - {""})
        for language in ("es", "en")
    }
