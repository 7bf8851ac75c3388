"""Forms of the back office about teams and portfolios."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, Length

from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.team.teams import LONGEST_NAME
from salesforce_lite.web import VersionField

_FILL_IN = _("Fill this in.")


class ChoiceOfId(SelectField):
    """A record or none. What is not offered may be chosen too: the service knows it."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, coerce=uuid_or_none, validate_choice=False, **more)

    def offer(self, choices: Iterable[tuple[UUID, str]], nothing: str) -> None:
        """The records to choose from; `nothing` says that none is."""
        self.choices = [SelectChoice("", nothing)]
        self.choices += [SelectChoice(str(uid), name) for uid, name in choices]


class NamedForm(FlaskForm):
    """What a team and a portfolio both have: a name, and who is responsible."""

    version = VersionField()
    name = StringField(_("Name"), validators=[DataRequired(_FILL_IN), Length(max=LONGEST_NAME)])
    manager_id = ChoiceOfId(_("Manager"))


class TeamForm(NamedForm):
    parent_id = ChoiceOfId(_("Below the team"))

    def offer_teams(self, teams: Iterable[tuple[UUID, str]]) -> None:
        self.parent_id.offer(teams, gettext("None: at the top"))


class MemberForm(FlaskForm):
    user_id = ChoiceOfId(_("Person"), validators=[DataRequired(_("Choose a person."))])
