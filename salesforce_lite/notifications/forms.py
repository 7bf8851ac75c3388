"""How one wants to be told, as a form."""

from typing import Any

from babel.core import Locale
from babel.dates import get_day_names
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.company import DAYS
from salesforce_lite.notifications.choices import REMINDERS
from salesforce_lite.notifications.model import NO_REMINDER
from salesforce_lite.web import VersionField, show_lead


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoicesForm(FlaskForm):
    """What comes by mail, when one works, how long before something one is reminded of it."""

    version = VersionField()
    mailed = CheckboxesField(lazy_gettext("By mail as well"))
    pushed = CheckboxesField(lazy_gettext("In the browsers below"))
    has_own_hours = BooleanField(lazy_gettext("My working hours are not those of the company"))
    work_days = CheckboxesField(lazy_gettext("Days"))
    work_from = TimeField(lazy_gettext("Work begins"), validators=[Optional()])
    work_until = TimeField(lazy_gettext("Work ends"), validators=[Optional()])
    remind_appointments = SelectField(lazy_gettext("Visits and meetings"), coerce=int)
    remind_others = SelectField(lazy_gettext("Calls, tasks and all else with an hour"), coerce=int)
    remind_days = SelectField(
        lazy_gettext("What has a day but no hour"),
        coerce=int,
        description=lazy_gettext("Counted from nine in the morning of that day."),
    )

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        """`kinds` are (code, name) of what people are told about."""
        self.mailed.choices = self.pushed.choices = kinds
        names = get_day_names("wide", locale=get_locale() or Locale("en"))
        self.work_days.choices = [(code, names[at]) for at, code in enumerate(DAYS)]
        for field in (self.remind_appointments, self.remind_others, self.remind_days):
            field.choices = reminder_choices(field.data)


def reminder_choices(present: Any = None) -> list[tuple[int, str]]:
    """None, and how long before; what is set stands among them."""
    offered = {NO_REMINDER, *REMINDERS}
    if isinstance(present, int):
        offered.add(present)
    return [(minutes, show_lead(minutes)) for minutes in sorted(offered)]
