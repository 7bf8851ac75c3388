"""Pages of merging: choose, compare, merge by naming both; and duplicates on saving."""

import pytest

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    get_customer,
    save_customer,
)


@pytest.fixture
def two(work):
    with work("rep") as uow:
        first = {"name": "Ferretería Pérez", "emails": [EmailAddress("a@perez.example")]}
        second = {"name": "Ferreteria Perez SA", "emails": [EmailAddress("b@perez.example")]}
        return tuple(save_customer(uow, CustomerDraft.of(one)).id for one in (first, second))


def test_the_menu_leads_to_those_that_look_alike(client_of, two):
    client = client_of("manager")
    assert f"/customers/{two[0]}/merging" in client.get(f"/customers/{two[0]}").text
    page = client.get(f"/customers/{two[0]}/merging").text
    assert f"/customers/{two[0]}/merging/{two[1]}" in page
    chosen = client.get(f"/customers/{two[0]}/merging?other_id={two[1]}")
    assert chosen.location.endswith(f"/merging/{two[1]}")


def test_both_stand_side_by_side_and_the_button_names_them(client_of, two):
    page = client_of("manager").get(f"/customers/{two[0]}/merging/{two[1]}").text
    assert "Merge “Ferreteria Perez SA” into “Ferretería Pérez”" in page
    assert "a@perez.example" in page
    assert "b@perez.example" in page
    assert 'name="name" value="other"' in page
    assert 'name="website"' not in page


def test_merging_leads_to_the_survivor_and_so_does_the_old_address(work, client_of, two):
    client = client_of("manager")
    address = f"/customers/{two[0]}/merging/{two[1]}"
    answer = client.post(address, data={"name": "other", "keep_version": "1", "other_version": "1"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/customers/{two[0]}")
    assert client.get(f"/customers/{two[1]}").location.endswith(f"/customers/{two[0]}")
    with work("rep") as uow:
        assert get_customer(uow, two[0]).name == "Ferreteria Perez SA"


def test_a_stale_page_of_merging_changes_nothing(work, client_of, two):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Changed"}, id=two[1]))
    answer = client_of("manager").post(
        f"/customers/{two[0]}/merging/{two[1]}",
        data={"name": "keep", "keep_version": "1", "other_version": "1"},
    )
    assert answer.status_code == 409
    with work("rep") as uow:
        assert get_customer(uow, two[1]).name == "Changed"


def test_nobody_merges_what_they_do_not_see_or_may_not(work, client_of, two):
    with work("other") as uow:
        theirs = save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez Canary"})).id
    manager = client_of("manager")
    for address in (
        f"/customers/{two[0]}/merging/{theirs}",
        f"/customers/{theirs}/merging/{two[0]}",
        f"/customers/{theirs}/merging",
        f"/customers/{two[0]}/merging",
    ):
        assert "Canary" not in manager.get(address).text
    assert manager.post(f"/customers/{two[0]}/merging/{theirs}").status_code == 404
    assert client_of("rep").get(f"/customers/{two[0]}/merging").status_code == 403
    assert client_of("manager").get(f"/customers/{two[0]}/merging/{two[0]}").status_code == 422


def test_the_warning_while_typing_and_on_saving_shows_only_what_one_sees(work, client_of, two):
    address = "/customers/duplicates?name=Ferreteria+Perez"
    assert "Ferretería Pérez" in client_of("rep").get(address).text
    assert "Ferretería" not in client_of("other").get(address).text
    fields = {"name": "FERRETERIA PEREZ", "kind": "organization", "lifecycle": "lead"}
    warned = client_of("rep").post("/customers/new", data=fields)
    assert warned.status_code == 422
    assert f"/customers/{two[0]}" in warned.text
    confirmed = client_of("rep").post("/customers/new", data={**fields, "confirmed": "yes"})
    assert confirmed.status_code == 303
    assert client_of("other").post("/customers/new", data=fields).status_code == 303


def test_the_timeline_of_the_survivor_names_who_was_merged(client_of, two):
    client = client_of("manager")
    client.post(
        f"/customers/{two[0]}/merging/{two[1]}", data={"keep_version": "1", "other_version": "1"}
    )
    page = client.get(f"/customers/{two[0]}").text
    assert "Another customer became part of this one" in page
    assert "Ferreteria Perez SA" in page
