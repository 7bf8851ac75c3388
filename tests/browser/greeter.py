"""A small plugin for the pages of the back office: in both languages, with settings and a panel."""

from pathlib import Path
from textwrap import dedent

MANIFEST = """
    [plugin]
    id = "greeter"
    name = "Greeter"
    version = "1.0"
    api = 1
    summary = "Greets everybody on Today."
    icon = "bell"
    [data]
    keeps = "nothing about customers"
    [es]
    name = "Saludo"
    summary = "Saluda en Hoy."
    keeps = "nada sobre los clientes"
"""
HOOKS = """
    from wtforms import BooleanField, Form, StringField
    from wtforms.validators import DataRequired
    from salesforce_lite.plugin import Panel, hookimpl, plugin_settings
    from salesforce_lite.web import SecretField

    class Settings(Form):
        words = StringField("Saludo / Greeting", default="Aloha", validators=[DataRequired()])
        is_loud = BooleanField("Aloud / En voz alta")
        token = SecretField("Token")

    def load(uow, record):
        return plugin_settings(uow, "greeter")

    @hookimpl
    def settings_form():
        return [Settings]

    @hookimpl
    def panels():
        return [Panel(slot="today.main", template="greeter/panel.html", load=load)]
"""


def put_greeter(instance: Path) -> None:
    """Into the plugins of the instance, before the server is made."""
    folder = instance / "plugins" / "greeter"
    (folder / "templates" / "greeter").mkdir(parents=True)
    (folder / "plugin.toml").write_text(dedent(MANIFEST))
    (folder / "hooks.py").write_text(dedent(HOOKS))
    (folder / "templates" / "greeter" / "panel.html").write_text("<p>{{ words }}</p>\n")
