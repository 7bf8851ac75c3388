"""Two people edit one customer: nothing is lost, both are told, saving again works."""

import re

from salesforce_lite.audit import changes_since, history_of
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    get_contact,
    get_customer,
    phone_of,
    save_contact,
    save_customer,
)
from tests.customers.pages import form_values

TOLD = re.compile(
    r"<li>(\w+) changed ([\w -]+), [^:]*:\s*<del>(.*?)</del>.*?<ins>(.*?)</ins>"
    r"(?:\s*<span[^>]*>(?:<svg.*?</svg>)?<span>you wrote: (.*?)</span></span>)?",
    re.S,
)


def told(page: str) -> list[tuple[str, str, str, str, str]]:
    """(who, field, before, after, mine) of what the page says that others saved."""
    return TOLD.findall(page)


def change(work, customer, by="manager", **fields):
    with work(by) as uow:
        save_customer(uow, CustomerDraft.of(fields, id=customer.id))


def test_what_only_the_other_changed_is_taken_over(add, work, client_of):
    customer = add("Before", phones=[phone_of("81 1111 1111", "MX")], tags=["old"])
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    change(work, customer, phones=[phone_of("81 2222 2222", "MX")], tags=["new"], roles=["agent"])

    answer = client.post(address, data=opened | {"name": "After"})

    assert answer.status_code == 409
    page = answer.text
    assert "Somebody else saved while you were writing." in page
    assert ("Manager", "Phones", "81 1111 1111", "81 2222 2222", "") in told(page)
    assert ("Manager", "Roles", "empty", "Agent", "") in told(page)
    merged = form_values(page)
    assert merged["name"] == "After"
    assert merged["phones-0-typed"] == "81 2222 2222"
    assert merged["tags"] == "new"
    assert merged["roles"] == "agent"
    assert client.post(address, data=merged).status_code == 303
    with work("rep") as uow:
        saved = get_customer(uow, customer.id)
    assert (saved.name, saved.tags, saved.roles) == ("After", ("new",), ("agent",))
    assert saved.phones[0].typed == "81 2222 2222"


def test_what_both_changed_keeps_mine_and_shows_theirs(add, work, client_of):
    customer = add("Before", note="Old")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    change(work, customer, name="Theirs", note="Agreed")

    page = client.post(address, data=opened | {"name": "Mine", "note": "Agreed"}).text

    assert told(page) == [
        ("Manager", "Name", "Before", "Theirs", "Mine"),
        ("Manager", "Note", "Old", "Agreed", ""),
    ]
    assert "Manager changed this to “Theirs”." in page
    merged = form_values(page)
    assert merged["name"] == "Mine"
    client.post(address, data=merged)
    with work("rep") as uow:
        assert get_customer(uow, customer.id).name == "Mine"


def test_a_third_save_in_between_is_told_again(add, work, client_of):
    customer = add("Before")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    change(work, customer, website="a.example.com")
    merged = form_values(client.post(address, data=opened).text)
    change(work, customer, by="admin", website="b.example.com")
    answer = client.post(address, data=merged)
    assert answer.status_code == 409
    assert told(answer.text) == [("Admin", "Website", "a.example.com", "b.example.com", "")]


def test_a_form_without_its_version_overwrites_nothing(add, client_of):
    customer = add("Before")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    del opened["version"]
    assert client.post(address, data=opened | {"name": "After"}).status_code == 409


def test_a_customer_given_away_meanwhile_is_gone(add, work, client_of):
    customer = add()
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    with work("manager") as uow:
        manager_id = uow.actor.user_id
    change(work, customer, owner_id=manager_id)
    assert client.post(address, data=opened | {"name": "After"}).status_code == 404


def test_a_stage_changed_on_an_old_page_is_refused(add, work, client_of):
    customer = add()
    change(work, customer, name="Other")
    client = client_of("rep")
    sent = {"lifecycle": "active", "version": customer.version}
    answer = client.post(f"/customers/{customer.id}/lifecycle", data=sent)
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text


def test_what_was_changed_and_put_back_is_no_change(add, work):
    customer = add("One")
    change(work, customer, name="Two", note="Kept")
    change(work, customer, by="admin", name="One")
    with work("rep") as uow:
        found = changes_since(uow, customer.id, customer.version)
        assert set(found) == {"note"}
        assert (found["note"].before, found["note"].after) == ("", "Kept")
        assert found["note"].actor_name == "Manager"
        assert [save.action for save in history_of(uow, customer.id)] == [
            "changed",
            "changed",
            "created",
        ]


def test_the_form_of_a_contact_is_merged_too(add, work, client_of):
    customer = add("Kiosco Sol")
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer.id)
        contact = save_contact(uow, ContactDraft.of({"name": "Ana"}, links=[link]))
    client, address = client_of("rep"), f"/contacts/{contact.id}/edit"
    opened = form_values(client.get(address).text)
    with work("manager") as uow:
        theirs = {"name": "Ana Ruiz", "phones": [phone_of("81 2222 2222", "MX")]}
        save_contact(uow, ContactDraft.of(theirs, id=contact.id))

    answer = client.post(address, data=opened | {"name": "Anita", "note": "Mornings"})

    assert answer.status_code == 409
    assert told(answer.text) == [
        ("Manager", "Name", "Ana", "Ana Ruiz", "Anita"),
        ("Manager", "Phones", "empty", "81 2222 2222", ""),
    ]
    assert client.post(address, data=form_values(answer.text)).status_code == 303
    with work("rep") as uow:
        saved = get_contact(uow, contact.id)
    assert (saved.name, saved.note, saved.phones[0].typed) == ("Anita", "Mornings", "81 2222 2222")


def test_a_form_of_a_contact_without_its_version_overwrites_nothing(add, work, client_of):
    customer = add("Kiosco Sol")
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer.id)
        contact = save_contact(uow, ContactDraft.of({"name": "Ana"}, links=[link]))
    answer = client_of("rep").post(f"/contacts/{contact.id}/edit", data={"name": "Nobody"})
    assert answer.status_code == 409
    with work("rep") as uow:
        assert get_contact(uow, contact.id).name == "Ana"
