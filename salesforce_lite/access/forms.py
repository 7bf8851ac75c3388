"""Forms of sign-in, of what people set for themselves, and of the back office about both."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.access.model import RecordAccess, Role
from salesforce_lite.access.passwords import SHORTEST
from salesforce_lite.access.profiles import LONGEST_NAME, offered_zones, zone_label
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import LOCALES, FieldWords, VersionField

_FILL_IN = _("Fill this in.")


class SignInForm(FlaskForm):
    email = EmailField(
        _("E-mail"),
        validators=[InputRequired(_("Type your e-mail address."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(_("Type your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class PasswordForm(FlaskForm):
    old = PasswordField(
        _("Present password"),
        validators=[InputRequired(_("Type your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _("New password"),
        validators=[
            InputRequired(_("Choose a new password.")),
            Length(min=SHORTEST, message=_("At least %(min)d characters.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("New password once more"),
        validators=[EqualTo("new", _("The two new passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class ProfileForm(FlaskForm):
    version = VersionField()
    name = StringField(
        _("Name"),
        validators=[InputRequired(_("Type your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )
    locale = SelectField(
        _("Language and region"),
        choices=LOCALES,
        description=_("The region decides how numbers, money and dates are written."),
    )
    zone = SelectField(
        _("Time zone"),
        description=_("Planned times are shown in this zone."),
        # A zone kept for old times' sake may be set; the service knows them all.
        validate_choice=False,
    )
    theme = RadioField(
        _("Theme"),
        choices=[
            SelectChoice("auto", _("As the device")),
            SelectChoice("light", _("Light")),
            SelectChoice("dark", _("Dark")),
        ],
    )

    def offer_zones(self, present: str) -> None:
        """The zones worth offering, and the one that is set."""
        names = offered_zones() if present in offered_zones() else (present, *offered_zones())
        self.zone.choices = {name: zone_label(name) for name in names}


_THEMES = {"auto": N_("As the device"), "light": N_("Light"), "dark": N_("Dark")}
PROFILE_WORDS = {
    "name": FieldWords(N_("Name")),
    "locale": FieldWords(N_("Language and region"), lambda code: LOCALES.get(code, code or "")),
    "zone": FieldWords(N_("Time zone"), lambda name: zone_label(name or "")),
    "theme": FieldWords(N_("Theme"), lambda code: str(gettext(_THEMES.get(code, code or "")))),
}


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonForm(FlaskForm):
    """Who it is, where they sign in from, what they may do."""

    version = VersionField()
    name = StringField(_("Name"), validators=[InputRequired(_FILL_IN), Length(max=LONGEST_NAME)])
    email = EmailField(_("E-mail"), validators=[InputRequired(_FILL_IN), Length(max=254)])
    roles = CheckboxesField(_("Roles"), validators=[InputRequired(_("Choose at least one role."))])

    def offer_roles(self, roles: Iterable[Role], language: str) -> None:
        self.roles.choices = [
            SelectChoice(role.name, role.label_es if language.startswith("es") else role.label_en)
            for role in roles
        ]


class NewPersonForm(PersonForm):
    """Besides, how pages speak to them at first; they change it themselves."""

    locale = SelectField(_("Language and region"), choices=LOCALES)


class RoleForm(FlaskForm):
    version = VersionField()
    record_access = RadioField(
        _("Whose customers, opportunities and activities"),
        choices=[
            SelectChoice(RecordAccess.OWN, _("Their own")),
            SelectChoice(RecordAccess.TEAM, _("Their own and those of their teams")),
            SelectChoice(RecordAccess.ALL, _("Everybody’s")),
        ],
    )
    permissions = CheckboxesField(_("What they may do"))
