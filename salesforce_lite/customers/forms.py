"""The form of a customer: its inputs, and what they mean to the service."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FloatField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from salesforce_lite.countries import find_country_pack
from salesforce_lite.custom_pages import CustomInputs
from salesforce_lite.customers.drafts import (
    LONGEST_ADDRESS,
    LONGEST_LABEL,
    LONGEST_PHONE,
    MOST_OF_A_KIND,
    TOO_LONG,
    CustomerFields,
    is_email,
    phone_of,
)
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.web import NewIdField, VersionField, amount_written

# No more of a kind than a draft takes: what the form cannot show it would take away.
MOST_ROWS = MOST_OF_A_KIND
ADDRESS_PARTS = ("street", "unit", "district", "postal_code", "city", "region")
_NO_EMAIL = N_("An e-mail address looks like name@example.com.")


def _at_most(longest: int) -> Length:
    """What the draft refuses of a row, told beside its input."""
    return Length(max=longest, message=lazy_gettext(TOO_LONG))


class PhoneRow(Form):
    typed = TelField(lazy_gettext("Phone"), validators=[_at_most(LONGEST_PHONE)])
    label = StringField(lazy_gettext("Label"), validators=[_at_most(LONGEST_LABEL)])


class EmailRow(Form):
    address = StringField(
        lazy_gettext("E-mail"),
        validators=[_at_most(254)],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    label = StringField(lazy_gettext("Label"), validators=[_at_most(LONGEST_LABEL)])

    def validate_address(self, field: StringField) -> None:
        typed = (field.data or "").strip()
        if typed and not is_email(typed):
            raise ValidationError(lazy_gettext(_NO_EMAIL))


class AddressRow(Form):
    country = SelectField(lazy_gettext("Country"), validate_choice=False)
    label = StringField(lazy_gettext("Label"), validators=[_at_most(LONGEST_LABEL)])
    street = StringField(
        lazy_gettext("Street and number"), validators=[_at_most(LONGEST_ADDRESS["street"])]
    )
    unit = StringField(lazy_gettext("Unit"), validators=[_at_most(LONGEST_ADDRESS["unit"])])
    district = StringField(
        lazy_gettext("District"), validators=[_at_most(LONGEST_ADDRESS["district"])]
    )
    postal_code = StringField(
        lazy_gettext("Postal code"), validators=[_at_most(LONGEST_ADDRESS["postal_code"])]
    )
    city = StringField(lazy_gettext("City"), validators=[_at_most(LONGEST_ADDRESS["city"])])
    region = StringField(lazy_gettext("Region"), validators=[_at_most(LONGEST_ADDRESS["region"])])


class CheckboxChips(SelectMultipleField):
    """Several of a list, drawn as chips."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DegreesField(FloatField):
    """Degrees with a point or a comma: there are no thousands of them to be told apart."""

    # A browser shows nothing of “41,6” in an input for numbers, and would save that nothing.
    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return amount_written(None if self.data is None else Decimal(str(self.data)))

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([typed.replace(",", ".") for typed in valuelist])
        except ValueError:
            raise ValueError(lazy_gettext("Write it in degrees, such as 25.67.")) from None


