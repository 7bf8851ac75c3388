"""Pages of contacts: added from the customer, edited, linked, and hidden from other reps."""

import re

import pytest

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    contacts_of,
    get_contact,
    phone_of,
    places_of,
    save_contact,
    save_contacts,
    save_customer,
)
from salesforce_lite.customers.contact_twins import find_contact_twins


@pytest.fixture
def customer_id(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"})).id


@pytest.fixture
def contact_id(work, customer_id):
    with work("rep") as uow:
        return save_contact(
            uow,
            ContactDraft.of(
                {"name": "Ana Canary Ruiz", "phones": [phone_of("+52 81 8345 6789", "")]},
                links=[ContactLinkDraft(customer_id=customer_id, function="Buyer")],
            ),
        ).id


def test_a_contact_is_added_from_the_page_of_the_customer(work, client_of, customer_id):
    client = client_of("rep")
    address = f"/customers/{customer_id}/contacts/new"
    assert address in client.get(f"/customers/{customer_id}").text
    assert 'name="phones-0-typed"' in client.get(address).text
    answer = client.post(
        address,
        data={
            "name": "Juan Soto",
            "function": "Owner",
            "is_primary": "y",
            "phones-0-typed": "+34 600 123 456",
            "emails-0-address": "juan@example.com",
        },
    )
    assert answer.status_code == 303
    assert "Juan Soto" in client.get(answer.location).text
    with work("rep") as uow:
        [place] = contacts_of(uow, customer_id)
        assert (place.link.function, place.link.is_primary) == ("Owner", True)
        assert place.contact.phone == "+34600123456"


def test_what_was_typed_is_not_lost_when_something_is_wrong(client_of, customer_id):
    answer = client_of("rep").post(
        f"/customers/{customer_id}/contacts/new",
        data={"name": "", "function": "Owner of it all", "emails-0-address": "nobody"},
    )
    assert answer.status_code == 422
    assert "Owner of it all" in answer.text
    assert "name@example.com" in answer.text


def test_a_contact_is_edited_with_the_function_at_the_customer(
    work, client_of, contact_id, customer_id
):
    client = client_of("rep")
    address = f"/contacts/{contact_id}/edit?customer_id={customer_id}"
    assert 'value="Buyer"' in client.get(address).text
    answer = client.post(
        address, data={"name": "Ana Vega", "function": "Head of buying", "version": "1"}
    )
    assert answer.status_code == 303
    with work("rep") as uow:
        [place] = places_of(uow, contact_id)
        assert (place.contact.name, place.link.function) == ("Ana Vega", "Head of buying")
    stale = client.post(address, data={"name": "Late", "function": "X", "version": "1"})
    assert stale.status_code == 409
    assert "Late" in stale.text


def test_a_contact_is_added_to_another_customer_and_taken_off(work, client_of, contact_id):
    with work("rep") as uow:
        second = save_customer(uow, CustomerDraft.of({"name": "Second shop"})).id
    client = client_of("rep")
    answer = client.post(
        f"/contacts/{contact_id}/links/new",
        data={"customer_id": str(second), "function": "Adviser"},
    )
    assert answer.status_code == 303
    assert "Second shop" in client.get(f"/contacts/{contact_id}").text
    assert client.post(f"/contacts/{contact_id}/links/new", data={}).status_code == 422
    address = f"/contacts/{contact_id}/links/{second}/removal"
    page = client.get(f"/contacts/{contact_id}").text
    button = page[page.index(f'action="{address}"') :]
    version = re.search(r'name="version" value="(\d+)"', button)[1]
    client.post(address, data={"version": version})
    assert "Second shop" not in client.get(f"/contacts/{contact_id}").text


def test_deleting_offers_to_take_it_back(work, client_of, contact_id, customer_id):
    client = client_of("rep")
    with work("rep") as uow:
        read = {"version": get_contact(uow, contact_id).version}
    answer = client.post(f"/contacts/{contact_id}/deletion", data=read)
    page = client.get(answer.location).text
    assert f"/contacts/{contact_id}/restoration" in page
    assert client.get(f"/contacts/{contact_id}").status_code == 404
    client.post(f"/contacts/{contact_id}/restoration")
    with work("rep") as uow:
        assert get_contact(uow, contact_id)


def test_no_page_of_another_rep_shows_the_contact(work, client_of, contact_id, customer_id):
    with work("other") as uow:
        theirs = save_customer(uow, CustomerDraft.of({"name": "Theirs"})).id
    with work("admin") as uow:
        link = ContactLinkDraft(customer_id=theirs)
        save_contact(uow, ContactDraft.of({}, id=contact_id, links=[link]))
    seen = client_of("other").get(f"/contacts/{contact_id}")
    assert "Canary" in seen.text
    assert "Ferretería" not in seen.text
    with work("admin") as uow:
        alone = save_contact(
            uow,
            ContactDraft.of(
                {"name": "Hidden Canary"}, links=[ContactLinkDraft(customer_id=customer_id)]
            ),
        ).id
    client = client_of("other")
    for address in (
        f"/contacts/{alone}",
        f"/contacts/{alone}/edit",
        f"/contacts/{alone}/links/new",
        f"/customers/{customer_id}/contacts/new",
        f"/contacts/{contact_id}/edit?customer_id={customer_id}",
    ):
        answer = client.get(address)
        assert "Hidden Canary" not in answer.text
        assert "Ferretería" not in answer.text
    for address in (f"/contacts/{alone}/deletion", f"/contacts/{alone}/links/{theirs}/removal"):
        assert client.post(address).status_code == 404


def test_viewers_see_contacts_without_ways_to_change_them(client_of, contact_id, customer_id):
    client = client_of("viewer")
    assert "Ana Canary" in client.get(f"/customers/{customer_id}").text
    page = client.get(f"/contacts/{contact_id}").text
    assert "/edit" not in page
    assert client.post(f"/contacts/{contact_id}/deletion").status_code == 403


PERSON = {"name": "Ana Canary", "emails-0-address": "ana@example.com", "function": "Buyer"}


def _mail(work, contact_id, address="ana@example.com"):
    with work("rep") as uow:
        save_contact(uow, ContactDraft.of({"emails": [EmailAddress(address, "")]}, id=contact_id))


def _people(work, customer_id):
    with work("rep") as uow:
        return [place.contact.name for place in contacts_of(uow, customer_id)]


def test_a_person_who_is_there_already_is_told_once_and_added_when_it_is_said_again(
    work, client_of, contact_id
):
    _mail(work, contact_id)
    with work("rep") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Taller Sol"})).id
    client = client_of("rep")
    address = f"/customers/{other}/contacts/new"
    told = client.post(address, data=PERSON)
    assert told.status_code == 422
    for words in ("same e-mail", "Ferretería Pérez", 'value="Ana Canary"', "save it anyway"):
        assert words in told.text
    assert _people(work, other) == []
    assert client.post(address, data=PERSON | {"confirmed": "yes"}).status_code == 303
    assert _people(work, other) == ["Ana Canary"]


def test_whoever_is_told_can_be_added_here_instead(work, client_of, contact_id):
    _mail(work, contact_id)
    with work("rep") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Taller Sol"})).id
    client = client_of("rep")
    told = client.post(f"/customers/{other}/contacts/new", data=PERSON).text
    [way] = re.findall(r'href="(/contacts/[^"]+/links/new[^"]*)"', told)
    page = client.get(way.replace("&amp;", "&"))
    assert f'value="{other}" selected' in page.text or f'selected value="{other}"' in page.text
    client.post(way, data={"customer_id": str(other), "function": "Buyer"})
    assert _people(work, other) == ["Ana Canary Ruiz"]


def test_the_telephone_of_an_office_makes_no_doubles_of_its_people(
    work, client_of, customer_id, contact_id
):
    client, address = client_of("rep"), f"/customers/{customer_id}/contacts/new"
    shared = {"phones-0-typed": "+52 81 8345 6789"}
    assert client.post(address, data={"name": "Juan Soto"} | shared).status_code == 303
    told = client.post(address, data={"name": "Ana Canary"} | shared)
    assert (told.status_code, "same phone" in told.text) == (422, True)


def test_a_double_is_told_however_many_others_share_its_name_or_mail(work, customer_id):
    maria = {"name": "María García", "emails": [EmailAddress("info@example.com", "")]}
    with work("other") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Taller Sol"})).id
        link = ContactLinkDraft(customer_id=other)
        save_contacts(uow, [ContactDraft.of(maria, links=[link]) for _ in range(120)])
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer_id)
        own = save_contact(uow, ContactDraft.of(maria, links=[link])).id
    with work("rep") as uow:
        [twin] = find_contact_twins(uow, maria)
        assert twin.contact.id == own
    with work("admin") as uow:
        found = find_contact_twins(uow, {"name": "Maria Garcia"}, customer_id=customer_id)
        assert [twin.contact.id for twin in found] == [own]


