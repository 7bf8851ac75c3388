"""The forms of administrators: a program, its rules in steps, and its rewards."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from salesforce_lite.web import NewIdField, VersionField

from .definition import (
    ACTIVITY,
    AMOUNT,
    BIRTHDAY,
    CATEGORY,
    FIXED,
    MONTHS,
    NEVER,
    OTHER,
    PER_LINE,
    PER_ORDER,
    PRODUCT,
    REFERRAL,
    REFERRED,
    SURVEY,
    VISIT,
    WELCOME,
    YEAR,
)
from .model import DEBT, REFUSE
from .programs import ProgramFields
from .rewards import RewardFields

_NUMBER: dict[str, Any] = {"inputmode": "decimal", "autocomplete": "off"}
MOST_ROWS = 40


class ProgramForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a program is called, and how it is reckoned."""

    new_id = NewIdField()
    version = VersionField()
    name = StringField(lazy_gettext("Name"), validators=[DataRequired(), Length(max=120)])
    code = StringField(
        lazy_gettext("Code"),
        validators=[Length(max=40)],
        description=lazy_gettext("For other systems: small letters, digits and hyphens."),
    )
    currency = StringField(
        lazy_gettext("Currency"),
        validators=[DataRequired(), Length(min=3, max=3)],
        description=lazy_gettext("Other currencies count at the rate of the day of the sale."),
    )
    zone = StringField(
        lazy_gettext("Time zone"),
        validators=[DataRequired()],
        description=lazy_gettext("Where its days end, such as Europe/Madrid."),
    )
    negative_policy = SelectField(
        lazy_gettext("When what was bought comes back and its points are spent"),
        choices=[
            SelectChoice(DEBT, lazy_gettext("The member owes them: the next points pay them")),
            SelectChoice(REFUSE, lazy_gettext("The return is refused")),
        ],
    )
    point_value = DecimalField(
        lazy_gettext("What a point is worth"),
        validators=[InputRequired()],
        places=None,
        render_kw=_NUMBER,
        description=lazy_gettext("In the currency above, for reports of what is owed in all."),
    )
    breakage = DecimalField(
        lazy_gettext("Percent that nobody will redeem"),
        validators=[Optional()],
        places=None,
        render_kw=_NUMBER,
        description=lazy_gettext("Empty: what has expired so far, as the ledger shows it."),
    )
    approve_above = IntegerField(
        lazy_gettext("Adjustments of more points need a second person"),
        validators=[InputRequired()],
        default=1000,
    )
    restore_days = IntegerField(
        lazy_gettext("Days that expired points of a cancelled redemption hold again"),
        validators=[InputRequired()],
        default=0,
        description=lazy_gettext("0: what has expired meanwhile stays expired."),
    )
    enrols_buyers = BooleanField(lazy_gettext("Who buys becomes a member"), default=True)
    is_open = BooleanField(lazy_gettext("Open: points are earned and redeemed"), default=True)

    def fields(self) -> ProgramFields:
        return ProgramFields(
            name=self.name.data or "",
            currency=(self.currency.data or "").upper(),
            zone=self.zone.data or "",
            negative_policy=self.negative_policy.data,
            point_value=self.point_value.data or Decimal(0),
            breakage=self.breakage.data,
            enrols_buyers=bool(self.enrols_buyers.data),
            approve_above=self.approve_above.data or 0,
            restore_days=self.restore_days.data or 0,
            is_open=bool(self.is_open.data),
        )


class SpecialForm(Form):
    """More points for some products or categories."""

    key = HiddenField()
    kind = SelectField(
        lazy_gettext("For"),
        choices=[
            SelectChoice(PRODUCT, lazy_gettext("Products")),
            SelectChoice(CATEGORY, lazy_gettext("Categories")),
        ],
    )
    codes = StringField(lazy_gettext("Codes, parted by commas"))
    rate = DecimalField(
        lazy_gettext("Points for each unit of the currency"),
        validators=[Optional()],
        places=None,
        render_kw=_NUMBER,
    )


class TierForm(Form):
    """A tier: from how many points on, and what it multiplies."""

    key = HiddenField()
    name = StringField(lazy_gettext("Tier"), validators=[Length(max=40)])
    achieve = IntegerField(lazy_gettext("Points to reach it"), validators=[Optional()])
    retain = IntegerField(lazy_gettext("Points to keep it"), validators=[Optional()])
    multiplier = DecimalField(
        lazy_gettext("Multiplies by"), validators=[Optional()], places=None, render_kw=_NUMBER
    )


