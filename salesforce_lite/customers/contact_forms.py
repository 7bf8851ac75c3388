"""The forms of contacts, and of their function at a customer."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from salesforce_lite.custom_pages import CustomInputs
from salesforce_lite.customers.contact_drafts import ContactFields, ContactLinkDraft
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.drafts import phone_of
from salesforce_lite.customers.forms import MOST_ROWS, EmailRow, PhoneRow
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.values import EmailAddress, PhoneNumber
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.web import NewIdField, VersionField


class LinkFields:
    """The function at one customer."""

    function = StringField(lazy_gettext("Function"), validators=[Length(max=120)])
    is_primary = BooleanField(lazy_gettext("First person to talk to"))
    since = DateField(lazy_gettext("Since"), validators=[Optional()])
    until = DateField(lazy_gettext("Until"), validators=[Optional()])


class ContactForm(CustomInputs, LinkFields, FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A person, with what they do at the customer from whose page one came."""

    version = VersionField()
    new_id = NewIdField()
    # Said by the button of the warning of a double.
    confirmed = HiddenField()
    name = StringField(
        lazy_gettext("Name"),
        validators=[DataRequired(lazy_gettext("Fill this in.")), Length(max=200)],
    )
    salutation = StringField(lazy_gettext("Salutation"), validators=[Length(max=40)])
    phones = FieldList(FormField(PhoneRow), lazy_gettext("Phones"), max_entries=MOST_ROWS)
    emails = FieldList(FormField(EmailRow), lazy_gettext("E-mails"), max_entries=MOST_ROWS)
    note = TextAreaField(lazy_gettext("Note"), validators=[Length(max=4000)], render_kw={"rows": 3})
    # Taken out of the form where it names somebody whom the actor does not see.
    person_id = SelectField(
        lazy_gettext("Also a customer"), coerce=uuid_or_none, validate_choice=False
    )
    duplicates: Sequence[Mapping[str, Any]] = ()

    def fields(self, known: Contact | None, country: str) -> ContactFields:
        """What the form says, as the service takes it."""
        said: dict[str, Any] = {
            name: self[name].data or "" for name in ("name", "salutation", "note")
        }
        said["phones"] = self._phones(known, country)
        said["custom"] = self.custom_values()
        if "person_id" in self:
            said["person_id"] = self.person_id.data
        said["emails"] = [
            EmailAddress(row.form.address.data or "", (row.form.label.data or "").strip())
            for row in self.emails
            if (row.form.address.data or "").strip()
        ]
        return cast(ContactFields, said)

    def _phones(self, known: Contact | None, country: str) -> list[PhoneNumber]:
        """What was not touched stays as it was read once."""
        before = {(one.typed, one.label): one for one in (known.phones if known else ())}
        rows = [
            ((row.form.typed.data or "").strip(), (row.form.label.data or "").strip())
            for row in self.phones
        ]
        return [
            before.get((typed, label)) or phone_of(typed, country, label=label)
            for typed, label in rows
            if typed
        ]

    def add_spare_rows(self) -> None:
        """One empty row at the end, so that one more can be typed without scripts."""
        for rows, input_name in ((self.phones, "typed"), (self.emails, "address")):
            if not len(rows) or (len(rows) < MOST_ROWS and rows[-1].form[input_name].data):
                rows.append_entry()


class LinkForm(LinkFields, FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One more customer for whom a contact stands."""

    customer_id = SelectField(
        lazy_gettext("Customer"),
        coerce=uuid_or_none,
        validate_choice=False,
        validators=[DataRequired(lazy_gettext("Choose a customer."))],
    )


def link_draft(form: LinkFields, customer: Customer) -> ContactLinkDraft:
    """The function at the customer as typed."""
    return ContactLinkDraft(
        customer_id=customer.id,
        function=form.function.data or "",
        is_primary=bool(form.is_primary.data),
        since=form.since.data,
        until=form.until.data,
    )


def values_of(contact: Contact, link: ContactLink | None) -> dict[str, Any]:
    """What the form of a contact starts with."""
    values: dict[str, Any] = {
        name: getattr(contact, name)
        for name in ("version", "name", "salutation", "note", "person_id")
    }
    values["phones"] = [
        {"typed": one.typed or one.number, "label": one.label} for one in contact.phones
    ]
    values["emails"] = [one.as_json() for one in contact.emails]
    if link is not None:
        values |= {
            name: getattr(link, name) for name in ("function", "is_primary", "since", "until")
        }
    return values
