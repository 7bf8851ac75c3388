"""What an administrator sets for the win bell."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import NumberRange


class BellForm(Form):
    days = IntegerField(
        lazy_gettext("For how many days a sale is heard of"),
        default=1,
        validators=[NumberRange(min=1, max=31)],
    )
    mails = BooleanField(lazy_gettext("Write a mail to the team"), default=True)
