"""Forms of tokens."""

from datetime import timedelta

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

_LASTS = {
    "30": lazy_gettext("30 days"),
    "90": lazy_gettext("90 days"),
    "180": lazy_gettext("Half a year"),
    "366": lazy_gettext("A year"),
}


class TokenForm(FlaskForm):
    """A new token for a program."""

    name = StringField(
        lazy_gettext("Which program is it for?"), validators=[InputRequired(), Length(max=80)]
    )
    scopes = SelectMultipleField(
        lazy_gettext("What may it do?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=[],
    )
    lasts = SelectField(lazy_gettext("How long does it count?"), default="90")
    networks = TextAreaField(lazy_gettext("Only from these addresses"))
    password = PasswordField(
        lazy_gettext("Your password"),
        validators=[InputRequired()],
        render_kw={"autocomplete": "current-password"},
    )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=int(self.lasts.data))

    def offer(self, scopes: list[str]) -> None:
        """What can be chosen now."""
        self.scopes.choices = [(scope, scope) for scope in scopes]
        self.lasts.choices = list(_LASTS.items())


class BudgetForm(FlaskForm):
    """How much a token may read."""

    rows_per_hour = IntegerField(lazy_gettext("Records an hour"), validators=[InputRequired()])
    rows_per_day = IntegerField(lazy_gettext("Records a day"), validators=[InputRequired()])
