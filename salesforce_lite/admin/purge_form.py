"""The form in which somebody says that the data of a plugin are to be removed for good."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField


class PurgeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    typed = StringField(lazy_gettext("The id of the plugin"))