def test_a_person_is_told_while_being_typed(work, client_of, customer_id, contact_id):
    client = client_of("rep")
    asked = {"customer_id": customer_id, "name": "ana canary RUIZ"}
    assert "Ana Canary Ruiz" in client.get("/contacts/duplicates", query_string=asked).text
    own = asked | {"contact_id": contact_id}
    assert "Ana Canary" not in client.get("/contacts/duplicates", query_string=own).text
    assert client_of("other").get("/contacts/duplicates", query_string=asked).status_code == 404
    anywhere = {"emails-0-address": "ana@example.com"}
    _mail(work, contact_id)
    assert "Ana Canary" in client.get("/contacts/duplicates", query_string=anywhere).text
    hidden = client_of("other").get("/contacts/duplicates", query_string=anywhere)
    assert "Canary" not in hidden.text


def test_a_contact_changed_into_another_is_told_and_one_that_was_like_it_is_left_in_peace(
    work, client_of, customer_id, contact_id
):
    _mail(work, contact_id)
    with work("rep") as uow:
        draft = ContactDraft.of(
            {"name": "Ana C.", "emails": [EmailAddress("ac@example.com", "")]},
            links=[ContactLinkDraft(customer_id=customer_id)],
        )
        twin = save_contact(uow, draft)
    client, address = client_of("rep"), f"/contacts/{twin.id}/edit"
    same = {"version": twin.version, "name": "Ana C.", "emails-0-address": "ana@example.com"}
    assert client.post(address, data=same).status_code == 422
    assert client.post(address, data=same | {"confirmed": "yes"}).status_code == 303
    again = same | {"version": twin.version + 1, "name": "Ana C. Ruiz"}
    assert client.post(address, data=again).status_code == 303


