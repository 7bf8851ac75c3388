"""Settings of plugins: their form's types and defaults, secrets that nobody reads, every worker."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from salesforce_lite.kernel.errors import DomainError, PermissionDeniedError, StaleVersionError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.plugin import PluginRecord, Sealer, plugin_settings
from salesforce_lite.team import load_actor
from tests.conftest import find_user

FORM = """
    from decimal import Decimal
    from wtforms import BooleanField, DateField, DecimalField, Form, IntegerField, StringField
    from wtforms.validators import DataRequired, Optional
    from salesforce_lite.web import SecretField

    class Settings(Form):
        words = StringField("Words", default="hello")
        most = IntegerField("Most", default=3)
        rate = DecimalField("Rate", default=Decimal("1.5"))
        since = DateField("Since", validators=[Optional()])
        is_loud = BooleanField("Loud")
        token = SecretField("Token", validators=[DataRequired()])

    @hookimpl
    def settings_form():
        return [Settings]
"""
# Nothing has to be there, so that one setting can be given alone.
LOOSE = FORM.replace(", validators=[DataRequired()]", "")
DEFAULTS = {
    "words": "hello",
    "most": 3,
    "rate": Decimal("1.5"),
    "since": None,
    "is_loud": False,
    "token": None,
}


@pytest.fixture
def configure(operating):
    def change(app, **values) -> None:
        with operating(app) as uow:
            app.plugins.configure(uow, "one", values)

    return change


def read(app, operating) -> dict:
    with operating(app) as uow:
        return dict(plugin_settings(uow, "one"))


def test_the_forms_defaults_hold_until_something_is_set(workshop, enable, operating, configure):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    enable(app, "one")
    assert read(app, operating) == DEFAULTS
    configure(app, words="hi", rate=Decimal("2.25"), since=date(2026, 2, 3))
    assert read(app, operating) == DEFAULTS | {
        "words": "hi",
        "rate": Decimal("2.25"),
        "since": date(2026, 2, 3),
    }


def test_every_worker_has_them_at_once(workshop, enable, operating, configure):
    workshop.write("one", LOOSE)
    first, second = workshop.serve(), workshop.serve()
    enable(first, "one")
    assert read(second, operating)["words"] == "hello"
    configure(first, words="hi")
    assert read(second, operating)["words"] == "hi"


def test_what_is_configured_before_it_is_enabled_is_kept(workshop, enable, operating, configure):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    configure(app, words="hi")
    enable(app, "one")
    assert read(app, operating)["words"] == "hi"


def test_a_secret_is_sealed_and_in_no_history_and_an_empty_one_keeps_it(
    workshop, enable, operating, configure
):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    enable(app, "one")
    configure(app, token="swordfish", words="hi")
    configure(app, token="", words="ho")
    assert read(app, operating)["token"] == "swordfish"
    with operating(app) as uow:
        record = uow.session.scalars(select(PluginRecord)).one()
        assert record.secrets["token"] != "swordfish"
        told = [entry.changes for entry in uow.session.scalars(select(AuditEntry))]
        told += [entry.payload for entry in uow.session.scalars(select(EventRecord))]
        assert "swordfish" not in str(told)
        assert record.secrets["token"] not in str(told)
        assert {"plugin_id": "one", "fields": ["words", "token"]} in told
        assert {"plugin_id": "one", "fields": ["words"]} in told


def test_a_secret_may_stand_in_the_environment(workshop, enable, operating, configure, monkeypatch):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    enable(app, "one")
    configure(app, token="env:ONE_TOKEN")
    assert read(app, operating)["token"] is None
    monkeypatch.setenv("ONE_TOKEN", "swordfish")
    configure(app, most=4)
    assert read(app, operating)["token"] == "swordfish"


def test_without_the_instances_key_a_secret_stays_shut():
    sealed = Sealer("one key").seal("swordfish")
    assert Sealer("one key").open(sealed) == "swordfish"
    assert Sealer("another key").open(sealed) is None


def test_only_who_may_manage_plugins_configures_and_reads_them(workshop, operating):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    with app.make_session() as session:
        rep = load_actor(session, find_user(session, "rep"))
    with unit_of_work(app.make_session, rep, surface="test") as uow:
        with pytest.raises(PermissionDeniedError):
            app.plugins.configure(uow, "one", {"words": "hi"})
        with pytest.raises(PermissionDeniedError):
            app.plugins.settings(uow, "one")


def test_the_second_of_two_editors_is_told(workshop, operating, configure):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    configure(app, words="a")
    configure(app, words="b")
    with pytest.raises(StaleVersionError), operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "c"}, version=1)


def test_nothing_is_set_where_there_are_no_settings(workshop, operating):
    workshop.write("one")
    app = workshop.serve()
    with pytest.raises(DomainError, match="no settings"), operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "c"})


def test_a_form_that_fails_makes_the_plugin_broken_and_nothing_else(workshop):
    fails = FORM.replace('default="hello"', "default=lambda: 1 / 0")
    workshop.write("one", fails)
    workshop.write("two")
    app = workshop.serve()
    assert "ZeroDivisionError" in str(app.plugins.installation.plugins["one"].problem)
    assert app.plugins.installation.plugins["two"].problem is None


def test_what_a_newer_form_cannot_read_any_more_is_its_default(
    workshop, enable, operating, configure
):
    workshop.write("one", LOOSE)
    app = workshop.serve()
    enable(app, "one")
    configure(app, since=date(2026, 2, 3))
    with operating(app) as uow:
        record = uow.session.scalars(select(PluginRecord)).one()
        record.settings = {**record.settings, "since": "soon", "rate": "much"}
        uow.session.flush()
        uow.session.execute(text("UPDATE plugin_generation SET number = number + 1"))
    assert read(app, operating) == DEFAULTS
