"""The form of one value of a list."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from salesforce_lite.web import VersionField

_FILL_IN = lazy_gettext("Fill this in.")


class ValueForm(FlaskForm):
    """What a value is called in both languages."""

    version = VersionField()
    label_es = StringField(
        lazy_gettext("In Spanish"), validators=[DataRequired(_FILL_IN), Length(max=120)]
    )
    label_en = StringField(
        lazy_gettext("In English"), validators=[DataRequired(_FILL_IN), Length(max=120)]
    )