def _person(work, name="Ana Ruiz", who="rep"):
    with work(who) as uow:
        return save_customer(uow, CustomerDraft.of({"name": name, "kind": "person"})).id


def _edited(work, contact_id, **more):
    with work("rep") as uow:
        contact = get_contact(uow, contact_id)
        return {"version": contact.version, "name": contact.name, "function": "Buyer", **more}


def test_a_contact_who_buys_for_herself_too_is_joined_with_the_customer_she_is(
    work, client_of, customer_id, contact_id
):
    ana = _person(work)
    client, address = client_of("rep"), f"/contacts/{contact_id}/edit"
    saved = client.post(address, data=_edited(work, contact_id, person_id=str(ana)))
    assert saved.status_code == 303
    assert f'href="/customers/{ana}"' in client.get(f"/contacts/{contact_id}").text
    assert f'<option selected value="{ana}">Ana Ruiz' in client.get(address).text
    assert "Contact at" in client.get(f"/customers/{ana}").text
    assert f'href="/customers/{customer_id}"' in client.get(f"/customers/{ana}").text
    client.post(address, data=_edited(work, contact_id, person_id=""))
    with work("rep") as uow:
        assert get_contact(uow, contact_id).person_id is None


def test_who_does_not_see_that_customer_leaves_the_contact_joined(work, client_of, contact_id):
    ana = _person(work, "Zoe Hidden", "other")
    with work("admin") as uow:
        save_contact(uow, ContactDraft.of({"person_id": ana}, id=contact_id))
    client, address = client_of("rep"), f"/contacts/{contact_id}/edit"
    assert "person_id" not in client.get(address).text
    for page in (address, f"/contacts/{contact_id}"):
        assert "Zoe Hidden" not in client.get(page).text
    said = _edited(work, contact_id, person_id="", note="Changed")
    assert client.post(address, data=said).status_code == 303
    with work("admin") as uow:
        kept = get_contact(uow, contact_id)
        assert (kept.person_id, kept.note) == (ana, "Changed")


def test_nobody_is_joined_with_a_customer_whom_one_does_not_see(work, client_of, contact_id):
    theirs = _person(work, "Zoe Hidden", "other")
    said = _edited(work, contact_id, person_id=str(theirs))
    told = client_of("rep").post(f"/contacts/{contact_id}/edit", data=said)
    assert (told.status_code, "Zoe Hidden" in told.text) == (422, False)
    with work("rep") as uow:
        assert get_contact(uow, contact_id).person_id is None
