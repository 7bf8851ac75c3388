"""What a plugin is asked when it is switched, upgraded, configured and looked at."""

import pytest
from sqlalchemy import func, select, text

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.errors import DomainError, InvalidInputError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginRecord, State, Switch
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.plugin.loading import unload_plugin
from tests.conftest import sign_in
from tests.plugin.test_settings import LOOSE

TELLS = """
    from salesforce_lite.customers import CustomerDraft, save_customer
    from salesforce_lite.kernel.errors import DomainError, N_

    class NotToday(DomainError):
        code = "not_today"
        sentence = N_("Not today.")

    def tell(uow, words):
        save_customer(uow, CustomerDraft(fields={{"name": words}}))
        {then}

    @hookimpl
    def on_enable(uow):
        tell(uow, "enabled with " + str(plugin_settings(uow, "one").get("words")))

    @hookimpl
    def on_disable(uow):
        tell(uow, "disabled")

    @hookimpl
    def on_upgrade(uow, from_version):
        tell(uow, "upgraded from " + from_version)
"""
FAULTS = {
    "raises": "raise RuntimeError('no')",
    "exits": "raise SystemExit(2)",
    "commits": "uow.commit()",
    "rolls back": "uow.session.rollback()",
    "refuses": "raise NotToday",
}
MANIFEST = """
[plugin]
id = "one"
name = "One"
version = "{version}"
api = 1
summary = "For a test."
"""


def names(app) -> list[str]:
    with app.make_session() as session:
        return sorted(session.scalars(select(Customer.name)))


def switch(app) -> str | None:
    with app.make_session() as session:
        return session.scalar(select(PluginRecord.switch))


def failures(app) -> int:
    with app.make_session() as session:
        return session.scalar(select(func.count()).where(Note.kind == FAILURE))


def disable(app, operating) -> None:
    with operating(app) as uow:
        app.plugins.disable(uow, "one")


def test_it_is_asked_once_when_it_is_switched_on_and_once_off(workshop, enable, operating) -> None:
    workshop.write("one", TELLS.format(then="pass"))
    app = workshop.serve()
    enable(app, "one")
    enable(app, "one")
    assert names(app) == ["enabled with None"]
    disable(app, operating)
    disable(app, operating)
    assert names(app) == ["disabled", "enabled with None"]


def test_its_settings_are_at_hand_when_it_is_switched_on(workshop, enable, operating) -> None:
    workshop.write("one", TELLS.format(then="pass") + LOOSE)
    app = workshop.serve()
    with operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "hi"})
    enable(app, "one")
    assert names(app) == ["enabled with hi"]


@pytest.mark.parametrize("fault", FAULTS)
def test_who_fails_at_being_switched_on_stays_off_and_leaves_nothing(
    workshop, enable, fault
) -> None:
    workshop.write("one", TELLS.format(then=FAULTS[fault]))
    app = workshop.serve()
    with pytest.raises(DomainError) as refusal:
        enable(app, "one")
    assert refusal.value.code == ("not_today" if fault == "refuses" else "enabling_failed")
    assert switch(app) in (None, Switch.DISABLED)
    assert names(app) == []
    assert failures(app) == (0 if fault == "refuses" else 1)


def test_the_page_says_why_it_stays_off(workshop) -> None:
    workshop.write("one", TELLS.format(then="raise LookupError('no such house')"))
    browser = sign_in(workshop.serve(), "admin")
    answer = browser.post("/admin/plugins/one/enabling")
    assert answer.status_code == 422
    assert "stays switched off" in answer.text
    assert "no such house" in answer.text
    assert "no such house" in browser.get("/admin/plugins/one").text


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_keeps_a_plugin_on(workshop, enable, operating, fault) -> None:
    hooks = TELLS.format(then="pass")
    before, _, after = hooks.partition('tell(uow, "disabled")')
    body = f'save_customer(uow, CustomerDraft(fields={{"name": "x"}})); {FAULTS[fault]}'
    workshop.write("one", before + body + after)
    app = workshop.serve()
    enable(app, "one")
    disable(app, operating)
    assert switch(app) == Switch.DISABLED
    assert names(app) == ["enabled with None"]
    assert failures(app) == 1


