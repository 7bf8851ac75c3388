"""The settings form of a plugin as a page shows it: with what stands, and never trusted."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Form

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import PluginState, settings_form_of
from salesforce_lite.web import App, SecretField, current_uow

# Keeps the plugin's names apart from those of the page: token, version.
_PREFIX = "set"


class _Contained(Form):
    """Its checks are the plugin's code: when they fail, that is the plugin's failure."""

    app: App
    plugin_id: str

    def validate(self, extra_validators: Any = None) -> bool:
        try:
            return super().validate(extra_validators)
        except DomainError as refusal:
            self.form_errors = [gettext(refusal.sentence) % refusal.params]
        except (Exception, SystemExit) as error:
            self.app.plugins.guard(self.plugin_id).keep(current_uow(), "settings_form", error)
            self.form_errors = [
                gettext("The plugin could not check its settings: %(reason)s", reason=error)
            ]
        return False


def settings_form(app: App, state: PluginState, *, is_sent: bool) -> FlaskForm | None:
    """The form with the settings that stand, or with those that this request sends; secrets stay
    empty. None for a plugin without settings."""
    plugin = state.plugin
    if plugin is None or not plugin.contributions.settings_form:
        return None
    standing = app.plugins.settings(current_uow(), plugin.id)
    kind: Any = type(
        "PluginSettings",
        (_Contained, settings_form_of(plugin), FlaskForm),
        {"app": app, "plugin_id": plugin.id},
    )
    sent = {} if is_sent else {"formdata": None}
    form: FlaskForm = kind(prefix=_PREFIX, data=standing, **sent)
    for field in form:
        if isinstance(field, SecretField) and standing.get(field.short_name):
            field.keep()
    return form


def values_of(form: FlaskForm) -> dict[str, Any]:
    """Setting → its value, without what belongs to the page."""
    own = {field.short_name: field.data for field in form}
    own.pop("csrf_token", None)
    return own
