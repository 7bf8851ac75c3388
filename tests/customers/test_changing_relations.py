"""A relation that was said wrongly is said anew, between the same two; who is behind is told."""

from datetime import date

import pytest

from salesforce_lite.customers import (
    CustomerDraft,
    relate_customers,
    relations_of,
    save_customer,
)
from salesforce_lite.kernel.events import EventRecord
from tests.customers.pages import form_values
from tests.customers.records import customer_of


@pytest.fixture
def pair(work):
    with work("rep") as uow:
        names = ("Agencia Luna", "Seguros Sur")
        return tuple(save_customer(uow, CustomerDraft.of({"name": name})).id for name in names)


@pytest.fixture
def related(work, pair):
    with work("rep") as uow:
        said = {"is_captive": True, "starts_on": date(2024, 3, 1), "note": "Zona norte"}
        return relate_customers(uow, pair[0], "agent_of", pair[1], **said)


def read(work, customer_id, who="rep"):
    with work(who) as uow:
        (line,) = relations_of(uow, customer_id)
        return line.relation


def address(customer_id, relation):
    return f"/customers/{customer_id}/relations/{relation.id}/edit"


def test_the_form_shows_what_stands_and_saves_what_is_typed(work, client_of, pair, related):
    client = client_of("rep")
    assert address(pair[1], related) in client.get(f"/customers/{pair[1]}").text
    form = form_values(client.get(address(pair[1], related)).text)
    assert (form["reading"], form["bond"]) == ("agent_of.back", "captive")
    assert (form["starts_on"], form["note"]) == ("2024-03-01", "Zona norte")
    typed = {"bond": "independent", "ends_on": "2024-12-31", "note": "Zona sur"}
    answer = client.post(address(pair[1], related), data=form | typed)
    assert answer.status_code == 303
    after = read(work, pair[0])
    assert (after.from_id, after.to_id, after.kind) == (*pair, "agent_of")
    assert (after.is_captive, after.starts_on) == (False, date(2024, 3, 1))
    assert (after.ends_on, after.note, after.version) == (date(2024, 12, 31), "Zona sur", 2)


def test_an_untouched_form_changes_nothing_and_tells_nobody(work, client_of, pair, related):
    client = client_of("rep")
    form = form_values(client.get(address(pair[0], related)).text)
    assert client.post(address(pair[0], related), data=form).status_code == 303
    assert read(work, pair[0]).version == 1
    with work("admin") as uow:
        names = [one.name for one in uow.session.query(EventRecord)]
    assert not [name for name in names if "CustomerRelationChanged" in name]


def test_a_relation_can_be_turned_round_and_be_another_one(work, client_of, pair, related):
    client = client_of("rep")
    form = form_values(client.get(address(pair[0], related)).text)
    client.post(address(pair[0], related), data=form | {"reading": "beneficiary_of.back"})
    after = read(work, pair[0])
    assert (after.from_id, after.to_id, after.kind) == (pair[1], pair[0], "beneficiary_of")
    assert after.is_captive is None


def test_who_saves_second_is_told_and_loses_nothing(work, client_of, pair, related):
    first, second = client_of("rep"), client_of("manager")
    opened = form_values(second.get(address(pair[0], related)).text)
    theirs = form_values(first.get(address(pair[0], related)).text)
    first.post(
        address(pair[0], related),
        data=theirs | {"bond": "independent", "note": "Zona este", "ends_on": "2024-12-31"},
    )
    answer = second.post(address(pair[0], related), data=opened | {"note": "Zona oeste"})
    assert answer.status_code == 409
    assert "independent" in answer.text
    again = form_values(answer.text)
    assert (again["note"], again["bond"]) == ("Zona oeste", "independent")
    assert again["ends_on"] == "2024-12-31"
    assert "Zona este" in answer.text
    assert second.post(address(pair[0], related), data=again).status_code == 303
    after = read(work, pair[0])
    assert (after.note, after.is_captive) == ("Zona oeste", False)


def test_what_is_wrong_is_told_beside_its_input(work, client_of, pair, related):
    client = client_of("rep")
    form = form_values(client.get(address(pair[0], related)).text)
    for wrong, name, words in (
        ({"ends_on": "2020-01-01"}, "ends_on", "before the beginning"),
        ({"note": "x" * 501}, "note", "500"),
    ):
        answer = client.post(address(pair[0], related), data=form | wrong)
        assert answer.status_code == 422
        notes = answer.text.index(f'id="{name}-notes"')
        assert words in answer.text[notes : answer.text.index("</div>", notes)]
    assert read(work, pair[0]).version == 1


def test_it_does_not_become_one_that_is_there_already(work, client_of, pair, related):
    with work("rep") as uow:
        relate_customers(uow, pair[0], "referred_by", pair[1])
    client = client_of("rep")
    form = form_values(client.get(address(pair[0], related)).text)
    answer = client.post(address(pair[0], related), data=form | {"reading": "referred_by.forward"})
    assert answer.status_code == 422
    assert "already stand in this relation" in answer.text


def test_who_does_not_see_both_or_comes_from_elsewhere_finds_nothing(
    work, client_of, pair, related
):
    elsewhere = customer_of(work, "rep", "Otro")
    assert client_of("rep").get(address(elsewhere, related)).status_code == 404
    assert client_of("other").get(address(pair[0], related)).status_code == 404
    assert client_of("viewer").get(address(pair[0], related)).status_code == 403