class CustomerForm(CustomInputs, FlaskForm):
    """Inputs keep the names of the fields of a customer, so that refusals find their place."""

    version = VersionField()
    new_id = NewIdField()
    confirmed = HiddenField()
    kind = RadioField(lazy_gettext("Kind"))
    name = StringField(lazy_gettext("Name"), render_kw={"autocomplete": "off"})
    legal_name = StringField(lazy_gettext("Legal name"), render_kw={"autocomplete": "off"})
    lifecycle = SelectField(lazy_gettext("Stage"))
    roles = CheckboxChips(lazy_gettext("Roles"), validate_choice=False)
    phones = FieldList(FormField(PhoneRow), lazy_gettext("Phones"), max_entries=MOST_ROWS)
    emails = FieldList(FormField(EmailRow), lazy_gettext("E-mails"), max_entries=MOST_ROWS)
    addresses = FieldList(FormField(AddressRow), lazy_gettext("Addresses"), max_entries=MOST_ROWS)
    website = StringField(lazy_gettext("Website"), render_kw={"inputmode": "url"})
    tax_country = SelectField(lazy_gettext("Country of the tax id"), validate_choice=False)
    tax_type = SelectField(lazy_gettext("Type"), validate_choice=False)
    tax_value = StringField(lazy_gettext("Tax id"), render_kw={"autocomplete": "off"})
    tags = StringField(lazy_gettext("Tags"), description=lazy_gettext("Separate them with commas."))
    parent_id = SelectField(lazy_gettext("Part of"), coerce=uuid_or_none, validate_choice=False)
    parent_name = StringField(lazy_gettext("Part of"))
    portfolio_id = SelectField(
        lazy_gettext("Portfolio"), coerce=uuid_or_none, validate_choice=False
    )
    owner_id = SelectField(lazy_gettext("Owner"), coerce=uuid_or_none, validate_choice=False)
    latitude = DegreesField(lazy_gettext("Latitude"), validators=[Optional()])
    longitude = DegreesField(lazy_gettext("Longitude"), validators=[Optional()])
    note = TextAreaField(lazy_gettext("Note"), render_kw={"rows": 4})

    # Set while the form is answered: similar customers, and a parent's name that none has.
    duplicates: Sequence[Mapping[str, Any]] = ()
    unknown_parent: str = ""

    def fields(
        self, known: Customer | None, home: str, *, phones: Iterable[PhoneNumber] = ()
    ) -> CustomerFields:
        """What the form says, as the service takes it; `home` is where a bare phone number is.

        `phones` are those that the form may show untouched besides the customer's own.
        """
        addresses = [_address(row.form) for row in self.addresses if _is_filled(row.form)]
        country = next((each.country for each in addresses if each.country), "") or home
        said: dict[str, Any] = {
            name: self[name].data or ""
            for name in (
                "kind",
                "name",
                "legal_name",
                "lifecycle",
                "website",
                "tax_country",
                "note",
            )
        }
        said |= {
            "roles": self.roles.data or (),
            "tags": (self.tags.data or "").split(","),
            "phones": self._phones((*(known.phones if known else ()), *phones), country),
            "emails": [
                EmailAddress(row.form.address.data or "", (row.form.label.data or "").strip())
                for row in self.emails
                if (row.form.address.data or "").strip()
            ],
            "addresses": addresses,
            "tax_type": self._tax_type(),
            "tax_value": (self.tax_value.data or "").strip(),
            "latitude": self.latitude.data,
            "longitude": self.longitude.data,
            "parent_id": self.parent_id.data,
            "custom": self.custom_values(),
        }
        if not said["tax_value"]:
            said |= {"tax_country": "", "tax_type": ""}
        for name in ("portfolio_id", "owner_id"):
            if name in self:
                said[name] = self[name].data
        if known is not None and not known.owner_is_set and said.get("owner_id") is None:
            # It follows the portfolio already; to say so again would look like a change.
            said.pop("owner_id", None)
        return cast("CustomerFields", said)

    def _phones(self, known: Iterable[PhoneNumber], country: str) -> list[PhoneNumber]:
        """What was not touched stays as it was read once, also where the country is another now."""
        before = {(one.typed, one.label): one for one in known}
        found = []
        for row in self.phones:
            typed, label = (row.form.typed.data or "").strip(), (row.form.label.data or "").strip()
            if typed:
                kept = before.get((typed, label))
                found.append(kept or phone_of(typed, country, label=label))
        return found

    def _tax_type(self) -> str:
        pack = find_country_pack(self.tax_country.data)
        known = {kind.code for kind in pack.tax_id_types} if pack else set()
        return self.tax_type.data if self.tax_type.data in known else ""

    def add_spare_rows(self) -> None:
        """One empty row at the end of each list, so that one more can be typed without scripts."""
        for rows in (self.phones, self.emails, self.addresses):
            if len(rows) < MOST_ROWS and (not len(rows) or _is_filled(rows[-1].form)):
                rows.append_entry()


def _is_filled(row: Form) -> bool:
    """Whether anything was typed; a country alone is a default, not an address."""
    return any(
        (part.data or "").strip() for part in row if part.short_name not in ("country", "label")
    )


def _address(row: Any) -> PostalAddress:
    parts = {name: (row[name].data or "").strip() for name in (*ADDRESS_PARTS, "label")}
    return PostalAddress(country=(row.country.data or "").upper(), **parts)
