"""Administrators make checklists, order and word their questions, and see what they cost."""

import re
from typing import Any

import pytest

from salesforce_lite.kernel.errors import InvalidInputError

from .conftest import CHOICES, Desk

OFFICE = "/admin/x/visit_checklist/"


def test_only_who_keeps_checklists_sees_the_pages(desk: Desk) -> None:
    checklist = desk.checklist()
    question = desk.question(checklist)
    for path in (OFFICE, f"{OFFICE}{checklist.id}", f"{OFFICE}questions/{question.id}"):
        assert desk.client_of("admin").get(path).status_code == 200
        assert desk.client_of("manager").get(path).status_code == 403


def test_a_checklist_is_made_in_the_browser_and_asked(desk: Desk) -> None:
    admin = desk.client_of("admin")
    made = admin.post(f"{OFFICE}new", data={"name_en": "Shop", "kinds": "visit"})
    assert made.status_code == 303
    place = made.location
    new = admin.post(f"{place}/questions/new/yes_no", data={"text_en": "Clean?"})
    assert new.location == place
    page = admin.get(place).text
    assert "This checklist adds about" in page
    assert "estimated" in page
    version = re.search(
        r'name="is_on" value="1"><input type="hidden" name="version" value="(\d+)"', page
    )
    assert version
    admin.post(f"{place}/switch", data={"is_on": "1", "version": version.group(1)})
    assert "Clean?" in desk.form()


def test_an_example_is_a_tap_away_and_off(desk: Desk) -> None:
    admin = desk.client_of("admin")
    assert "Begin with an example" in admin.get(OFFICE).text
    place = admin.post(f"{OFFICE}example").location
    assert "Is the product in sight?" in admin.get(place).text
    assert "Is the product in sight?" not in desk.form()


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("new", {}, "Fill this in."),
        ("new", {"name_en": "x" * 121, "kinds": "visit"}, "too long"),
        ("new", {"name_en": "Shop"}, "Choose at least one kind"),
        ("new", {"name_en": "Shop", "kinds": "nothing"}, "sl-error"),
        ("{id}/questions/new/yes_no", {}, "Fill this in."),
        ("{id}/questions/new/text", {"text_es": "x" * 301}, "too long"),
        ("{id}/questions/new/choice", {"text_es": "x"}, "at least two choices"),
        (
            "{id}/questions/new/choice",
            {"text_es": "x", "options-0-es": "a", "options-1-es": "a"},
            "Two choices are called “a”.",
        ),
        (
            "{id}/questions/new/choice",
            {"text_es": "x", "options-0-es": "a" * 121, "options-1-es": "b"},
            "too long",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_typed_is_lost(
    desk: Desk, path: str, sent: dict[str, str], told: str
) -> None:
    checklist = desk.checklist()
    answer = desk.client_of("admin").post(OFFICE + path.format(id=checklist.id), data=sent)
    assert answer.status_code == 422
    assert told in answer.text
    for value in sent.values():
        assert value in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "01234567-89ab-7def-8123-456789abcdef",
        "questions/01234567-89ab-7def-8123-456789abcdef",
        "{id}/questions/new/colour",
    ],
)
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    checklist = desk.checklist()
    assert desk.client_of("admin").get(OFFICE + path.format(id=checklist.id)).status_code == 404


def test_two_administrators_do_not_write_over_each_other(desk: Desk) -> None:
    question = desk.question(desk.checklist())
    admin, path = desk.client_of("admin"), f"{OFFICE}questions/{question.id}"
    assert admin.post(path, data={"text_en": "First", "version": 1}).status_code == 303
    second = admin.post(path, data={"text_en": "Second", "version": 1})
    assert second.status_code == 409
    assert "Second" in second.text
    again = dict(re.findall(r'name="(version)"[^>]* value="(\d+)"', second.text))
    assert admin.post(path, data={"text_en": "Second", **again}).status_code == 303


def places(desk: Desk, checklist: Any) -> list[str]:
    with desk.plugin.operating() as uow:
        questions = desk.module("keeping").questions_of(uow, [checklist.id])
        return [one.text_en for one in questions if one.is_live]


def test_questions_are_put_in_order_retired_and_asked_again(desk: Desk) -> None:
    checklist = desk.checklist()
    for text in ("One", "Two", "Three"):
        last = desk.question(checklist, text_en=text)
    admin, path = desk.client_of("admin"), f"{OFFICE}questions/{last.id}"
    admin.post(f"{path}/place", data={"place": 1, "version": 1})
    assert places(desk, checklist) == ["Three", "One", "Two"]
    admin.post(f"{path}/retirement", data={"version": 2})
    assert places(desk, checklist) == ["One", "Two"]
    assert "Asked no more" in admin.get(f"{OFFICE}{checklist.id}").text
    admin.post(f"{path}/revival")
    assert places(desk, checklist) == ["Three", "One", "Two"]


def test_a_choice_keeps_its_code_and_one_left_out_is_offered_no_more(desk: Desk) -> None:
    question = desk.question(desk.checklist(), "choice", options=CHOICES)
    owner, nobody = question.options
    with desk.plugin.operating() as uow:
        new = {"code": "", "es": "Empleado", "en": "Employee", "is_retired": False}
        changed = desk.module("keeping").change_question(
            uow, question.id, text_es="x", text_en="", options=[new, {**owner, "en": "The owner"}]
        )
        assert [(one["code"], one["en"], one["is_retired"]) for one in changed.options] == [
            ("3", "Employee", False),
            (owner["code"], "The owner", False),
            (nobody["code"], "Nobody", True),
        ]


def test_a_code_that_is_made_up_becomes_a_new_choice(desk: Desk) -> None:
    question = desk.question(desk.checklist(), "choice", options=CHOICES)
    odd = {"code": "../x", "es": "Otro", "en": "", "is_retired": False}
    with desk.plugin.operating() as uow:
        changed = desk.module("keeping").change_question(
            uow, question.id, text_es="x", text_en="", options=[*question.options, odd]
        )
        assert [one["code"] for one in changed.options] == ["1", "2", "3"]


def test_what_was_answered_is_not_deleted(desk: Desk) -> None:
    checklist = desk.checklist()
    question = desk.question(checklist)
    admin = desk.client_of("admin")
    desk.log(**{f"visit_checklist.{question.id.hex}": "yes"})
    path = f"{OFFICE}{checklist.id}"
    assert admin.post(f"{path}/deletion", data={"version": checklist.version}).status_code == 422
    assert admin.get(path).status_code == 200
    other = desk.checklist()
    gone = admin.post(f"{OFFICE}{other.id}/deletion", data={"version": other.version})
    assert gone.status_code == 303
    assert admin.get(f"{OFFICE}{other.id}").status_code == 404


def test_a_checklist_needs_a_kind_that_there_can_be(desk: Desk) -> None:
    with pytest.raises(InvalidInputError), desk.plugin.operating() as uow:
        desk.module("keeping").add_checklist(uow, name_es="x", name_en="", kinds=["no kind"])
