"""The form of a webhook."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.web import NewIdField, VersionField
from salesforce_lite.webhooks.filtering import LONGEST_FIELD, LONGEST_VALUE, MOST_FIELDS
from salesforce_lite.webhooks.model import LONGEST_NAME

_FILL_IN = _("Fill this in.")
_LONGEST_FIELDS = (LONGEST_FIELD + LONGEST_VALUE + 5) * MOST_FIELDS


class _Checkboxes(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _ChoiceOfId(SelectField):
    """A record or none; the service knows what is there."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, coerce=uuid_or_none, validate_choice=False, **more)

    def offer(self, choices: Iterable[tuple[UUID, str]], nothing: str) -> None:
        self.choices = [SelectChoice("", nothing)]
        self.choices += [SelectChoice(str(uid), name) for uid, name in choices]


class WebhookForm(FlaskForm):
    """Where to, what, and for whose records."""

    version = VersionField()
    new_id = NewIdField()
    name = StringField(_("Name"), validators=[InputRequired(_FILL_IN), Length(max=LONGEST_NAME)])
    url = URLField(
        _("Address of the receiver"),
        validators=[InputRequired(_FILL_IN)],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    types = _Checkboxes(_("Events"), validate_choice=False)
    team_id = _ChoiceOfId(_("Only records of a team"))
    portfolio_id = _ChoiceOfId(_("Only customers of a portfolio"))
    field_lines = TextAreaField(
        _("Only when fields of the event say"),
        validators=[Length(max=_LONGEST_FIELDS)],
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    # What the service calls otherwise.
    inputs = {"fields": "field_lines"}

    def offer(
        self,
        types: Mapping[str, Iterable[tuple[str, str]]],
        teams: Iterable[tuple[UUID, str]],
        portfolios: Iterable[tuple[UUID, str]],
    ) -> None:
        self.types.choices = {
            title: [SelectChoice(name, words) for name, words in those]
            for title, those in types.items()
        }
        self.team_id.offer(teams, gettext("Of all teams"))
        self.portfolio_id.offer(portfolios, gettext("Of all portfolios"))

    @property
    def fields_typed(self) -> dict[str, str]:
        """Field → value of each line; one without “=” becomes a field that the service refuses."""
        lines = (line.strip() for line in (self.field_lines.data or "").splitlines())
        pairs = (line.partition("=") for line in lines if line)
        return {
            (name.strip() if sign else f"{name.strip()} ?"): value.strip()
            for name, sign, value in pairs
        }
