"""Checklists are asked for kinds of activities that the company made or renamed."""

from salesforce_lite.activities import add_kind, rename_kind, retire_kind

from .conftest import Desk, input_of

OFFICE = "/admin/x/visit_checklist/"


def test_a_checklist_is_asked_for_an_own_kind_and_says_its_name(desk: Desk) -> None:
    with desk.plugin.operating() as uow:
        code = add_kind(uow, name_en="Product demo", name_es="Demostración", like="visit").code
    office = desk.client_of("admin")
    assert "Product demo" in office.get(f"{OFFICE}new").text
    checklist = desk.checklist(kinds=(code,))
    question = desk.question(checklist)
    assert "Product demo" in office.get(f"{OFFICE}{checklist.id}").text
    assert "Is it in sight?" in desk.form(code)
    assert "Is it in sight?" not in desk.form("visit")
    desk.log(kind=code, **{input_of(question): "yes"})
    (answer,) = desk.answers()
    assert answer.value is True or answer.value == "yes"


def test_a_retired_kind_is_offered_to_no_other_checklist_and_keeps_its_name(desk: Desk) -> None:
    with desk.plugin.operating() as uow:
        code = add_kind(uow, name_en="Product demo", name_es="Demostración", like="visit").code
    checklist = desk.checklist(kinds=(code,))
    with desk.plugin.operating() as uow:
        retire_kind(uow, code)
    office = desk.client_of("admin")
    assert "Product demo" not in office.get(f"{OFFICE}new").text
    edited = office.get(f"{OFFICE}{checklist.id}/edit").text
    assert "Product demo" in edited
    assert "Product demo" in office.get(OFFICE).text


def test_what_a_renamed_kind_costs_is_not_called_a_visit(desk: Desk) -> None:
    checklist = desk.checklist()
    desk.question(checklist)
    office = desk.client_of("admin")
    assert "to each visit" in office.get(f"{OFFICE}{checklist.id}").text
    with desk.plugin.operating() as uow:
        rename_kind(uow, "visit", name_en="Store check", name_es="Revisión")
    page = office.get(f"{OFFICE}{checklist.id}").text
    assert "Store check" in page
    assert "to each visit" not in page
