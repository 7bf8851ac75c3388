"""Enabling, disabling, and that every worker follows at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import DomainError, PermissionDeniedError
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.plugin import State, disable_plugin
from salesforce_lite.team import load_actor
from tests.conftest import find_user

PAGES = """
    from flask import Blueprint
    from salesforce_lite.web import public

    blueprint = Blueprint("one", __name__)

    @blueprint.get("/hello")
    @public
    def hello():
        return "hello from one"

    @hookimpl
    def blueprints():
        return [blueprint]

    @hookimpl
    def permissions():
        return [Permission(code="one.use", label="Use one", default_roles=("rep",))]

    @hookimpl
    def menu_items():
        return [MenuItem(id="one", title="Menu of one", endpoint="one.hello", icon="today")]
"""
NEEDS_ONE = """
[plugin]
id = "two"
name = "Two"
version = "1.0"
api = 1
summary = "Leans on one."
[dependencies]
plugins = ["one"]
"""


def states(app, operating) -> dict[str, str]:
    with operating(app) as uow:
        return {each.id: each.state for each in app.plugins.states(uow)}


def test_pages_are_there_while_it_is_enabled_and_only_then(workshop, enable, operating) -> None:
    workshop.write("one", PAGES)
    first, second = workshop.serve(), workshop.serve()
    workers = [first.test_client(), second.test_client()]
    assert [worker.get("/x/one/hello").status_code for worker in workers] == [404, 404]
    enable(first, "one")
    assert [worker.get("/x/one/hello").text for worker in workers] == ["hello from one"] * 2
    assert workers[1].post("/x/one/hello").status_code == 405
    with operating(second) as uow:
        second.plugins.disable(uow, "one")
    # Neither the page, nor what routing alone would answer: 308 for a missing slash, 405.
    assert [worker.get("/x/one/hello").status_code for worker in workers] == [404, 404]
    assert workers[0].post("/x/one/hello").status_code == 404
    assert workers[0].get("/x/one/static/x.css").status_code == 404


def test_roles_receive_its_permissions(workshop, enable) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve()
    enable(app, "one")
    with app.make_session() as session:
        assert load_actor(session, find_user(session, "rep")).may("one.use")
        assert not load_actor(session, find_user(session, "viewer")).may("one.use")


def test_a_plugin_that_was_never_enabled_is_discovered(workshop, enable, operating) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve()
    assert states(app, operating) == {"one": State.DISCOVERED}
    enable(app, "one")
    assert states(app, operating) == {"one": State.ENABLED}


def test_vanished_code_is_missing_and_can_be_disabled(workshop, enable, operating) -> None:
    place = workshop.write("one", PAGES)
    enable(workshop.serve(), "one")
    for name in ("plugin.toml", "hooks.py"):
        (place / name).unlink()
    app = workshop.serve()
    assert states(app, operating) == {"one": State.MISSING}
    assert app.test_client().get("/x/one/hello").status_code == 404
    with operating(app) as uow:
        app.plugins.disable(uow, "one")


def test_needed_ones_are_enabled_first_and_disabled_last(workshop, enable, operating) -> None:
    workshop.write("one", PAGES)
    workshop.write("two", manifest=NEEDS_ONE)
    app = workshop.serve()
    with pytest.raises(DomainError) as refusal:
        enable(app, "two")
    assert refusal.value.code == "dependency_disabled"
    enable(app, "one", "two")
    with pytest.raises(DomainError) as refusal, operating(app) as uow:
        app.plugins.disable(uow, "one")
    assert refusal.value.code == "dependent_enabled"
    assert "two" in str(refusal.value)


def test_only_who_manages_plugins_switches_them(workshop) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve()
    with app.make_session() as session:
        rep = load_actor(session, find_user(session, "rep"))
    with (
        pytest.raises(PermissionDeniedError),
        unit_of_work(app.make_session, rep, surface="test") as uow,
    ):
        app.plugins.enable(uow, "one")


def test_a_request_sees_one_state_from_start_to_end(workshop, enable, operating) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve()
    enable(app, "one")
    with app.test_request_context("/"):
        assert "one" in app.snapshot.enabled
        with operating(app) as uow:
            app.plugins.disable(uow, "one")
        assert "one" in app.snapshot.enabled
    assert "one" not in app.snapshot.enabled


def test_reading_the_state_writes_nothing(workshop, enable) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve()
    enable(app, "one")
    before = app.snapshot.generation
    for _ in range(3):
        app.test_client().get("/x/one/hello")
    assert workshop.serve().snapshot.generation == before


BAD_PAGES = {
    "no policy": '@blueprint.get("/a")\ndef a():\n    return ""\n',
    "app hook": "@blueprint.before_app_request\ndef before():\n    pass\n",
    "app error page": "@blueprint.app_errorhandler(404)\ndef lost(e):\n    return ''\n",
    "filter": "@blueprint.app_template_filter('one')\ndef one(x):\n    return x\n",
    "a filter that is there": "@blueprint.app_template_filter('e')\ndef e(x):\n    return x\n",
    "a test that is there": "@blueprint.app_template_test('none')\ndef none(x):\n    return x\n",
    "foreign address": (
        "blueprint.record(lambda s: s.app.add_url_rule('/customers', 'c', public(lambda: '')))\n"
    ),
}


@pytest.mark.parametrize("wrong", BAD_PAGES)
def test_pages_that_reach_beyond_their_address_are_refused(workshop, wrong) -> None:
    workshop.write(
        "one",
        "from flask import Blueprint\nfrom salesforce_lite.web import public\n"
        'blueprint = Blueprint("one", __name__)\n'
        + BAD_PAGES[wrong]
        + "@hookimpl\ndef blueprints():\n    return [blueprint]\n",
    )
    app = workshop.serve()
    assert app.plugins.installation.plugin("one").problem.code == "plugin_pages"
    assert app.test_client().get("/sign-in").status_code == 200


def test_a_blueprint_with_the_name_of_another_is_refused(workshop) -> None:
    workshop.write(
        "one",
        "from flask import Blueprint\n@hookimpl\ndef blueprints():\n"
        '    return [Blueprint("customers", __name__)]\n',
    )
    app = workshop.serve()
    assert app.plugins.installation.plugin("one").problem.code == "plugin_pages"


def together(*acts) -> list[str]:
    """What became of acts that start at the same moment."""
    start = Barrier(len(acts))

    def run(act) -> str:
        start.wait()
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_who_enables_and_who_disables_at_once_leave_nothing_without_what_it_needs(
    workshop, enable, operating
) -> None:
    workshop.write("one", PAGES)
    workshop.write("two", manifest=NEEDS_ONE)
    first, second = workshop.serve(), workshop.serve()

    def switch(app, act: str, plugin_id: str):
        def run() -> None:
            with operating(app) as uow:
                getattr(app.plugins, act)(uow, plugin_id)

        return run

    for _ in range(5):
        enable(first, "one")
        together(switch(first, "enable", "two"), switch(second, "disable", "one"))
        enabled = first.plugins.current().enabled
        assert "two" not in enabled or "one" in enabled
        for plugin_id in ("two", "one"):
            switch(first, "disable", plugin_id)()


def test_the_first_two_who_enable_something_both_do(workshop, operating) -> None:
    workshop.write("one")
    workshop.write("two")
    apps = workshop.serve(), workshop.serve()

    def switch(app, plugin_id: str):
        def run() -> None:
            with operating(app) as uow:
                app.plugins.enable(uow, plugin_id)

        return run

    assert together(switch(apps[0], "one"), switch(apps[1], "two")) == ["done", "done"]
    assert apps[0].plugins.current().enabled == {"one", "two"}


def test_what_was_read_before_this_process_changed_something_is_read_again(
    workshop, enable, monkeypatch
) -> None:
    workshop.write("one", PAGES)
    app = workshop.serve(plugin_ttl=60)
    enable(app, "one")
    snapshots = app.plugins._snapshots
    read = snapshots._renewed

    def slow(kept):
        """Another thread switches it off after this one has read the database."""
        answer = read(kept)
        with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
            disable_plugin(uow, app.plugins.installation, "one")
        snapshots.forget()
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "_renewed", slow)
        assert "one" in app.plugins.current().enabled
    assert "one" not in app.plugins.current().enabled
