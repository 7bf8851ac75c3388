"""Forms of the back office about pipelines and their stages."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.web import VersionField

_FILL_IN = _("Fill this in.")
_LONGEST_NAME = 120


class PipelineForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    version = VersionField()
    name = StringField(_("Name"), validators=[DataRequired(_FILL_IN), Length(max=_LONGEST_NAME)])
    is_active = BooleanField(_("Offered for new opportunities"), default=True)


class StageForm(FlaskForm):  # type: ignore[misc]  # as above
    version = VersionField()
    name = StringField(_("Name"), validators=[DataRequired(_FILL_IN), Length(max=_LONGEST_NAME)])
    probability = IntegerField(
        _("Probability in percent"),
        validators=[
            InputRequired(_FILL_IN),
            NumberRange(0, 100, _("A probability is a whole number from 0 to 100.")),
        ],
    )
    usual_days = IntegerField(
        _("Slow after so many days"),
        validators=[
            Optional(),
            NumberRange(1, 3650, _("Give a number of days above 0, or leave it empty.")),
        ],
    )
    demands = SelectMultipleField(
        _("What must be filled in before a sale enters it"),
        choices=[
            SelectChoice("amount", _("Amount")),
            SelectChoice("contact_id", _("Contact")),
            SelectChoice("source", _("Source")),
            SelectChoice("competitor", _("Competitor")),
            SelectChoice("note", _("Note")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_active = BooleanField(_("In use"), default=True)
