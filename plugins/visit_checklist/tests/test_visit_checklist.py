"""A checklist is asked where it belongs, answered once, and kept as it was asked."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from salesforce_lite.activities import Activity, delete_activity
from salesforce_lite.customers import merge_customers
from salesforce_lite.imports import export_records, find_importer
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Conformance

from .conftest import CHOICES, Desk, input_of


class TestConformance(Conformance):
    """What `salesforce-lite plugins check` runs."""


def test_a_checklist_is_asked_for_its_kinds_and_while_it_is_on(desk: Desk) -> None:
    checklist = desk.checklist(kinds=("visit", "call"))
    desk.question(checklist)
    for kind, is_asked in (("visit", True), ("call", True), ("message", False)):
        assert ("Is it in sight?" in desk.form(kind)) is is_asked
    with desk.plugin.operating() as uow:
        desk.module("keeping").switch_checklist(uow, checklist.id, is_on=False)
    assert "Is it in sight?" not in desk.form("visit")


def test_a_checklist_may_be_for_some_customers_only(desk: Desk) -> None:
    checklist = desk.checklist(roles=("distributor", "agent"))
    desk.question(checklist)
    assert "Is it in sight?" not in desk.form()
    desk.customer = desk.records.customer(name="Distribuidora Sur", roles=["distributor"])
    assert "Is it in sight?" in desk.form()


def test_what_is_asked_speaks_the_readers_language_or_the_only_one_there_is(desk: Desk) -> None:
    checklist = desk.checklist(name_en="")
    desk.question(checklist, text_es="¿Está a la vista?", text_en="")
    page = desk.form()
    assert "Visita a la tienda" in page
    assert "¿Está a la vista?" in page


def everything(desk: Desk) -> dict[str, Any]:
    checklist = desk.checklist()
    return {
        "yes_no": desk.question(checklist, is_required=True),
        "choice": desk.question(checklist, "choice", text_en="Who was there?", options=CHOICES),
        "scale": desk.question(checklist, "scale", text_en="How pleased?"),
        "number": desk.question(checklist, "number", text_en="How many boxes?"),
        "text": desk.question(checklist, "text", text_en="Who else?"),
    }


SAID = {"yes_no": "yes", "choice": "1", "scale": "4", "number": "12.5", "text": " Acme  Ltd "}


def answered(desk: Desk, **said: str) -> dict[str, Any]:
    asked = everything(desk)
    answer = desk.log(**{input_of(asked[kind]): value for kind, value in {**SAID, **said}.items()})
    assert answer.status_code == 303, answer.text
    return asked


def test_every_kind_of_question_is_answered(desk: Desk) -> None:
    answered(desk)
    kept = {one.kind: one.value for one in desk.answers()}
    assert kept == {
        "yes_no": True,
        "choice": "1",
        "scale": "4",
        "number": "12.5",
        "text": "Acme Ltd",
    }


def test_a_required_question_keeps_the_visit_from_being_saved(desk: Desk) -> None:
    question = desk.question(desk.checklist(), is_required=True)
    refused = desk.log(note="Long and good")
    assert refused.status_code == 422
    assert "Long and good" in refused.text
    assert f'id="{input_of(question)}-notes"' in refused.text
    assert desk.log(**{input_of(question): "no"}).status_code == 303


def test_the_timeline_and_the_page_of_the_visit_show_the_answers(desk: Desk) -> None:
    answered(desk)
    customer = desk.client_of("rep").get(f"/customers/{desk.customer.id}").text
    with desk.plugin.operating() as uow:
        visit = uow.session.scalars(select(Activity)).one()
    page = desk.client_of("rep").get(f"/activities/{visit.id}").text
    for words in ("Who was there?", "Owner", "4 of 5", "12.5", "Acme Ltd"):
        assert words in customer
        assert words in page
    assert "Visit to a shop" in page
    assert desk.client_of("other").get(f"/activities/{visit.id}").status_code == 404


def change(desk: Desk, question: Any, **more: object) -> None:
    texts = {"text_es": question.text_es, "text_en": question.text_en, "options": question.options}
    with desk.plugin.operating() as uow:
        desk.module("keeping").change_question(uow, question.id, **{**texts, **more})


def test_answers_keep_the_words_in_which_they_were_asked(desk: Desk) -> None:
    asked = answered(desk)
    renamed = [{**one, "en": f"{one['en']} (new)"} for one in asked["choice"].options]
    change(desk, asked["choice"], text_en="Who, then?", options=renamed)
    page = desk.client_of("rep").get(f"/customers/{desk.customer.id}").text
    assert "Who was there?" in page
    assert "(new)" not in page
    assert "Who, then?" in desk.form()


def test_a_retired_question_is_asked_no_more_and_keeps_its_answers(desk: Desk) -> None:
    asked = answered(desk)
    with desk.plugin.operating() as uow:
        desk.module("keeping").retire_question(uow, asked["scale"].id)
    assert "How pleased?" not in desk.form()
    assert "How pleased?" in desk.client_of("rep").get(f"/customers/{desk.customer.id}").text


def test_a_form_that_stood_open_still_answers_what_was_retired_meanwhile(desk: Desk) -> None:
    question = desk.question(desk.checklist())
    with desk.plugin.operating() as uow:
        desk.module("keeping").retire_question(uow, question.id)
    assert desk.log(**{input_of(question): "yes"}).status_code == 303
    assert [one.value for one in desk.answers()] == [True]


def test_what_is_asked_of_another_kind_is_not_kept(desk: Desk) -> None:
    question = desk.question(desk.checklist())
    assert desk.log(kind="call", **{input_of(question): "yes"}).status_code == 303
    assert desk.answers() == []


def test_answers_are_corrected_on_the_page_that_edits(desk: Desk) -> None:
    asked = answered(desk)
    with desk.plugin.operating() as uow:
        visit = uow.session.scalars(select(Activity)).one()
    address = f"/activities/{visit.id}/edit"
    rep = desk.client_of("rep")
    page = rep.get(address).text
    assert 'value="12.5"' in page
    sent = {"version": visit.version, "kind": "visit", "customer_id": str(desk.customer.id)}
    same = {input_of(asked["yes_no"]): "yes"}
    more = {**same, input_of(asked["text"]): "", input_of(asked["number"]): "13"}
    assert rep.post(address, data={**sent, **more}).status_code == 303
    kept = {one.kind: one.value for one in desk.answers()}
    assert (kept["number"], "text" in kept, kept["yes_no"]) == ("13", False, True)


def test_answers_go_with_their_visit_and_come_along_when_customers_are_merged(desk: Desk) -> None:
    answered(desk)
    with desk.plugin.operating() as uow:
        visit = uow.session.scalars(select(Activity)).one()
        delete_activity(uow, visit.id)
    assert len(desk.answers()) == 5
    with desk.plugin.operating() as uow:
        uow.session.execute(delete(Activity).where(Activity.id == visit.id))
    assert desk.answers() == []


def test_merged_customers_bring_their_answers(desk: Desk) -> None:
    answered(desk)
    survivor = desk.records.customer(name="Ferretería Pérez e Hijos")
    with desk.plugin.operating() as uow:
        merge_customers(uow, survivor.id, desk.customer.id)
    assert "Who was there?" in desk.client_of("rep").get(f"/customers/{survivor.id}").text


def test_the_export_has_a_column_for_each_question(desk: Desk, tmp_path: Path) -> None:
    answered(desk)
    path = tmp_path / "activities.csv"
    contributions = desk.app.contributions
    with desk.plugin.operating() as uow:
        importer = find_importer(contributions.importers, "activities")
        export_records(uow, importer, path, added=contributions.export_columns)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    said = {
        name.removeprefix("visit_checklist: "): value
        for name, value in row.items()
        if name.startswith("visit_checklist: ")
    }
    assert said == {
        "Is it in sight?": "Yes",
        "Who was there?": "Owner",
        "How pleased?": "4",
        "How many boxes?": "12.5",
        "Who else?": "Acme Ltd",
    }


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("yes_no", "yes"),
        ("choice", "17"),
        ("scale", "6"),
        ("scale", True),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("number", True),
        ("text", 5),
        ("text", "x" * 501),
    ],
)
def test_the_service_refuses_what_is_no_answer(desk: Desk, kind: str, said: object) -> None:
    asked = everything(desk)
    call = desk.records.activity(desk.customer.id)
    name = asked[kind].id.hex
    with pytest.raises(InvalidInputError) as refused, desk.plugin.working("rep") as uow:
        desk.module("answering").answer_checklist(uow, call.id, {name: said})
    assert list(refused.value.fields) == [name]


def test_the_service_refuses_questions_that_are_none(desk: Desk) -> None:
    call = desk.records.activity(desk.customer.id)
    with pytest.raises(InvalidInputError), desk.plugin.working("rep") as uow:
        desk.module("answering").answer_checklist(uow, call.id, {"what": True})


def paces(desk: Desk, question: Any, *seconds: float) -> None:
    pace = desk.module("pace")
    with desk.plugin.operating() as uow:
        for each in seconds:
            pace.remember_pace(uow, {question.id: each})


def cost(desk: Desk, question: Any) -> Any:
    with desk.plugin.operating() as uow:
        return desk.module("pace").costs_of(uow, [question])[question.id]


def test_seconds_are_estimated_until_enough_was_measured(desk: Desk) -> None:
    question = desk.question(desk.checklist())
    paces(desk, question, *[30.0] * 19)
    assert cost(desk, question).measured == 0
    assert 1 < cost(desk, question).seconds < 10
    paces(desk, question, 2.0)
    assert (cost(desk, question).seconds, cost(desk, question).measured) == (30.0, 20)


def test_only_the_newest_two_hundred_answers_count(
    desk: Desk, at: Callable[[datetime], None]
) -> None:
    question = desk.question(desk.checklist())
    at(datetime(2026, 1, 5, 12, tzinfo=UTC))
    paces(desk, question, *[60.0] * 300)
    at(datetime(2026, 1, 6, 12, tzinfo=UTC))
    paces(desk, question, *[3.0] * 200)
    assert (cost(desk, question).seconds, cost(desk, question).measured) == (3.0, 200)
    with desk.plugin.operating() as uow:
        assert desk.module("pace").forget_old_paces(uow, {}) is None
        assert uow.session.query(desk.module("model").Pace).count() == 200


def test_how_long_it_took_is_kept_without_the_visit_and_the_person(desk: Desk) -> None:
    question = desk.question(desk.checklist())
    name = input_of(question)
    desk.log(**{name: "yes", "pace": f'{{"{name}": 2500}}'})
    model = desk.module("model")
    with desk.plugin.operating() as uow:
        (kept,) = uow.session.query(model.Pace)
        assert kept.tenths == 25
    columns = set(model.Pace.__table__.columns.keys())
    assert columns == {"id", "question_id", "measured_on", "tenths"}
