"""An administrator reads about plugins, switches and configures them, and mends what fails."""

import re

import pytest

from tests.conftest import sign_in
from tests.plugin.conftest import enable, operating, workshop
from tests.plugin.test_settings import FORM
from tests.plugin.test_tables import write as write_with_tables

__all__ = ["enable", "operating", "workshop"]

PANEL = """
    @hookimpl
    def panels():
        return [Panel(slot="frame.notice", template="one/note.html", load=load)]
"""
SAYS = """
    def load(uow, record):
        return {"words": plugin_settings(uow, "one")["words"]}
"""
FAILS = """
    def load(uow, record):
        raise LookupError("no such word")
"""
NOTE = {"templates/one/note.html": "<p>one says {{ words }}</p>"}


@pytest.fixture
def serve(workshop):
    """Two workers and, at each, an administrator's browser."""

    def make(hooks: str):
        workshop.write("one", hooks, files=NOTE)
        return [sign_in(workshop.serve(), "admin") for _ in range(2)]

    return make


def settings(browser) -> dict[str, str]:
    page = browser.get("/admin/plugins/one").text
    names = re.findall(r'name="(set-\w+|version)"[^>]*value="([^"]*)"', page)
    return dict(names)


def test_it_is_switched_on_configured_and_off_in_the_browser(serve):
    here, there = serve(FORM + PANEL + SAYS)
    assert "one says" not in here.get("/today").text
    listed = here.get("/admin/plugins/").text
    assert "For a test." in listed
    page = here.get("/admin/plugins/one").text
    assert "one/note" not in page
    assert "Switch on" in page
    assert here.post("/admin/plugins/one/enabling").status_code == 303
    assert [one.get("/today").text.count("one says hello") for one in (here, there)] == [1, 1]
    assert here.post(
        "/admin/plugins/one",
        data={**settings(here), "set-words": "hi", "set-token": "swordfish"},
    ).status_code == 303  # fmt: skip
    assert [one.get("/today").text.count("one says hi") for one in (here, there)] == [1, 1]
    assert "swordfish" not in here.get("/admin/plugins/one").text
    assert here.post("/admin/plugins/one/disabling").status_code == 303
    assert [one.get("/today").text.count("one says") for one in (here, there)] == [0, 0]
    assert settings(here)["set-words"] == "hi"


def test_what_is_typed_wrong_is_told_beside_the_field_and_stays(serve):
    here, _ = serve(FORM)
    answer = here.post(
        "/admin/plugins/one", data={**settings(here), "set-words": "hi", "set-most": "many"}
    )
    assert answer.status_code == 422
    assert 'value="hi"' in answer.text
    assert 'value="many"' in answer.text
    assert answer.text.count("sl-error") == 2  # the number, and the token that must be there


def test_a_kept_secret_need_not_be_typed_again(serve):
    here, _ = serve(FORM)
    sent = {**settings(here), "set-token": "swordfish"}
    assert here.post("/admin/plugins/one", data=sent).status_code == 303
    assert here.post("/admin/plugins/one", data=settings(here)).status_code == 303


def test_the_second_of_two_editors_is_told_and_loses_nothing(serve):
    here, there = serve(FORM)
    sent = {**settings(here), "set-token": "swordfish"}
    assert here.post("/admin/plugins/one", data=sent).status_code == 303
    mine, theirs = settings(here), settings(there)
    assert there.post("/admin/plugins/one", data={**theirs, "set-words": "b"}).status_code == 303
    answer = here.post("/admin/plugins/one", data={**mine, "set-words": "a"})
    assert answer.status_code == 409
    assert 'value="a"' in answer.text
    without_version = {name: value for name, value in mine.items() if name != "version"}
    assert here.post("/admin/plugins/one", data=without_version).status_code == 409


def test_failures_are_shown_with_where_and_how_often_and_it_can_be_tried_again(serve):
    here, there = serve(PANEL + FAILS)
    here.post("/admin/plugins/one/enabling")
    for _ in range(5):
        assert there.get("/today").status_code == 200
    page = here.get("/admin/plugins/one").text
    assert "LookupError: no such word" in page
    assert "switched off by itself" in page
    assert page.count("<summary>") >= 5
    assert "5 failures today" in here.get("/admin/plugins/").text
    assert "Try again" in page
    here.post("/admin/plugins/one/enabling")
    assert "Switch off" in here.get("/admin/plugins/one").text


def test_a_check_of_settings_that_fails_is_the_plugins_failure(serve):
    before, _, after = FORM.partition("    @hookimpl")
    check = "        def validate_words(self, field):\n            raise LookupError('odd')\n\n"
    here, _ = serve(before.rstrip() + "\n\n" + check + "    @hookimpl" + after)
    answer = here.post("/admin/plugins/one", data={**settings(here), "set-token": "x"})
    assert answer.status_code == 422
    assert "could not check its settings: LookupError: odd" in answer.text


def test_files_changed_on_disk_are_told(serve, workshop):
    here, _ = serve(FORM)
    here.post("/admin/plugins/one/enabling")
    assert "files were changed" not in here.get("/admin/plugins/one").text
    (workshop.folder / "one" / "hooks.py").write_text("# other\n")
    assert "files were changed" in here.get("/admin/plugins/one").text


