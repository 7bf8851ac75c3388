"""Forms of sign-in and of what people set for themselves."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import EqualTo, InputRequired, Length

from salesforce_lite.access.passwords import SHORTEST
from salesforce_lite.access.profiles import LONGEST_NAME, offered_zones
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import LOCALES, FieldWords, VersionField


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


def zone_label(name: str) -> str:
    """“America/Argentina/Buenos_Aires” for people."""
    return name.replace("_", " ").replace("/", " / ")