class CampaignForm(Form):
    """Days on which purchases give more."""

    key = HiddenField()
    name = StringField(lazy_gettext("Campaign"), validators=[Length(max=80)])
    begins = DateField(lazy_gettext("First day"), validators=[Optional()])
    ends = DateField(lazy_gettext("Last day"), validators=[Optional()])
    multiplier = DecimalField(
        lazy_gettext("Multiplies by"), validators=[Optional()], places=None, render_kw=_NUMBER
    )


def _points(label: Any) -> IntegerField:
    return IntegerField(label, validators=[Optional()], render_kw={"inputmode": "numeric"})


class RulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """All rules of a version, in steps; what is left empty gives nothing."""

    version = VersionField()
    rate = DecimalField(
        lazy_gettext("Points for each unit of the currency"),
        validators=[Optional()],
        places=None,
        render_kw=_NUMBER,
        description=lazy_gettext(
            "Of the net amount: after discounts, before tax, without what was paid with points. "
            "Rounded down."
        ),
    )
    per = SelectField(
        lazy_gettext("Rounded"),
        choices=[
            SelectChoice(PER_ORDER, lazy_gettext("Once for the purchase")),
            SelectChoice(PER_LINE, lazy_gettext("For each line")),
        ],
    )
    least = DecimalField(
        lazy_gettext("Only purchases of at least"),
        validators=[Optional()],
        places=None,
        render_kw=_NUMBER,
    )
    cap_order = _points(lazy_gettext("At most for a purchase"))
    cap_day = _points(lazy_gettext("At most on a day"))
    cap_month = _points(lazy_gettext("At most in a month"))
    cap_member = _points(lazy_gettext("At most for a member, ever"))
    specials = FieldList(FormField(SpecialForm), min_entries=1, max_entries=MOST_ROWS)
    welcome = _points(lazy_gettext("For joining"))
    birthday = _points(lazy_gettext("For a birthday"))
    visit = _points(lazy_gettext("For a visit"))
    survey = _points(lazy_gettext("For an answered survey"))
    other = _points(lazy_gettext("For what another system tells"))
    referral = _points(lazy_gettext("For bringing a member who buys"))
    referred = _points(lazy_gettext("For being brought, with the first purchase"))
    referrals_a_year = _points(lazy_gettext("How many members brought count in a year"))
    pending_days = IntegerField(
        lazy_gettext("Days until points of a purchase can be redeemed"), validators=[Optional()]
    )
    expiry = SelectField(
        lazy_gettext("When points expire"),
        choices=[
            SelectChoice(FIXED, lazy_gettext("So many months after they were earned")),
            SelectChoice(ACTIVITY, lazy_gettext("All of them, after so many months of inactivity")),
            SelectChoice(NEVER, lazy_gettext("Never")),
        ],
    )
    expiry_months = IntegerField(lazy_gettext("Months"), validators=[Optional()])
    window = SelectField(
        lazy_gettext("Points count for tiers"),
        choices=[
            SelectChoice(YEAR, lazy_gettext("In the calendar year")),
            SelectChoice(MONTHS, lazy_gettext("In the last months")),
        ],
    )
    window_months = IntegerField(lazy_gettext("How many months"), validators=[Optional()])
    tiers = FieldList(FormField(TierForm), min_entries=1, max_entries=MOST_ROWS)
    campaigns = FieldList(FormField(CampaignForm), min_entries=1, max_entries=MOST_ROWS)


# Input → the kind of what happened.
HAPPENINGS = {
    "welcome": WELCOME,
    "birthday": BIRTHDAY,
    "visit": VISIT,
    "survey": SURVEY,
    "other": OTHER,
    "referral": REFERRAL,
    "referred": REFERRED,
}
BASE_KIND = AMOUNT


class RewardForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A reward."""

    new_id = NewIdField()
    version = VersionField()
    name = StringField(lazy_gettext("Name"), validators=[DataRequired(), Length(max=120)])
    cost = IntegerField(lazy_gettext("Points"), validators=[InputRequired()])
    stock = IntegerField(
        lazy_gettext("How many there are"),
        validators=[Optional()],
        description=lazy_gettext("Empty: as many as are wanted."),
    )
    valid_from = DateField(lazy_gettext("From"), validators=[Optional()])
    valid_until = DateField(lazy_gettext("Until"), validators=[Optional()])
    is_offered = BooleanField(lazy_gettext("Offered"), default=True)

    def fields(self) -> RewardFields:
        return RewardFields(
            name=self.name.data or "",
            cost=self.cost.data or 0,
            stock=self.stock.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            is_offered=bool(self.is_offered.data),
        )