def test_names_that_are_taken_are_told_and_it_is_not_switched_on(serve, workshop):
    workshop.write(
        "two",
        """
        @hookimpl
        def permissions():
            return [Permission(code="customers.edit", label="Mine")]
        """,
    )
    here, _ = serve(FORM)
    page = here.get("/admin/plugins/two").text
    assert "“customers.edit” (Permissions) is there already, from Salesforce Lite" in page
    assert "Switch on" not in page
    # The service refuses it, whichever door asks.
    answer = here.post("/admin/plugins/two/enabling")
    assert answer.status_code == 422
    assert "“customers.edit” is there already, from Salesforce Lite" in answer.text
    assert workshop.apps[0].plugins.current().enabled == frozenset()


def test_broken_and_vanished_ones_are_told_and_unknown_ones_are_not_there(serve, workshop):
    workshop.write("two", "raise OSError('gone')")
    here, _ = serve(FORM)
    assert "OSError: gone" in here.get("/admin/plugins/two").text
    here.post("/admin/plugins/two/enabling")
    assert "OSError: gone" in here.get("/admin/plugins/").text
    assert here.get("/admin/plugins/nothing").status_code == 404
    assert here.post("/admin/plugins/nothing/enabling").status_code == 404
    assert here.post("/admin/plugins/nothing/disabling").status_code == 404


def test_only_those_who_may_manage_plugins_come_in(serve, workshop):
    serve(FORM)
    rep = sign_in(workshop.apps[0], "rep")
    assert "/admin/plugins" not in rep.get("/today").text
    for path in ("/admin/", "/admin/plugins/", "/admin/plugins/one"):
        assert rep.get(path).status_code == 403
    for path in ("one", "one/enabling", "one/disabling"):
        assert rep.post(f"/admin/plugins/{path}").status_code == 403


ADDS = """
    @hookimpl
    def permissions():
        return [Permission(code="one.ring", label="Ring the bell")]
"""


def test_the_list_has_a_switch_for_each(serve):
    here, there = serve(FORM + PANEL + SAYS)
    listed = here.get("/admin/plugins/").text
    assert 'aria-label="Switch on: One"' in listed
    assert 'action="/admin/plugins/one/enabling"' in listed
    here.post("/admin/plugins/one/enabling")
    listed = there.get("/admin/plugins/").text
    assert 'aria-label="Switch off: One"' in listed
    assert "Switch on:" not in listed
    answer = there.post("/admin/plugins/one/disabling", data={"back": "list"})
    assert (answer.status_code, answer.location) == (303, "/admin/plugins/")
    assert "one says" not in here.get("/today").text


def test_what_has_no_code_cannot_be_switched_in_the_list(workshop):
    workshop.write("one", "import nothing_of_the_kind")
    listed = sign_in(workshop.serve(), "admin").get("/admin/plugins/").text
    assert "nothing_of_the_kind" in listed
    assert "Switch on:" not in listed


def test_what_a_plugin_adds_is_said_in_words(serve):
    here, _ = serve(FORM + PANEL + SAYS + ADDS)
    page = here.get("/admin/plugins/one").text
    assert "Ring the bell" in page
    assert "one.ring" not in page
    assert "every page" in page
    assert "frame.notice" not in page


def test_the_steps_of_its_tables_are_told_before_and_after(workshop):
    write_with_tables(workshop, second="pass")
    browser = sign_in(workshop.serve(), "admin")
    before = browser.get("/admin/plugins/one").text
    assert [before.count(each) for each in ("<code>0001</code>", "<code>0002</code>")] == [1, 1]
    assert before.count("when it is switched on") == 2
    assert "Making its tables and switching it on" in before
    assert browser.post("/admin/plugins/one/enabling").status_code == 303
    after = browser.get("/admin/plugins/one").text
    assert "<code>0002</code>" in after
    assert "when it is switched on" not in after


def test_steps_that_cannot_be_read_leave_the_page_to_be_read(workshop):
    write_with_tables(workshop, first="this is no Python")
    browser = sign_in(workshop.serve(), "admin")
    assert browser.get("/admin/plugins/one").status_code == 200
    answer = browser.post("/admin/plugins/one/enabling")
    assert answer.status_code in (400, 409, 422, 500)
    assert "one" in answer.text


FOLLOWS = """
    from salesforce_lite.customers import CustomerDeleted
    from salesforce_lite.kernel.events import Event
    from salesforce_lite.plugin import after_commit

    class Rung(Event):
        pass

    def follow(uow, event):
        pass

    @hookimpl
    def subscriptions():
        return [after_commit(CustomerDeleted, follow), after_commit(Rung, follow)]
"""


def test_what_it_reacts_to_is_said_in_words_beside_the_name(serve):
    here, _ = serve(FOLLOWS)
    page = here.get("/admin/plugins/one").text
    assert "A customer was deleted <code>CustomerDeleted</code>" in page
    assert "<code>Rung</code>" in page


def test_what_its_tables_hold_is_said_where_the_author_says_it(workshop):
    write_with_tables(workshop, words="Points of customers")
    browser = sign_in(workshop.serve(), "admin")
    browser.post("/admin/plugins/one/enabling")
    assert "Points of customers <code>one_point</code>" in browser.get("/admin/plugins/one").text


def test_the_words_of_a_step_are_not_cut(workshop):
    write_with_tables(workshop)
    page = sign_in(workshop.serve(), "admin").get("/admin/plugins/one").text
    steps = page.partition('id="migrations"')[2]
    assert re.search(r'<ul class="([^"]*)"', steps)[1] == "sl-rows sl-rows-whole"
