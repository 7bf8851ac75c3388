"""The forms of imports: the file, how it is opened, and what its columns and values mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from salesforce_lite.access import list_users, offered_zones, zone_label
from salesforce_lite.countries import country_names
from salesforce_lite.custom_fields import ENTITIES, seen_fields
from salesforce_lite.imports.assignment import Assignment
from salesforce_lite.imports.importer import IS_DELETED, OWN_ID, REFERENCE, Importer
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.options import Options
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import ENCODINGS
from salesforce_lite.web import VersionField, locale_code

_AS_FOUND = N_("As it is found")
_EVERYWHERE = {
    OWN_ID: N_("Id here"),
    REFERENCE: N_("Id in the other system"),
    IS_DELETED: N_("Deleted there"),
}
_MATCHES = {
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "tax_id": N_("Tax id"),
}
_COLUMN = "column-"


class UploadForm(FlaskForm):
    """The file."""

    file = FileField(
        lazy_gettext("File"), validators=[FileRequired(lazy_gettext("Choose a file."))]
    )
    entity = SelectField(lazy_gettext("What it holds"), validate_choice=False)

    def offer(self, importers: Iterable[Importer]) -> None:
        """What can be brought in."""
        found = gettext("Let the first row say it")
        self.entity.choices = [("", found), *entity_choices(importers)]


class ReadingForm(FlaskForm):
    """How the file is opened, where that was not found rightly."""

    version = VersionField()
    sheet = SelectField(lazy_gettext("Sheet"), validate_choice=False)
    encoding = SelectField(lazy_gettext("Encoding"), validate_choice=False)
    delimiter = SelectField(lazy_gettext("Between cells"), validate_choice=False)
    # Where a refusal of the file is told.
    inputs = {"file": "encoding"}

    def offer(self, head: Mapping[str, Any]) -> None:
        """What this file could be."""
        found = gettext(_AS_FOUND)
        self.sheet.choices = [("", gettext("The first one")), *((s, s) for s in head["sheets"])]
        self.encoding.choices = [("", found), *((name, name) for name in ENCODINGS)]
        self.delimiter.choices = [
            ("", found),
            (",", gettext("Comma ,")),
            (";", gettext("Semicolon ;")),
            ("\t", gettext("Tab")),
            ("|", gettext("Bar |")),
        ]


class MappingForm(FlaskForm):
    """What holds for all rows; `mapping_form` adds an input for each column."""

    version = VersionField()
    source = StringField(
        lazy_gettext("System that the file comes from"),
        validators=[Length(max=40, message=lazy_gettext("This is too long. Shorten it."))],
        description=lazy_gettext("The same for all its files: their ids find each other by it."),
        render_kw={"autocomplete": "off"},
    )
    match = SelectField(
        lazy_gettext("Also recognise records by"),
        description=lazy_gettext("Where a row has no id that is known here."),
        validate_choice=False,
    )
    date_order = SelectField(lazy_gettext("Dates are written"), validate_choice=False)
    decimal = SelectField(lazy_gettext("Decimal sign"), validate_choice=False)
    country = SelectField(
        lazy_gettext("Country"),
        description=lazy_gettext("Of phones and tax ids that name none."),
        validate_choice=False,
    )
    currency = StringField(
        lazy_gettext("Currency"),
        description=lazy_gettext("Of amounts that name none: a code such as EUR or MXN."),
        validators=[Length(max=3, message=lazy_gettext("This is too long. Shorten it."))],
        render_kw={"autocomplete": "off"},
    )
    zone = SelectField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("Of times that name none."),
        validate_choice=False,
    )
    owner = SelectField(
        lazy_gettext("Owner"),
        description=lazy_gettext("Of records whose owner is not known here."),
        validate_choice=False,
    )
    clears = BooleanField(lazy_gettext("Empty cells empty the fields of ours"))

    # Input → its column.
    _names: ClassVar[Mapping[str, str]] = {}

    def columns(self) -> dict[str, str]:
        """Column → the field it leads to, empty for none."""
        return {column: self[name].data or "" for name, column in self._names.items()}

    def options(self) -> Options:
        """What was said for all rows."""
        return Options(
            source=(self.source.data or "").strip(),
            match=self.match.data or "",
            decimal=_one_of(self.decimal),
            date_order=_one_of(self.date_order),
            country=self.country.data or "",
            currency=(self.currency.data or "").strip().upper(),
            zone=self.zone.data or "",
            owner=self.owner.data or "",
            clears=bool(self.clears.data),
        )


def mapping_form(
    uow: UnitOfWork, upload: ImportUpload, importer: Importer, assignment: Assignment
) -> MappingForm:
    """The form for the columns of this file; what was recognised stands in it."""
    columns: Sequence[str] = upload.head["columns"]
    names = {f"{_COLUMN}{number}": column for number, column in enumerate(columns)}
    fields: dict[str, Any] = {
        name: SelectField(column, validate_choice=False) for name, column in names.items()
    }
    kind = type("MappingForm", (MappingForm,), {**fields, "_names": names})
    taken = {column: field.name for column, field in assignment.columns}
    standing = {name: taken.get(column, "") for name, column in names.items()}
    form = cast(MappingForm, kind(data={**upload.options, **standing, "version": upload.version}))
    offered = _field_choices(uow, importer, assignment)
    for name in names:
        form[name].choices = offered
    _offer(form, uow, importer)
    return form


def _one_of(field: SelectField) -> Any:
    """What is chosen of what is offered; None for nothing."""
    offered = [code for code, _words in cast(list[tuple[str, str]], field.choices)]
    return field.data if field.data and field.data in offered else None


def entity_choices(importers: Iterable[Importer]) -> list[tuple[str, str]]:
    return [(one.entity, gettext(one.label)) for one in importers]


def field_words(uow: UnitOfWork, importer: Importer) -> dict[str, str]:
    """Field → what it is called; where two are called the same, with their names."""
    own = seen_fields(uow, importer.record_kind) if importer.record_kind in ENTITIES else []
    custom = {one.code: one.label(locale_code()) for one in own}
    words = {name: gettext(label) for name, label in _EVERYWHERE.items()}
    words |= {
        one.name: custom[one.name] if one.name in custom else gettext(one.label)
        for one in importer.fields
    }
    labels = list(words.values())
    return {
        name: f"{label} ({name})" if labels.count(label) > 1 else label
        for name, label in words.items()
    }


def _field_choices(
    uow: UnitOfWork, importer: Importer, assignment: Assignment
) -> list[tuple[str, str]]:
    words = field_words(uow, importer)
    if OWN_ID not in assignment.fields:  # it is in files of our own only
        del words[OWN_ID]
    in_order = sorted(words.items(), key=lambda one: one[1].casefold())
    return [("", gettext("– leave it out –")), *in_order]


def _offer(form: MappingForm, uow: UnitOfWork, importer: Importer) -> None:
    found = gettext(_AS_FOUND)
    company = gettext("The company's")
    form.match.choices = [
        ("", gettext("nothing else")),
        *((name, gettext(_MATCHES.get(name, name))) for name in importer.matches),
    ]
    form.decimal.choices = [("", found), (",", "1.234,50"), (".", "1,234.50")]
    form.date_order.choices = [
        ("", found),
        ("dmy", gettext("day, month, year")),
        ("mdy", gettext("month, day, year")),
        ("ymd", gettext("year, month, day")),
    ]
    countries = sorted(country_names(locale_code()).items(), key=lambda one: one[1])
    form.country.choices = [("", company), *countries]
    form.zone.choices = [
        ("", gettext("That of my profile")),
        *((z, zone_label(z)) for z in offered_zones()),
    ]
    people = sorted(list_users(uow), key=lambda one: one.name.casefold())
    form.owner.choices = [("", gettext("Whoever imports")), *((p.email, p.name) for p in people)]
