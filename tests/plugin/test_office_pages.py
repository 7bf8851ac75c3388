"""Pages of plugins in the back office: gated, guarded, and named by their plugin."""

import re

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginRecord, Switch
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.testing import CHECKS, Fault
from salesforce_lite.testing.checklist import try_out
from tests.conftest import find_user, sign_in

VIEW = """
    from flask import redirect, render_template, url_for
    from salesforce_lite.admin import BackOfficeView, page
    from salesforce_lite.customers import CustomerDraft, save_customer
    from salesforce_lite.kernel.errors import NotFoundError
    from salesforce_lite.web import current_uow, needs, public, render_page, signed_in

    class Rules(BackOfficeView):
        title = "Rules of one"
        summary = "What one goes by."
        icon = "list"
        permission = "one.manage"

        @page("/")
        @needs("one.manage")
        def index(self):
            return render_page("one/rules.html", address=url_for(".save"))

        @page("/saving", methods=("POST",))
        @needs("one.manage")
        def save(self):
            uow = current_uow()
            {body}
            return redirect(url_for(".index"), 303)
        {more}

    {also}

    @hookimpl
    def admin_views():
        return [{views}]

    @hookimpl
    def permissions():
        return [Permission(code="one.manage", label="Manage one", default_roles=("admin",))]
"""
SAVES = "save_customer(uow, CustomerDraft(fields={'name': 'Spoilt'}))"
SECOND = """
    class Sources(BackOfficeView):
        url_name = "sources"
        title, summary, icon, permission = "Sources", "Where from.", "list", "one.manage"

        @page("/")
        @needs("one.manage")
        def index(self):
            return "second of one"
"""
PAGE = '{% extends "layout.html" %}{% set page_title = "Rules" %}{% block content %}\n'
PAGE += "<p>rules of one at {{ address }}</p>{% endblock %}"
FILES = {"templates/one/rules.html": PAGE, "templates/one/bad.html": "{{ not_there.at_all }}"}
MANIFEST = """
[plugin]
id = "one"
name = "First of all"
version = "1.0"
api = 1
summary = "For a test."
[es]
name = "Primero de todos"
"""


def hooks(body: str = "pass", *, more: str = "", also: str = "", views: str = "Rules") -> str:
    return VIEW.format(body=body, more=more, also=also, views=views)


@pytest.fixture
def serve(workshop):
    def make(text: str, *, manifest: str = ""):
        workshop.write("one", text, manifest=manifest, files=FILES)
        return workshop.serve()

    return make


@pytest.fixture
def browse(serve, enable):
    """The browser of an administrator, while the plugin is on."""

    def make(body: str = "pass", **options):
        app = serve(hooks(body, **options))
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


def test_a_view_is_there_while_its_plugin_is_on_and_only_then(serve, workshop, enable, operating):
    app = serve(hooks(), manifest=MANIFEST)
    here, there = sign_in(app, "admin"), sign_in(workshop.serve(), "admin")
    for browser in (here, there):
        assert browser.get("/admin/x/one/").status_code == 404
        assert "Rules of one" not in browser.get("/admin/").text
    enable(app, "one")
    for browser in (here, there):
        assert "rules of one at /admin/x/one/saving" in browser.get("/admin/x/one/").text
        listed = browser.get("/admin/").text
        assert 'href="/admin/x/one/"' in listed
        assert "What one goes by." in listed
        assert "First of all" in listed
        assert 'href="/admin/x/one/"' in browser.get("/admin/plugins/one").text
    with operating(app) as uow:
        app.plugins.disable(uow, "one")
    # Neither the page, nor what routing alone would answer: 308, 405.
    for path in ("/admin/x/one/", "/admin/x/one", "/admin//x/one", "/admin/x/one/saving"):
        assert there.get(path).status_code == 404, path
        assert there.post(path).status_code == 404, path
    assert "Rules of one" not in there.get("/admin/").text
    assert 'href="/admin/x/one/"' not in there.get("/admin/plugins/one").text


def test_the_plugin_is_named_in_the_readers_language(serve, enable, operating):
    app = serve(hooks(), manifest=MANIFEST)
    enable(app, "one")
    with operating(app) as uow:
        find_user(uow.session, "admin").locale = "es-MX"
    assert "Primero de todos" in sign_in(app, "admin").get("/admin/").text


def test_what_it_adds_is_told_before_it_is_switched_on(serve):
    browser = sign_in(serve(hooks()), "admin")
    page = browser.get("/admin/plugins/one").text
    assert "Pages of the back office" in page
    assert "Rules of one</dd>" in page


def test_only_who_has_the_permission_sees_it(browse):
    admin = browse()
    manager = sign_in(admin.application, "manager")
    assert manager.get("/admin/").status_code == 200
    assert "Rules of one" not in manager.get("/admin/").text
    assert manager.get("/admin/x/one/").status_code == 403
    assert manager.post("/admin/x/one/saving").status_code == 403
    visitor = admin.application.test_client()
    assert visitor.get("/admin/x/one/").location.startswith("/sign-in")


def test_a_form_without_the_token_is_refused(browse):
    browser = browse(SAVES)
    browser.application.config["WTF_CSRF_ENABLED"] = True
    assert browser.post("/admin/x/one/saving").status_code == 400
    assert count(browser, Customer.name == "Spoilt") == 0


def test_what_a_page_saves_is_saved(browse):
    browser = browse(SAVES)
    assert browser.post("/admin/x/one/saving").location == "/admin/x/one/"
    assert count(browser, Customer.name == "Spoilt") == 1