def serve_newer(workshop, then: str = "pass"):
    workshop.write("one", TELLS.format(then=then), manifest=MANIFEST.format(version="2.0"))
    # Started again, a server imports what is there now.
    unload_plugin("one")
    return workshop.serve()


def test_newer_code_brings_its_data_up_when_the_server_starts(workshop, enable, operating) -> None:
    workshop.write("one", TELLS.format(then="pass"), manifest=MANIFEST.format(version="1.5"))
    enable(workshop.serve(), "one")
    app = serve_newer(workshop)
    assert app.plugins.current().enabled == frozenset()
    with operating(app) as uow:
        assert app.plugins.states(uow)[0].state == State.NEEDS_MIGRATION
    assert app.plugins.migrate_enabled() == []
    assert app.plugins.current().enabled == {"one"}
    assert app.plugins.migrate_enabled() == []
    assert names(app) == ["enabled with None", "upgraded from 1.5"]


def test_newer_code_that_was_off_is_asked_when_it_is_switched_on(
    workshop, enable, operating
) -> None:
    workshop.write("one", TELLS.format(then="pass"), manifest=MANIFEST.format(version="1.5"))
    app = workshop.serve()
    enable(app, "one")
    disable(app, operating)
    app = serve_newer(workshop)
    enable(app, "one")
    assert "upgraded from 1.5" in names(app)


@pytest.mark.parametrize("fault", FAULTS)
def test_who_fails_at_its_upgrade_is_switched_off_and_says_why(
    workshop, enable, operating, fault
) -> None:
    workshop.write("one", TELLS.format(then="pass"), manifest=MANIFEST.format(version="1.5"))
    enable(workshop.serve(), "one")
    app = serve_newer(workshop, FAULTS[fault])
    assert [error.code for error in app.plugins.migrate_enabled()] == ["plugin_failed"]
    assert switch(app) == Switch.AUTO_DISABLED
    assert "upgraded from 1.5" not in names(app)
    assert "on_upgrade" in sign_in(app, "admin").get("/admin/plugins/one").text


@pytest.mark.parametrize("name", ["on_enabled", "on_purged", "check_setting", "healthy"])
def test_a_misspelt_one_is_refused(workshop, name) -> None:
    workshop.write("one", f"@hookimpl\ndef {name}():\n    pass\n")
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert problem.code == "misspelt_hook"
    assert "Did you mean" in str(problem)


def test_one_that_takes_what_nobody_gives_is_refused(workshop) -> None:
    workshop.write("one", "@hookimpl\ndef on_enable(uow, app):\n    pass\n")
    assert workshop.serve().plugins.installation.plugin("one").problem.code == "plugin_code"


CHECKS = (
    LOOSE
    + """
    from sqlalchemy import text

    @hookimpl
    def check_settings(values):
        {check}

    @hookimpl
    def on_settings_changed(uow, old, new):
        assert plugin_settings(uow, "one") == new
        words = old["words"], new["words"]
        uow.session.execute(text("UPDATE company SET name = '%s %s'" % words))
        {changed}
"""
)


def company(app) -> str:
    with app.make_session() as session:
        return session.scalar(text("SELECT name FROM company"))


def test_the_plugin_itself_may_find_settings_wrong(workshop, operating) -> None:
    check = (
        "return {'most': '100% too much'} if values['words'] == 'x' and values['token'] else None"
    )
    workshop.write("one", CHECKS.format(check=check, changed="pass"))
    app = workshop.serve()
    with operating(app) as uow:
        app.plugins.configure(uow, "one", {"token": "swordfish", "words": "y"})
    with pytest.raises(InvalidInputError) as refusal, operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "x"})
    assert refusal.value.fields["most"] % {} == "100% too much"
    answer = sign_in(app, "admin").post(
        "/admin/plugins/one",
        data={"set-words": "x", "set-most": "3", "set-rate": "1", "version": "1"},
    )
    assert answer.status_code == 422
    assert "100% too much" in answer.text
    with operating(app) as uow:
        assert app.plugins.settings(uow, "one")["words"] == "y"


