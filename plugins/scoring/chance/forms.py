"""What an administrator says about how chances are learned."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class FieldsForm(FlaskForm):
    """The fields that chances look at; those that are not ticked are left out."""

    fields = SelectMultipleField(
        lazy_gettext("Facts that count"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        # What is none of the choices is nothing that could be left out.
        validate_choice=False,
    )