@pytest.mark.parametrize(
    "fault",
    ["raise RuntimeError('boom')", "return render_template('one/bad.html')", "uow.commit()"],
)
def test_a_view_that_fails_names_the_plugin_and_saves_nothing(browse, fault):
    browser = browse(f"{SAVES}; {fault}")
    answer = browser.post("/admin/x/one/saving")
    assert answer.status_code == 500
    assert "belongs to the plugin “one”" in answer.text
    assert failures(browser) == 1
    assert count(browser, Customer.name == "Spoilt") == 0
    assert browser.get("/admin/").status_code == 200
    assert "one-office.save" in browser.get("/admin/plugins/one").text


def test_a_refusal_is_no_failure(browse):
    browser = browse(f"{SAVES}; raise NotFoundError")
    assert browser.post("/admin/x/one/saving").status_code == 404
    assert failures(browser) == 0


def test_a_view_that_fails_five_times_is_cut_off(browse):
    browser = browse("raise RuntimeError('boom')")
    answers = [browser.post("/admin/x/one/saving").status_code for _ in range(6)]
    assert answers == [500] * 5 + [404]
    with browser.application.make_session() as session:
        assert session.scalar(select(PluginRecord.switch)) == Switch.AUTO_DISABLED
    assert "Rules of one" not in browser.get("/admin/").text


def test_further_views_stand_below_the_first(browse):
    browser = browse(also=SECOND, views="Rules, Sources")
    assert "second of one" in browser.get("/admin/x/one/sources/").text
    entries = re.findall(r'href="(/admin/x/one/[a-z/]*)"', browser.get("/admin/").text)
    assert entries == ["/admin/x/one/", "/admin/x/one/sources/"]


def test_views_of_two_plugins_never_meet(workshop, enable):
    """However their ids and addresses are put together."""
    third = hooks(also=SECOND, views="Rules, Sources")
    workshop.write("one", third, files=FILES)
    workshop.write(
        "one_office",
        third.replace("one.manage", "one_office.manage").replace("of one", "of the office"),
        files={"templates/one_office/rules.html": PAGE.replace("of one", "of the office")},
    )
    app = workshop.serve()
    assert app.plugins.installation.problems() == []
    enable(app, "one", "one_office")
    browser = sign_in(app, "admin")
    assert "second of one" in browser.get("/admin/x/one/sources/").text
    assert "second of the office" in browser.get("/admin/x/one_office/sources/").text


def nameless(word: str) -> str:
    return re.sub(rf'        {word} = "[^"]*"\n', "", hooks())


BARE = """
        @page("/bare")
        {policy}def bare(self):
            return ""
"""
WRONG = {
    "declares no policy": hooks(more=BARE.format(policy="")),
    "asks for no permission": hooks(more=BARE.format(policy="@signed_in\n        ")),
    "/admin/x/one/bare asks for no permission": hooks(more=BARE.format(policy="@public\n        ")),
    "says no title": nameless("title"),
    "says no summary": nameless("summary"),
    "says no icon": nameless("icon"),
    "says no permission": nameless("permission"),
    "has no page index": hooks().replace("def index", "def first").replace(".index", ".first"),
    "Sources needs a url_name": hooks(
        also=SECOND.replace('url_name = "sources"', ""), views="Rules, Sources"
    ),
    "Sources needs a url_name of its own": hooks(
        also=SECOND + SECOND, views="Rules, Sources, Sources"
    ),
    "small letters, digits, -": hooks(
        also=SECOND.replace('"sources"', '"../../../customers"'), views="Rules, Sources"
    ),
    "two of its pages stand at /admin/x/one/sources/": hooks(
        more='\n        @page("/sources/")\n        @needs("one.manage")\n'
        "        def bare(self):\n            return ''\n",
        also=SECOND,
        views="Rules, Sources",
    ),
    "outside of /admin/x/one/": hooks(
        more="\n        def _get_view_url(self, admin, url):\n            return '/customers/odd'\n"
    ),
    "hook into every request": hooks(
        more="\n        def create_blueprint(self, admin):\n"
        "            made = super().create_blueprint(admin)\n"
        "            made.before_app_request(lambda: None)\n"
        "            return made\n"
    ),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_cannot_stand_in_the_back_office_is_refused_at_the_start(serve, says):
    app = serve(WRONG[says])
    problem = app.plugins.installation.plugin("one").problem
    assert problem.code == "plugin_pages"
    assert says in str(problem)
    assert app.test_client().get("/sign-in").status_code == 200


@pytest.mark.parametrize("answer", ["Rules()", "int", "BackOfficeView", "'Rules'"])
def test_only_subclasses_of_the_view_are_an_answer(serve, answer):
    problem = serve(hooks(views=answer)).plugins.installation.plugin("one").problem
    assert problem.code == "wrong_answer"
    assert "BackOfficeView" in str(problem)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (hooks().replace('permission = "one.manage"', 'permission = "one.rule"'), "one.rule"),
        (hooks().replace('@needs("one.manage")', '@needs("one.rule")'), "one.rule"),
        (hooks().replace('"one/rules.html"', '"one/bad.html"'), "answers 500"),
        (hooks(), ""),
    ],
)
def test_the_conformance_suite_looks_at_them(workshop, template, tmp_path, text, says):
    folder = workshop.write("one", text, files=FILES)
    place = tmp_path / "trial"
    if not says:
        try_out(CHECKS["pages"], folder, template, place, {})
        return
    with pytest.raises(Fault, match=says):
        try_out(CHECKS["pages"], folder, template, place, {})
