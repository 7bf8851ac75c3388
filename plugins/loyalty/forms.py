"""The forms of people who look after members: joining, redeeming, adjusting."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from salesforce_lite.web import NewIdField, VersionField


class JoinForm(FlaskForm):
    """A customer becomes a member."""

    program_id = SelectField(lazy_gettext("Program"), validators=[DataRequired()])
    birthday = IntegerField(
        lazy_gettext("Birthday"),
        validators=[Optional()],
        description=lazy_gettext("Month and day, such as 1224. The year is not asked."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    brought_by = StringField(
        lazy_gettext("Brought by"),
        validators=[Length(max=40)],
        description=lazy_gettext("The member number of whoever recommended us."),
        render_kw={"autocomplete": "off"},
    )


class RedeemForm(FlaskForm):
    """Points for a reward, or so many for something else."""

    new_id = NewIdField()
    version = VersionField()
    reward_id = SelectField(lazy_gettext("Reward"))
    points = IntegerField(
        lazy_gettext("Points"),
        validators=[Optional()],
        description=lazy_gettext("Only without a reward: how many points are given."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class AdjustForm(FlaskForm):
    """Points by hand."""

    new_id = NewIdField()
    version = VersionField()
    points = IntegerField(
        lazy_gettext("Points"),
        validators=[DataRequired()],
        description=lazy_gettext("Below nothing, such as -50, takes points away."),
        render_kw={"inputmode": "text", "autocomplete": "off"},
    )
    reason = StringField(
        lazy_gettext("Reason"),
        validators=[DataRequired(), Length(max=300)],
        description=lazy_gettext("It is kept for good: write no names."),
    )
    lapses_on = DateField(
        lazy_gettext("Last day"),
        validators=[Optional()],
        description=lazy_gettext("Of points that are given. Empty: as the rules say."),
    )