@pytest.mark.parametrize("check", ["raise SystemExit", "return 5", "return {'nothing': 'wrong'}"])
def test_a_check_that_fails_refuses_and_is_noted(workshop, operating, check) -> None:
    workshop.write("one", CHECKS.format(check=check, changed="pass"))
    app = workshop.serve()
    with pytest.raises(DomainError) as refusal, operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "x"})
    assert refusal.value.code == "check_failed"
    assert failures(app) == 1


def test_an_enabled_plugin_is_told_of_new_settings(workshop, enable, operating) -> None:
    workshop.write("one", CHECKS.format(check="pass", changed="pass"))
    app = workshop.serve()
    before = company(app)
    with operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "a"})
    assert company(app) == before
    enable(app, "one")
    for _ in range(2):
        with operating(app) as uow:
            app.plugins.configure(uow, "one", {"words": "b"})
    assert company(app) == "a b"


def test_what_fails_at_new_settings_leaves_the_old_ones(workshop, enable, operating) -> None:
    workshop.write("one", CHECKS.format(check="pass", changed="raise LookupError('odd')"))
    app = workshop.serve()
    before = company(app)
    enable(app, "one")
    with pytest.raises(DomainError, match="odd") as refusal, operating(app) as uow:
        app.plugins.configure(uow, "one", {"words": "b"})
    assert refusal.value.code == "settings_not_taken"
    assert company(app) == before
    with operating(app) as uow:
        assert app.plugins.settings(uow, "one")["words"] == "hello"
    assert failures(app) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"most": "many"}, "most"),
        ({"since": "soon"}, "since"),
        ({"wods": "x"}, "wods"),
        ({"rate": "1,5,5"}, "rate"),
    ],
)
def test_the_form_is_asked_by_the_service_whoever_calls(workshop, operating, given, field) -> None:
    workshop.write("one", LOOSE)
    app = workshop.serve()
    with pytest.raises(InvalidInputError) as refusal, operating(app) as uow:
        app.plugins.configure(uow, "one", given)
    assert list(refusal.value.fields) == [field]


CHOICES = """
    from wtforms import Form, SelectField, SelectMultipleField

    class Settings(Form):
        one = SelectField(choices=["a", "b"], default="a")
        some = SelectMultipleField(choices=["a", "b", "c"], default=["a"])

    @hookimpl
    def settings_form():
        return [Settings]
"""


def test_choices_are_taken_and_what_is_none_of_them_is_refused(workshop, operating) -> None:
    workshop.write("one", CHOICES)
    app = workshop.serve()
    with operating(app) as uow:
        app.plugins.configure(uow, "one", {"some": ["b", "c"]})
        assert app.plugins.settings(uow, "one") == {"one": "a", "some": ["b", "c"]}
    with pytest.raises(InvalidInputError), operating(app) as uow:
        app.plugins.configure(uow, "one", {"one": "z"})
    browser = sign_in(app, "admin")
    data = {"set-one": "b", "set-some": ["a", "b"], "version": "1"}
    assert browser.post("/admin/plugins/one", data=data).status_code == 303
    with operating(app) as uow:
        assert app.plugins.settings(uow, "one") == {"one": "b", "some": ["a", "b"]}


HEALTH = """
    from time import sleep

    @hookimpl
    def health(uow):
        {body}
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return None", "Well"),
        ("return Health(state='warn', text='No key yet')", "No key yet"),
        ("raise SystemExit", "It failed when it was asked how it is."),
        ("return 'fine'", "It failed when it was asked how it is."),
        ("uow.commit()", "It failed when it was asked how it is."),
        ("sleep(8)", "It did not say in time how it is."),
    ],
)
def test_health_is_shown_and_never_takes_a_page_down(workshop, enable, body, told) -> None:
    workshop.write("one", HEALTH.format(body=body))
    app = workshop.serve()
    browser = sign_in(app, "admin")
    assert "How it is" not in browser.get("/admin/plugins/one").text
    enable(app, "one")
    assert told in browser.get("/admin/plugins/one").text
    listed = browser.get("/admin/plugins/")
    assert listed.status_code == 200
    assert told in listed.text
