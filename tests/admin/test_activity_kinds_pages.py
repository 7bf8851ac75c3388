"""An administrator keeps the kinds of activities in the back office."""

import re

import pytest

from salesforce_lite.access import User
from salesforce_lite.activities import list_kinds
from tests.customers.pages import form_values

KINDS = "/admin/activity-kinds/"
HISTORY = "/admin/history/"
CORE = ("visit", "call", "message", "email", "meeting", "task", "promise", "note")
DEMO = {"label_en": "Product demo", "label_es": "Demostración", "like": "visit"}


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def kinds(work):
    def read():
        with work("admin") as uow:
            return {one.code: one for one in list_kinds(uow)}

    return read


def row(page: str, code: str) -> str:
    return page.partition(f'id="kind-{code}"')[2].partition("</li>")[0]


def test_the_page_says_what_each_kind_asks_and_how_many_outcomes_it_has(office):
    page = office.get(KINDS).text
    places = [page.index(f'id="kind-{code}"') for code in CORE]
    assert places == sorted(places)
    visit = row(page, "visit")
    for words in ("Visita", "place, from when to when", "8 outcomes", "activity.outcome.visit"):
        assert words in visit
    assert "through what" in row(page, "message")
    assert "only planned" in row(page, "task")
    assert "asks" not in row(page, "task")
    assert "outcome" not in row(page, "note")
    assert KINDS in office.get("/admin/").text


def test_a_kind_is_made_renamed_moved_retired_and_offered_again(office, kinds):
    added = office.post(KINDS, data=DEMO)
    assert (added.status_code, added.location) == (303, KINDS)
    code = "own_product_demo"
    for words in ("8 outcomes", "works like “Visit”", "place, from when to when"):
        assert words in row(office.get(KINDS).text, code)
    assert (
        "Outcomes: Product demo"
        in office.get("/admin/lists/activity.outcome.own_product_demo").text
    )
    office.post(
        f"{KINDS}{code}",
        data={
            "label_en": "Showing",
            "label_es": "Muestra",
            "version": kinds()[code].version,
        },
    )
    assert kinds()[code].label_es == "Muestra"
    office.post(f"{KINDS}{code}/place", data={"place": "1", "version": kinds()[code].version})
    assert next(iter(kinds())) == code
    told = office.post(
        f"{KINDS}{code}/retirement",
        data={"version": kinds()[code].version},
        follow_redirects=True,
    ).text
    assert "“Showing” is offered no more." in told
    assert f"{KINDS}{code}/revival" in told
    assert "Offered no more" in row(told, code)
    back = office.post(f"{KINDS}{code}/revival", follow_redirects=True).text
    assert "“Showing” is offered again." in back
    assert kinds()[code].is_active
    history = office.get(f"/admin/history/?record={kinds()[code].id}").text
    for words in ("Showing", "Product demo", "Muestra", "Place in the order", "Kind of activity"):
        assert words in history
    assert "Value of a list" not in history
    outcomes = set(re.findall(r"Value of “[^”]*”", office.get(HISTORY).text))
    assert outcomes == {"Value of “Outcomes: Showing”"}


def test_who_renames_a_kind_in_one_language_is_told_what_the_other_says(office, kinds):
    def rename(code, **labels):
        form = form_values(office.get(f"{KINDS}{code}").text)
        return office.post(f"{KINDS}{code}", data=form | labels, follow_redirects=True).text

    told = rename("visit", label_es="Degustación")
    assert "In English it is still called “Visit”" in told
    assert "In Spanish it is still called “Llamada”" in rename("call", label_en="Ring")
    assert "still called" not in rename("visit", label_en="Tasting")
    assert kinds()["visit"].label_es == "Degustación"


def test_what_is_wrong_is_said_beside_what_was_typed(office, kinds):
    taken = office.post(KINDS, data={**DEMO, "label_es": "visita"})
    assert taken.status_code == 422
    assert 'value="Product demo"' in taken.text
    assert office.post(KINDS, data={**DEMO, "like": "promise"}).status_code == 422
    assert office.post(KINDS, data={**DEMO, "label_en": ""}).status_code == 422
    assert set(kinds()) == set(CORE)


def test_two_who_rename_a_kind_are_both_told(office, client_of, kinds):
    form = form_values(office.get(f"{KINDS}visit").text)
    office.post(f"{KINDS}visit", data=form | {"label_en": "First", "label_es": "Primero"})
    told = office.post(f"{KINDS}visit", data=form | {"label_en": "Second"})
    assert told.status_code == 409
    assert "First" in told.text
    assert kinds()["visit"].label_en == "First"
    again = form_values(told.text)
    assert (again["label_en"], again["label_es"]) == ("Second", "Primero")
    assert office.post(f"{KINDS}visit", data=again).status_code == 303
    assert kinds()["visit"].label_en == "Second"


def test_who_has_read_an_older_page_changes_nothing_unseen(office, kinds):
    read = {"version": kinds()["visit"].version}
    office.post(f"{KINDS}visit/place", data={"place": "3", **read})
    assert office.post(f"{KINDS}visit/retirement", data=read).status_code == 409
    assert office.post(f"{KINDS}visit/place", data={"place": "5", **read}).status_code == 409
    assert kinds()["visit"].is_active


def test_the_last_one_is_kept_and_without_tasks_the_page_says_what_that_means(office, kinds):
    for code in CORE[1:]:
        office.post(f"{KINDS}{code}/retirement", data={"version": kinds()[code].version})
    refused = office.post(f"{KINDS}visit/retirement", data={"version": kinds()["visit"].version})
    assert refused.status_code == 422
    assert "“Visit” is the only kind that is offered." in refused.text
    assert "stays a task" in office.get(KINDS).text
    office.post(f"{KINDS}task/revival")
    assert "stays a task" not in office.get(KINDS).text


@pytest.mark.parametrize("name", ["manager", "rep", "inside", "viewer"])
def test_only_who_keeps_lists_sees_the_page(client_of, kinds, name):
    browser = client_of(name)
    read = {"version": kinds()["visit"].version}
    for address in (KINDS, f"{KINDS}visit"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, data=DEMO | read).status_code == 403
    for part in ("place", "retirement", "revival"):
        assert browser.post(f"{KINDS}visit/{part}", data={"place": "3", **read}).status_code == 403
    assert list(kinds()) == list(CORE)


def test_what_is_no_kind_is_not_found(office):
    assert office.get(f"{KINDS}nothing").status_code == 404
    assert office.post(f"{KINDS}nothing/retirement", data={"version": "1"}).status_code == 404


def test_kinds_are_not_changed_behind_their_page(office, kinds):
    """A list's page would change them without the other workers' knowing."""
    visit = kinds()["visit"]
    assert office.get("/admin/lists/activity.kind").status_code == 404
    address = f"/admin/lists/values/{visit.id}"
    assert office.get(address).status_code == 404
    for part in ("place", "retirement", "revival"):
        sent = {"version": visit.version, "place": "3"}
        assert office.post(f"{address}/{part}", data=sent).status_code == 404
    assert list(kinds()) == list(CORE)


def test_the_page_speaks_spanish(office, work):
    with work("admin") as uow:
        uow.session.get(User, uow.actor.user_id).locale = "es-ES"
    page = office.get(KINDS).text
    assert "Tipos de actividad" in page
    assert "lugar, desde y hasta cuándo" in row(page, "visit")
    assert "8 resultados" in row(page, "visit")
