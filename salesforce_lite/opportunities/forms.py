"""The forms of opportunities: their inputs, and what they mean to the services."""

from decimal import Decimal
from typing import Any, ClassVar, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from salesforce_lite.custom_pages import CustomInputs
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.money import Money, TooFineAmountError
from salesforce_lite.opportunities.drafts import OpportunityFields
from salesforce_lite.web import AmountField, NewIdField, VersionField

_FILL_IN = lazy_gettext("Fill this in.")
# Inputs of the fields whose name is not that of the input.
_ENDS_ON = {"closed_on": "on"}
INPUTS = {"amount": ("amount", "currency"), "probability_set": ("probability",)}


class OpportunityForm(CustomInputs, FlaskForm):
    """Inputs keep the names of the fields, so that refusals find their place."""

    version = VersionField()
    new_id = NewIdField()
    title = StringField(
        lazy_gettext("Title"),
        validators=[InputRequired(_FILL_IN), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    customer_id = SelectField(
        lazy_gettext("Customer"),
        coerce=uuid_or_none,
        validate_choice=False,
        validators=[InputRequired(_FILL_IN)],
    )
    customer_name = StringField(lazy_gettext("Customer"))
    amount = AmountField(lazy_gettext("Amount"))
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    stage_id = SelectField(lazy_gettext("Stage"), coerce=uuid_or_none, validate_choice=False)
    expected_close_on = DateField(
        lazy_gettext("Expected close"), validators=[InputRequired(_FILL_IN)]
    )
    contact_id = SelectField(lazy_gettext("Contact"), coerce=uuid_or_none, validate_choice=False)
    probability = IntegerField(
        lazy_gettext("Probability in percent"),
        validators=[
            Optional(),
            NumberRange(0, 100, lazy_gettext("A probability is a whole number from 0 to 100.")),
        ],
        description=lazy_gettext("Empty: that of the stage."),
        render_kw={"inputmode": "numeric"},
    )
    source = SelectField(lazy_gettext("Source"), validate_choice=False)
    competitor = StringField(lazy_gettext("Competitor"), validators=[Length(max=120)])
    owner_id = SelectField(lazy_gettext("Owner"), coerce=uuid_or_none, validate_choice=False)
    note = TextAreaField(lazy_gettext("Note"), validators=[Length(max=4000)], render_kw={"rows": 4})

    def fields(self) -> OpportunityFields:
        """What the form says, as the service takes it."""
        said: dict[str, Any] = {
            "title": self.title.data or "",
            "customer_id": self.customer_id.data,
            "amount": money_of(self.amount.data, self.currency.data),
            "expected_close_on": self.expected_close_on.data,
            "contact_id": self.contact_id.data,
            "probability": self.probability.data,
            "source": self.source.data or "",
            "competitor": self.competitor.data or "",
            "note": self.note.data or "",
            "custom": self.custom_values(),
        }
        if "stage_id" in self and self.stage_id.data:
            said["stage_id"] = self.stage_id.data
        if "owner_id" in self:
            said["owner_id"] = self.owner_id.data
        return cast("OpportunityFields", said)


class StageForm(FlaskForm):
    """A move, with inputs for what the stage demands; those it does not demand are taken away."""

    version = VersionField()
    stage_id = HiddenField()
    amount = AmountField(lazy_gettext("Amount"))
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    contact_id = SelectField(lazy_gettext("Contact"), coerce=uuid_or_none, validate_choice=False)
    source = SelectField(lazy_gettext("Source"), validate_choice=False)
    competitor = StringField(lazy_gettext("Competitor"), validators=[Length(max=120)])
    note = TextAreaField(lazy_gettext("Note"), validators=[Length(max=4000)], render_kw={"rows": 4})

    def validate_stage_id(self, field: HiddenField) -> None:
        """Nobody types it, so it is another page's or a program's."""
        try:
            uuid_or_none(field.data)
        except ValueError:
            raise ValidationError(lazy_gettext("This is none of the choices.")) from None

    def fields(self) -> OpportunityFields:
        said: dict[str, Any] = {"stage_id": uuid_or_none(self.stage_id.data)}
        if "amount" in self:
            said["amount"] = money_of(self.amount.data, self.currency.data)
        if "contact_id" in self:
            said["contact_id"] = self.contact_id.data
        for name in ("source", "competitor", "note"):
            if name in self:
                said[name] = self[name].data or ""
        return cast("OpportunityFields", said)


class WinningForm(FlaskForm):
    version = VersionField()
    on = DateField(lazy_gettext("Won on"), validators=[Optional()])
    inputs: ClassVar = _ENDS_ON


class LosingForm(FlaskForm):
    version = VersionField()
    reason = RadioField(
        lazy_gettext("Why was it lost?"),
        validate_choice=False,
        validators=[InputRequired(lazy_gettext("Say why it was lost."))],
    )
    note = TextAreaField(lazy_gettext("Note"), validators=[Length(max=1000)], render_kw={"rows": 3})
    on = DateField(lazy_gettext("Lost on"), validators=[Optional()])
    inputs: ClassVar = _ENDS_ON


def money_of(amount: Decimal | None, currency: str | None) -> Money | None:
    try:
        return None if amount is None else Money.exactly(amount, currency or "")
    except TooFineAmountError:
        raise InvalidInputError(fields={"amount": TooFineAmountError.sentence}) from None
