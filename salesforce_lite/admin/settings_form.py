"""The settings form of a plugin as a page shows it; the service looks at what is sent."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form

from salesforce_lite.plugin import PluginState, Question, settings_form_of
from salesforce_lite.web import App, SecretField, current_uow

# Keeps the plugin's names apart from those of the page: token, version.
_PREFIX = "set"
_FORM = Question(fallback=None, is_answer=lambda answer: isinstance(answer, FlaskForm))


class _SentOn(Form):
    """Its fields are looked at once, by the service that every door uses."""

    def validate(self, extra_validators: Any = None) -> bool:
        token = self._fields.get("csrf_token")
        return token is None or bool(token.validate(self))


def settings_form(app: App, state: PluginState, *, is_sent: bool) -> FlaskForm | None:
    """The form with the settings that stand, or with those that this request sends; secrets stay
    empty. None for a plugin without settings, or whose form cannot be made."""
    plugin = state.plugin
    if plugin is None or not plugin.contributions.settings_form:
        return None
    standing = app.plugins.settings(current_uow(), plugin.id)
    kind: Any = type("PluginSettings", (_SentOn, settings_form_of(plugin), FlaskForm), {})
    sent = {} if is_sent else {"formdata": None}

    def make(_uow: Any) -> FlaskForm:
        form: FlaskForm = kind(prefix=_PREFIX, data=standing, **sent)
        for field in form:
            if isinstance(field, SecretField) and standing.get(field.short_name):
                field.keep()
        return form

    # Its fields are the plugin's code.
    form: FlaskForm | None = app.plugins.guard(plugin.id).reading("settings_form", make, _FORM)(
        current_uow()
    )
    return form


def values_of(form: FlaskForm) -> dict[str, Any]:
    """Setting → what was typed, without what belongs to the page."""
    return {field.short_name: _typed(field) for field in form if field.short_name != "csrf_token"}


def _typed(field: Any) -> Any:
    if isinstance(field.data, bool | list):
        return field.raw_data if isinstance(field.data, list) else field.data
    return (field.raw_data or [""])[0]
