"""A page of a plugin that fails names the plugin, saves nothing, and every other page goes on."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginRecord, Switch
from salesforce_lite.plugin.containing import FAILURE
from tests.conftest import sign_in

PAGES = """
    from flask import Blueprint, abort, render_template
    from sqlalchemy import text
    from salesforce_lite.customers import Customer, CustomerDraft, save_customer
    from salesforce_lite.kernel.errors import DomainError, NotFoundError, StaleVersionError
    from salesforce_lite.web import current_uow, public

    blueprint = Blueprint("one", __name__)
    {also}

    @blueprint.route("/page", methods=["GET", "POST"])
    @public
    def page():
        uow = current_uow()
        {body}
        return "all is well"

    @hookimpl
    def blueprints():
        return [blueprint]
"""
SAVES = "save_customer(uow, CustomerDraft(fields={'name': 'Spoilt'})); "
FAULTS = {
    "raises": "raise RuntimeError('boom')",
    "exits": "raise SystemExit(2)",
    "answers nothing": "return None",
    "has no template": "return render_template('one/absent.html')",
    "has a bad template": "return render_template('one/bad.html')",
    "commits": "uow.commit()",
    "commits the session": "uow.session.commit()",
    "bad statement": "uow.session.execute(text('SELECT * FROM no_such_table'))",
    "leaves rubbish": "uow.session.add(Customer(name=None, kind='organization'))",
}
REFUSALS = {"raise NotFoundError": 404, "raise StaleVersionError": 409, "abort(418)": 418}
AROUND = {
    "before": "@blueprint.before_request\n    def before():\n        raise SystemExit('boom')",
    "after": "@blueprint.after_request\n    def after(response):\n        return 1 / 0",
    "after, nothing": "@blueprint.after_request\n    def after(response):\n        pass",
    "words": "@blueprint.context_processor\n    def words():\n        raise LookupError('boom')",
}
OUTSIDE = {
    "teardown": "@blueprint.teardown_request\n    def end(error):\n        pass",
    "error page": "@blueprint.errorhandler(404)\n    def lost(error):\n        return ''",
    "address": "@blueprint.url_defaults\n    def more(endpoint, values):\n        pass",
    "values": "@blueprint.url_value_preprocessor\n    def less(endpoint, values):\n        pass",
}
TEMPLATES = {
    "templates/one/bad.html": "{{ not_there.at_all }}",
    "templates/one/good.html": "<p>good</p>",
}


@pytest.fixture
def browse(workshop, enable):
    """The browser of an administrator, with a plugin that has this page."""

    def make(body: str = "pass", also: str = ""):
        hooks = PAGES.format(body=body, also=also)
        workshop.write("one", hooks, files=TEMPLATES)
        app = workshop.serve()
        problem = app.plugins.installation.plugin("one").problem
        assert problem is None, problem
        enable(app, "one")
        return sign_in(app, "admin")

    return make


def count(browser, *conditions) -> int:
    with browser.application.make_session() as session:
        return session.scalar(select(func.count()).where(*conditions))


def failures(browser) -> int:
    return count(browser, Note.kind == FAILURE, Note.subject == "one")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("fault", FAULTS)
def test_the_answer_names_the_plugin_and_nothing_is_saved(browse, fault, method) -> None:
    if method == "get" and fault == "leaves rubbish":
        pytest.skip("what a reading page leaves is written by nobody")
    browser = browse((SAVES if method == "post" else "") + FAULTS[fault])
    answer = getattr(browser, method)("/x/one/page")
    assert answer.status_code == 500
    assert "belongs to the plugin “one”" in answer.text
    assert failures(browser) == 1
    assert count(browser, Customer.name == "Spoilt") == 0
    assert browser.get("/today").status_code == 200
    assert "one.page" in browser.get("/admin/plugins/one").text


@pytest.mark.parametrize("body", REFUSALS)
def test_a_refusal_is_no_failure(browse, body) -> None:
    browser = browse(SAVES + body)
    assert browser.post("/x/one/page").status_code == REFUSALS[body]
    assert failures(browser) == 0
    assert count(browser, Customer.name == "Spoilt") == 0


def test_what_a_page_saves_is_saved(browse) -> None:
    browser = browse(SAVES)
    assert browser.post("/x/one/page").text == "all is well"
    assert count(browser, Customer.name == "Spoilt") == 1


def test_it_may_take_back_what_it_did(browse) -> None:
    browser = browse(SAVES + "uow.rollback()")
    assert browser.post("/x/one/page").status_code == 200
    assert count(browser, Customer.name == "Spoilt") == 0


@pytest.mark.parametrize("fault", AROUND)
def test_what_runs_around_its_pages_fails_only_there(browse, fault) -> None:
    browser = browse("return render_template('one/good.html')", AROUND[fault])
    assert browser.get("/x/one/page").status_code == 500
    assert failures(browser) == 1
    assert browser.get("/x/one/other").status_code == 404
    assert browser.get("/today").status_code == 200
    assert failures(browser) == 1


def test_what_runs_around_its_pages_does_run(browse) -> None:
    browser = browse(
        also="@blueprint.before_request\n    def before():\n        return 'instead'\n\n"
        "    @blueprint.after_request\n    def after(response):\n"
        "        response.headers['X-One'] = '1'\n        return response"
    )
    answer = browser.get("/x/one/page")
    assert (answer.text, answer.headers["X-One"]) == ("instead", "1")


def test_a_disabled_plugin_runs_nothing_around_a_request(browse, operating) -> None:
    browser = browse(also=AROUND["before"])
    app = browser.application
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    assert browser.get("/x/one/page").status_code == 404
    assert failures(browser) == 0


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_would_run_outside_of_its_pages_is_refused(workshop, name) -> None:
    workshop.write("one", PAGES.format(body="pass", also=OUTSIDE[name]))
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert problem.code == "plugin_pages"
    assert "outside" in str(problem)


def test_pages_that_fail_five_times_are_cut_off(browse, workshop) -> None:
    browser = browse("raise RuntimeError('boom')")
    other = sign_in(workshop.serve(), "admin")
    assert [browser.get("/x/one/page").status_code for _ in range(6)] == [500] * 5 + [404]
    assert other.get("/x/one/page").status_code == 404
    with browser.application.make_session() as session:
        assert session.scalar(select(PluginRecord.switch)) == Switch.AUTO_DISABLED


def test_an_entry_of_the_menu_that_leads_nowhere_is_left_out(workshop, enable) -> None:
    workshop.write(
        "one",
        """
        @hookimpl
        def menu_items():
            return [MenuItem(id="one", title="Menu of one", endpoint="one.absent", icon="today")]
        """,
    )
    app = workshop.serve()
    enable(app, "one")
    page = sign_in(app, "admin").get("/today")
    assert page.status_code == 200
    assert "Menu of one" not in page.text


def test_code_that_vanishes_while_the_server_runs_costs_only_its_pages(browse, workshop) -> None:
    browser = browse("return render_template('one/good.html')")
    shutil.rmtree(workshop.folder / "one")
    assert browser.get("/today").status_code == 200
    assert browser.get("/x/one/page").status_code == 500
    assert browser.get("/admin/plugins/").status_code == 200
    assert "files were changed" in browser.get("/admin/plugins/one").text
    assert browser.post("/admin/plugins/one/disabling").status_code == 303
    assert browser.get("/x/one/page").status_code == 404


def test_a_file_that_may_not_be_read_keeps_nobody_from_enabling(
    workshop, enable, monkeypatch
) -> None:
    workshop.write("one", files={"notes.txt": "mine"})
    app = workshop.serve()
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "notes.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    enable(app, "one")
    assert app.plugins.current().enabled == {"one"}
    assert sign_in(app, "admin").get("/admin/plugins/one").status_code == 200


def test_a_folder_that_may_not_be_read_is_told_and_the_server_starts(workshop, monkeypatch) -> None:
    look = Path.glob

    def refuse(path: Path, pattern: str):
        if path == workshop.folder:
            raise PermissionError(13, "Permission denied")
        return look(path, pattern)

    monkeypatch.setattr(Path, "glob", refuse)
    app = workshop.serve()
    (refused,) = app.plugins.installation.refused
    assert "Permission denied" in str(refused.error)
    assert app.test_client().get("/sign-in").status_code == 200
